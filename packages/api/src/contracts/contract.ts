import { EspalierError, type Problem } from '@espalier/core';
import { type Scores, type ServedModel } from '../models/served-model.ts';

/** One HTTP dialect: how a request becomes rows, and scores become an answer. Everything else is the same for all. */
export interface Contract {
  /** Of the bodies that it reads. */
  readonly mediaTypes: readonly string[];
  /** What a body asks for. Errors: E_BODY_MALFORMED, E_BODY_TYPE, E_TOO_MANY_ROWS, E_FIELD_MISSING, E_FIELD_INVALID. */
  readonly read: (body: string, context: ReadContext, notes: CallNotes) => Call;
  readonly answer: (call: Call, result: Result) => object;
  /** A failure in the words of the dialect. */
  readonly fail: (failure: EspalierError, requestId: string) => object;
}

export interface ReadContext {
  readonly model: ServedModel;
  readonly mediaType: string;
  /** What follows the question mark. */
  readonly query: string;
  readonly userEmail: string | undefined;
  readonly maxRows: number;
  /** Texts that no input may hold, in lower case. */
  readonly disallowedIntents: readonly string[];
}

/** What is learned of a request before it is answered or refused. */
export interface CallNotes {
  /** The body's own id, as it came. */
  requestId?: unknown;
  numInputs: number;
  guardrails: readonly string[];
}

export interface Call {
  /** As the model's `encode` takes them. */
  readonly rows: readonly unknown[];
  readonly explain: boolean;
  /** The names of the outputs that are wanted; all of them where undefined. */
  readonly outputs?: readonly string[];
  /** The id of each row, where rows have one. */
  readonly ids?: readonly string[];
}

/** What there is to tell about rows that were scored. */
export interface Result extends Scores {
  readonly model: ServedModel;
  readonly requestId: string;
  readonly warnings: readonly Problem[];
  readonly now: Date;
  /** From the request to here. */
  readonly milliseconds: number;
}

const HINT = 'GET /openapi.json has an example';

export function parseJson(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    throw new EspalierError(
      'E_BODY_MALFORMED',
      'Cannot read the body: it is not JSON',
      'Send JSON'
    );
  }
}

/** The rows, or why they are none: not a list, empty, or too many. */
export function checkRows(
  rows: unknown,
  what: string,
  maxRows: number,
  notes: CallNotes
): readonly unknown[] {
  if (!Array.isArray(rows)) throw wrongBody(`${what} is not a list of rows`);
  notes.numInputs = rows.length;
  if (rows.length === 0) throw wrongBody(`${what === 'it' ? 'the list' : what} is empty`);
  if (rows.length > maxRows)
    throw new EspalierError(
      'E_TOO_MANY_ROWS',
      `Cannot score ${rows.length} rows at once: at most ${maxRows}`,
      'Send several requests'
    );
  return rows as unknown[];
}

export function wrongBody(what: string, details: readonly Problem[] = []): EspalierError {
  return new EspalierError('E_BODY_TYPE', `Cannot score the body: ${what}`, HINT, { details });
}

export function badRows(problems: readonly Problem[]): EspalierError {
  const numRows = new Set(problems.map(({ row }) => row)).size;
  const isMissing = problems.some(({ problem }) => problem === 'missing');
  return new EspalierError(
    isMissing ? 'E_FIELD_MISSING' : 'E_FIELD_INVALID',
    `Cannot score the rows: ${numRows} ${numRows === 1 ? 'has a problem' : 'have problems'}`,
    'Mend what is listed; no row was scored',
    { details: problems }
  );
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Does the query ask for reasons: `?explain=true`? Anything but a yes or a no is E_FIELD_INVALID. */
export function asksForReasons(query: string): boolean {
  if (query === '') return false;
  const given = /(?:^|&)explain=([^&]*)/.exec(query)?.[1];
  if (given === undefined || given === 'false' || given === '0') return false;
  if (given === 'true' || given === '1') return true;
  throw new EspalierError(
    'E_FIELD_INVALID',
    'Cannot tell whether reasons are asked for',
    'Send ?explain=true or leave it out',
    { details: [{ field: 'explain', problem: 'not a boolean', expected: 'true or false' }] }
  );
}

/** A time in seconds: 2024-03-13T10:30:00Z. */
export function formatSecond(now: Date): string {
  return `${now.toISOString().slice(0, 19)}Z`;
}
