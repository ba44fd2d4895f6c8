import type { IncomingHttpHeaders } from 'node:http';
import { removeInvisible } from '../redact/normalise.ts';
import { holdsSecret } from '../redact/redact.ts';
import { decodeHeader } from './header-text.ts';

const MAX_LENGTH = 128;
/** The rest of a longer id is cut before it is examined; no part of it is shown anyway. */
const EXAMINED = 8 * MAX_LENGTH;

/** Replaces an id that holds a secret: the same id always gives the same text, and no other id does. */
export type HashId = (id: string) => string;

/** Read a caller's id as it may be shown, or undefined if there is nothing to show. */
export function readId(given: unknown, hash: HashId): string | undefined {
  if (typeof given !== 'string' || given === '') return undefined;
  if (given.length <= MAX_LENGTH && PLAIN.test(given))
    return holdsSecret(given) ? hash(given) : given;
  const examined = given.slice(0, EXAMINED);
  const shown = escapeForeign(removeInvisible(examined).replace(BREAKS, '').trim());
  if (shown === '') return undefined;
  // Removing characters gives another text, which may hold a secret of its own.
  return holdsSecret(examined) || holdsSecret(shown)
    ? hash(given)
    : shown.slice(0, MAX_LENGTH).trimEnd();
}

/** Printable ASCII without blanks at its ends. */
const PLAIN = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;
const BREAKS = /[\t-\r\x85\u2028\u2029]/g;
const FOREIGN = /[^\x20-\x7e]+/g;

/** Write letters that no header can carry as a URL does, so that the id is the same everywhere. */
function escapeForeign(text: string): string {
  return text.replace(FOREIGN, letters => encodeURIComponent(letters));
}

/** Read the header x-request-id; more than one is none. */
export function readIdHeader(
  { 'x-request-id': given }: IncomingHttpHeaders,
  rawHeaders: readonly string[]
): string | undefined {
  if (typeof given !== 'string') return undefined;
  if (given.includes(',') && countHeader(rawHeaders, 'x-request-id') > 1) return undefined;
  return decodeHeader(given);
}

/** Count how often a header was sent; Node joins the values. */
export function countHeader(rawHeaders: readonly string[], name: string): number {
  let count = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) if (rawHeaders[i]!.toLowerCase() === name) ++count;
  return count;
}
