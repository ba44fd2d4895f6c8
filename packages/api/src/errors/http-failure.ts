import { EspalierError } from '@espalier/core';

/** What Express throws, in our terms; nothing of its messages, which quote input. */
export function toHttpFailure(error: unknown): EspalierError {
  if (error instanceof EspalierError) return error;
  if (statusOf(error) < 500)
    return new EspalierError(
      'E_BODY_MALFORMED',
      'Cannot read the request',
      'Send a whole request with a path in UTF-8',
      { cause: error }
    );
  return new EspalierError(
    'E_INTERNAL',
    'Cannot answer: something failed inside',
    'Try again; the log has the request id',
    { cause: error }
  );
}

function statusOf(error: unknown): number {
  if (typeof error !== 'object' || error === null || !('status' in error)) return 500;
  return typeof error.status === 'number' && error.status >= 400 ? error.status : 500;
}

/** Where it failed, without the message: that may quote input. */
export function framesOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  return (error.stack ?? '')
    .split('\n')
    .filter(line => /^\s+at /.test(line))
    .join('\n');
}
