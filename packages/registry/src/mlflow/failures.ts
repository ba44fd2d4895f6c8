import { EspalierError, type FailureCode } from '@espalier/core';

/** The answer of a server that refused a request. */
export interface Refusal {
  readonly status: number;
  /** MLflow's own code, such as RESOURCE_DOES_NOT_EXIST; undefined where something else answered. */
  readonly errorCode: string | undefined;
  readonly message: string | undefined;
}

/** Is this MLflow's answer that something does not exist? */
export function isUnknown(error: unknown): boolean {
  const refusal = refusalOf(error);
  return refusal !== undefined && isMissing(refusal);
}

function isMissing({ status, errorCode, message = '' }: Refusal): boolean {
  if (status === 404) return errorCode !== undefined;
  // An unknown alias is an invalid parameter to MLflow.
  return status === 400 && /^Registered model alias .* not found/s.test(message);
}

/** Is this MLflow's answer that something exists already? */
export function isTaken(error: unknown): boolean {
  const code = refusalOf(error)?.errorCode;
  return code === 'RESOURCE_ALREADY_EXISTS' || code === 'ALREADY_EXISTS';
}

const refusals = new WeakMap<EspalierError, Refusal>();

export function refusalOf(error: unknown): Refusal | undefined {
  return error instanceof EspalierError ? refusals.get(error) : undefined;
}

const LONGEST_MESSAGE = 300;

/** Read what a server answered instead of success; proxies and checks of the host answer with text or HTML. */
export function readRefusal(status: number, body: string): Refusal {
  try {
    const answer = JSON.parse(body) as unknown;
    if (typeof answer === 'object' && answer !== null) {
      const { error_code: code, message } = answer as Record<string, unknown>;
      return {
        status,
        errorCode: typeof code === 'string' ? code : undefined,
        message: typeof message === 'string' ? message.slice(0, LONGEST_MESSAGE) : undefined
      };
    }
  } catch {
    // Not JSON: not MLflow's own answer.
  }
  return { status, errorCode: undefined, message: undefined };
}

/** Put a refusal into an error. `doing` completes "Cannot ...". */
export function failureOf(doing: string, server: string, refusal: Refusal): EspalierError {
  const [code, state, hint] = describe(server, refusal);
  const error = new EspalierError(code, `Cannot ${doing}: ${state}`, hint);
  refusals.set(error, refusal);
  return error;
}

function describe(server: string, refusal: Refusal): readonly [FailureCode, string, string] {
  const { status, errorCode, message } = refusal;
  const said = message ?? errorCode ?? `status ${status}`;
  if (status === 401)
    return [
      'E_REGISTRY_REFUSED',
      `${server} asks for a login`,
      'Set MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD'
    ];
  if (status === 403)
    return [
      'E_REGISTRY_REFUSED',
      `${server} does not allow it${message === undefined ? '' : ` (${message})`}`,
      errorCode === undefined
        ? 'Check the user; a server that checks the name of its host needs --allowed-hosts'
        : 'Ask for the permission, or use another user'
    ];
  if (errorCode === undefined)
    return [
      'E_REGISTRY_UNAVAILABLE',
      `${server} answered with status ${status}, and not as MLflow does`,
      'Check that MLFLOW_TRACKING_URI is the address of an MLflow server, and any proxy in front of it'
    ];
  if (isMissing(refusal))
    return ['E_REGISTRY_UNKNOWN', said, 'Check the name, the version and the id'];
  if (status === 429)
    return ['E_REGISTRY_UNAVAILABLE', `${server} has too many requests`, 'Try again later'];
  if (status >= 500)
    return [
      'E_REGISTRY_UNAVAILABLE',
      `${server} failed (${said})`,
      'Look at the log of the server, and try again'
    ];
  return ['E_REGISTRY_INVALID', said, 'Correct the request'];
}

/** A server that could not be reached at all. */
export function unreachable(doing: string, server: string, cause: unknown): EspalierError {
  return new EspalierError(
    'E_REGISTRY_UNAVAILABLE',
    `Cannot ${doing}: ${server} does not answer`,
    'Check MLFLOW_TRACKING_URI and that the server is running',
    { cause }
  );
}

/** An answer with status 200 that MLflow does not give. */
export function strangeAnswer(doing: string, server: string): EspalierError {
  return new EspalierError(
    'E_REGISTRY_UNAVAILABLE',
    `Cannot ${doing}: ${server} does not answer as MLflow does`,
    'Check that MLFLOW_TRACKING_URI is the address of an MLflow server'
  );
}
