/**
 * Every failure that a user can meet, with its HTTP status and exit code. docs/errors.md explains each one.
 */
export const FAILURES = {
  E_INTERNAL: { status: 500, exit: 1 },
  E_USAGE: { status: 400, exit: 2 },
  E_FAMILY_UNAVAILABLE: { status: 400, exit: 2 },
  E_CONTRACT_UNAVAILABLE: { status: 503, exit: 2 },
  E_SCORING_TOO_SLOW: { status: 409, exit: 3 },
  E_TARGET_POSITIVE_UNKNOWN: { status: 400, exit: 2 },

  E_TABLE_EMPTY: { status: 400, exit: 65 },
  E_TABLE_UNREADABLE: { status: 400, exit: 65 },
  E_HEADER_INVALID: { status: 400, exit: 65 },
  E_COLUMN_UNCLEAR: { status: 400, exit: 65 },
  E_REFERENCE_INVALID: { status: 400, exit: 65 },
  E_COLUMN_MISSING: { status: 400, exit: 65 },
  E_ROWS_INVALID: { status: 400, exit: 65 },
  E_SPEC_INVALID: { status: 400, exit: 65 },
  E_POLICY_INVALID: { status: 400, exit: 65 },
  E_PLAN_INVALID: { status: 400, exit: 65 },
  E_TARGET_INVALID: { status: 400, exit: 65 },
  E_CHECK_FAILED: { status: 400, exit: 65 },
  E_TRIALS_INVALID: { status: 400, exit: 65 },
  E_HISTORY_INVALID: { status: 400, exit: 65 },
  E_DRIFT_REPORT_INVALID: { status: 400, exit: 65 },
  E_PROFILE_INVALID: { status: 400, exit: 65 },
  E_MODEL_MISMATCH: { status: 400, exit: 65 },
  E_REGISTRY_INVALID: { status: 400, exit: 65 },

  E_FILE_MISSING: { status: 404, exit: 66 },
  E_FILE_UNREADABLE: { status: 500, exit: 66 },
  E_SOURCE_UNAVAILABLE: { status: 502, exit: 66 },
  E_REGISTRY_UNAVAILABLE: { status: 502, exit: 66 },
  E_REGISTRY_UNKNOWN: { status: 404, exit: 66 },
  E_REGISTRY_REFUSED: { status: 502, exit: 1 },
  E_BUNDLE_MISSING: { status: 503, exit: 66 },
  E_BUNDLE_DAMAGED: { status: 503, exit: 66 },

  E_FILE_UNWRITABLE: { status: 500, exit: 1 },
  E_DISK_FULL: { status: 507, exit: 1 },
  E_PORT_UNAVAILABLE: { status: 500, exit: 1 },

  E_BODY_MALFORMED: { status: 400, exit: 65 },
  E_BODY_TYPE: { status: 400, exit: 65 },
  E_FIELD_MISSING: { status: 400, exit: 65 },
  E_FIELD_INVALID: { status: 400, exit: 65 },
  E_TOO_MANY_ROWS: { status: 400, exit: 65 },
  E_POLICY_BLOCKED: { status: 400, exit: 65 },
  E_TOKEN_REQUIRED: { status: 401, exit: 1 },
  E_TOKEN_WRONG: { status: 403, exit: 1 },
  E_ROUTE_UNKNOWN: { status: 404, exit: 1 },
  E_MODEL_UNKNOWN: { status: 404, exit: 66 },
  E_METHOD_UNKNOWN: { status: 405, exit: 1 },
  E_REQUEST_TIMEOUT: { status: 408, exit: 1 },
  E_BODY_TOO_LARGE: { status: 413, exit: 1 },
  E_MEDIA_TYPE: { status: 415, exit: 1 },
  E_EXPECTATION_UNKNOWN: { status: 417, exit: 1 },
  E_HEADERS_TOO_LARGE: { status: 431, exit: 1 },
  E_REQUEST_ABORTED: { status: 499, exit: 1 },
  E_OVERLOADED: { status: 503, exit: 1 },
  E_AUDIT_UNAVAILABLE: { status: 503, exit: 1 },
  E_MODEL_UNAVAILABLE: { status: 503, exit: 66 }
} as const satisfies Record<string, { status: number; exit: number }>;

export type FailureCode = keyof typeof FAILURES;

/** One problem and its place. Never holds an input value unless the dataset spec says `show: true`. */
export interface Problem {
  readonly file?: string;
  /** 1-based line of a file, the header being line 1. */
  readonly line?: number;
  /** 0-based position in a request. */
  readonly row?: number;
  readonly field?: string;
  readonly problem: string;
  readonly expected?: string;
  /** How many rows have it, if it stands for several. */
  readonly count?: number;
}

/** A failure that the caller can fix, as `hint` says. Programming errors stay TypeError or RangeError. */
export class EspalierError extends Error {
  override readonly name = 'EspalierError';
  readonly code: FailureCode;
  readonly hint: string;
  readonly details: readonly Problem[];

  constructor(
    code: FailureCode,
    message: string,
    hint: string,
    options: { readonly details?: readonly Problem[]; readonly cause?: unknown } = {}
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = hint;
    this.details = options.details ?? [];
  }

  get status(): number {
    return FAILURES[this.code].status;
  }

  get exitCode(): number {
    return FAILURES[this.code].exit;
  }
}

/** Format a problem in one line: `data.csv:12, tenure_months: not a number; expected a finite number`. */
export function formatProblem({ file, line, row, field, problem, expected }: Problem): string {
  const place = [
    file === undefined ? undefined : line === undefined ? file : `${file}:${line}`,
    file === undefined && line !== undefined ? `line ${line}` : undefined,
    row === undefined ? undefined : `row ${row}`,
    field
  ].filter(part => part !== undefined);
  const what = expected === undefined ? problem : `${problem}; expected ${expected}`;
  return place.length === 0 ? what : `${place.join(', ')}: ${what}`;
}

/** Is this a system error with one of these codes, such as ENOENT? */
export function isSystemError(error: unknown, ...codes: readonly string[]): boolean {
  // By its shape: instanceof fails for an error of another realm.
  if (typeof error !== 'object' || error === null || !('code' in error)) return false;
  const { code } = error;
  return typeof code === 'string' && (codes.length === 0 || codes.includes(code));
}
