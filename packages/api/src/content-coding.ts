import type { IncomingMessage } from 'node:http';
import { EspalierError } from '@espalier/core';

/** How a body is packed. */
export type Coding = 'identity' | 'gzip' | 'deflate';

/** What to send in accept-encoding with a 415 about the coding of a body (RFC 7694). */
export const ACCEPTED_CODINGS = 'gzip, deflate, identity';
const CODING_FIELD = 'content-encoding';

/** Read the coding of a body from its headers. */
export function codingOf({ headers }: IncomingMessage): Coding | EspalierError {
  const given = headers['content-encoding'];
  if (given === undefined) return 'identity';
  const codings = given
    .toLowerCase()
    .split(',')
    .map(coding => coding.trim())
    .filter(coding => coding !== '' && coding !== 'identity');
  const [coding = 'identity'] = codings;
  if (codings.length <= 1) {
    if (coding === 'identity' || coding === 'gzip' || coding === 'deflate') return coding;
    if (coding === 'x-gzip') return 'gzip';
  }
  return new EspalierError(
    'E_MEDIA_TYPE',
    'Cannot read the body: its content encoding is not supported',
    'Send the body as it is, or packed once with gzip or deflate',
    {
      details: [
        { field: CODING_FIELD, problem: 'not supported', expected: 'gzip, deflate or identity' }
      ]
    }
  );
}

/** Whether a 415 is about the coding of a body and not about its media type. */
export function isCodingFailure({ code, details }: EspalierError): boolean {
  return code === 'E_MEDIA_TYPE' && details[0]?.field === CODING_FIELD;
}

export function tooLarge(): EspalierError {
  return new EspalierError(
    'E_BODY_TOO_LARGE',
    'Cannot read the body: it is too large',
    'Send fewer rows at once'
  );
}
