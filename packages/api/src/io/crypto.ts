import * as crypto from 'node:crypto';

type OneShot = (algorithm: string, data: string | Uint8Array) => string;

/** Node has a form without an object from 20.12 on, twice as fast. */
const oneShot = (crypto as { readonly hash?: OneShot }).hash;

/** The sha256 of a text or of bytes, in hex. */
export const sha256Text: (data: string | Uint8Array) => string =
  oneShot === undefined
    ? data => crypto.createHash('sha256').update(data).digest('hex')
    : data => oneShot('sha256', data);

export const newUuid: () => string = () => crypto.randomUUID();

/** Compare two texts in a time that does not depend on where they differ. */
export function isSameText(a: string, b: string): boolean {
  const digest = (text: string): Buffer => crypto.createHash('sha256').update(text).digest();
  return crypto.timingSafeEqual(digest(a), digest(b));
}
