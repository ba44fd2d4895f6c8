import * as crypto from 'node:crypto';

type OneShot = (algorithm: string, data: string | Uint8Array) => string;

/** Since Node 20.12; twice as fast as a hash object. */
const oneShot = (crypto as { readonly hash?: OneShot }).hash;

/** Compute the sha256 of text or bytes, in hex. */
export const sha256Text: (data: string | Uint8Array) => string =
  oneShot === undefined
    ? data => crypto.createHash('sha256').update(data).digest('hex')
    : data => oneShot('sha256', data);

export const newUuid: () => string = () => crypto.randomUUID();

/** Draw a whole number from 0 up to, not including, the limit, that cannot be guessed. */
export const drawBelow: (limit: number) => number = limit => crypto.randomInt(limit);

/** A key for `createIdHash`, different in each run. */
export const newKey: () => string = () => crypto.randomBytes(32).toString('hex');

/** Create a hash that nobody without the key can compute: 64 bits, so that no two ids of a log get the same. */
export function createIdHash(key: string): (id: string) => string {
  return id => `redacted-${crypto.createHmac('sha256', key).update(id).digest('hex').slice(0, 16)}`;
}

/** Compare two strings in constant time. */
export function isSameText(a: string, b: string): boolean {
  const digest = (text: string): Buffer => crypto.createHash('sha256').update(text).digest();
  return crypto.timingSafeEqual(digest(a), digest(b));
}
