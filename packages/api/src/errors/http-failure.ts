import { EspalierError } from '@espalier/core';

/** Convert an error thrown by Express, without its message, which may quote input. */
export function toHttpFailure(error: unknown): EspalierError {
  if (error instanceof EspalierError) return error;
  if (statusOf(error) < 500)
    return new EspalierError(
      'E_BODY_MALFORMED',
      'Cannot read the request',
      'Send a complete request with a path in UTF-8',
      { cause: error }
    );
  return new EspalierError(
    'E_INTERNAL',
    'Cannot answer the request: an internal error occurred',
    'Try again; the log has details under the request id',
    { cause: error }
  );
}

function statusOf(error: unknown): number {
  if (typeof error !== 'object' || error === null || !('status' in error)) return 500;
  return typeof error.status === 'number' && error.status >= 400 ? error.status : 500;
}

/** The stack frames of an error, without its message, which may quote input. */
export function framesOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  return (error.stack ?? '')
    .split('\n')
    .filter(line => /^\s+at /.test(line))
    .join('\n');
}
