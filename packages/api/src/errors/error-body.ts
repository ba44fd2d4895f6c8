import { type EspalierError, type FailureCode, formatProblem, type Problem } from '@espalier/core';

/** The body of an error response. */
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

/** Most problems listed in the single error string of a foreign protocol. */
const SHOWN_PROBLEMS = 20;

/** Format an error for the Open Inference Protocol. */
export function oipErrorBody(failure: EspalierError): { readonly error: string } {
  return { error: `${failure.code}: ${inOneText(failure)}` };
}

/** Format an error for MLflow, with its own codes. */
export function mlflowErrorBody(failure: EspalierError): {
  readonly error_code: string;
  readonly message: string;
} {
  return { error_code: mlflowCode(failure), message: `${failure.code}: ${inOneText(failure)}` };
}

function mlflowCode({ status, code }: EspalierError): string {
  if (status === 404) return 'RESOURCE_DOES_NOT_EXIST';
  if (status === 401) return 'UNAUTHENTICATED';
  if (status === 403) return 'PERMISSION_DENIED';
  if (status === 503) return 'TEMPORARILY_UNAVAILABLE';
  if (status >= 500) return 'INTERNAL_ERROR';
  return code === 'E_BODY_MALFORMED' ? 'MALFORMED_REQUEST' : 'BAD_REQUEST';
}

function inOneText({ message, hint, details }: EspalierError): string {
  const shown = details.slice(0, SHOWN_PROBLEMS).map(formatProblem);
  const hidden = details.length - shown.length;
  return [message, ...shown, ...(hidden > 0 ? [`and ${hidden} more`] : []), hint].join('; ');
}
