import { redact } from './redact.ts';

const MAX_LENGTH = 128;

/** Make a caller's request id safe to echo: printable, redacted, at most 128 characters; undefined if nothing is left. */
export function safeRequestId(given: unknown): string | undefined {
  if (typeof given !== 'string') return undefined;
  // Limits the work for very long ids; the excess would be cut anyway.
  const printable = given.slice(0, 8 * MAX_LENGTH).replaceAll(/[^\x20-\x7e]/g, '');
  const safe = redact(printable.trim()).slice(0, MAX_LENGTH).trim();
  return safe === '' ? undefined : safe;
}
