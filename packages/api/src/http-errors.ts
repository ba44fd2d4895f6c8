import { EspalierError, type FailureCode, type Problem } from '@espalier/core';

/** The one shape of errors. */
export interface ErrorBody {
  readonly error: {
    readonly code: FailureCode;
    readonly message: string;
    readonly hint: string;
    readonly details: readonly Problem[];
    readonly request_id: string;
  };
}

export function errorBody(
  { code, message, hint, details }: EspalierError,
  requestId: string
): ErrorBody {
  return { error: { code, message, hint, details, request_id: requestId } };
}

/** What Express and its body parser throw, in our terms; nothing of their messages, which quote input. */
export function toHttpFailure(error: unknown): EspalierError {
  if (error instanceof EspalierError) return error;
  const { type, status } = httpFields(error);
  if (type === 'entity.too.large')
    return new EspalierError(
      'E_BODY_TOO_LARGE',
      'Cannot read the body: it is too large',
      'Send fewer rows at once'
    );
  if (type === 'entity.parse.failed')
    return new EspalierError(
      'E_BODY_MALFORMED',
      'Cannot read the body: it is not JSON',
      'Send JSON'
    );
  if (type === 'encoding.unsupported' || type === 'charset.unsupported')
    return new EspalierError(
      'E_MEDIA_TYPE',
      'Cannot read the body: its encoding is not supported',
      'Send JSON as UTF-8'
    );
  if (status >= 400 && status < 500)
    return new EspalierError(
      'E_BODY_MALFORMED',
      'Cannot read the request',
      'Send a whole request with a JSON body',
      { cause: error }
    );
  return new EspalierError(
    'E_INTERNAL',
    'Cannot answer: something failed inside',
    'Try again; the log has the request id',
    { cause: error }
  );
}

function httpFields(error: unknown): { type: string; status: number } {
  if (typeof error !== 'object' || error === null) return { type: '', status: 500 };
  const type = 'type' in error && typeof error.type === 'string' ? error.type : '';
  const status = 'status' in error && typeof error.status === 'number' ? error.status : 500;
  return { type, status };
}
