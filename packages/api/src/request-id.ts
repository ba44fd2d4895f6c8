import { redact } from './redact.ts';

const MAX_LENGTH = 128;

/** The caller's request id, made safe to repeat: printable, redacted, at most 128 characters; undefined when none is left. */
export function safeRequestId(given: unknown): string | undefined {
  if (typeof given !== 'string') return undefined;
  // What is cut off cannot help to tell what is left; no id that is kept needs more.
  const printable = given.slice(0, 8 * MAX_LENGTH).replaceAll(/[^\x20-\x7e]/g, '');
  const safe = redact(printable.trim()).slice(0, MAX_LENGTH).trim();
  return safe === '' ? undefined : safe;
}
