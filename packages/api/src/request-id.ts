import { redact } from './redact.ts';

const MAX_LENGTH = 128;

/** The caller's request id, made safe to repeat: printable, redacted, at most 128 characters; undefined when none is left. */
export function safeRequestId(given: unknown): string | undefined {
  if (typeof given !== 'string') return undefined;
  const safe = redact(given.replaceAll(/[^\x20-\x7e]/g, '').trim()).slice(0, MAX_LENGTH);
  return safe === '' ? undefined : safe;
}
