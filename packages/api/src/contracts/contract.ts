import { EspalierError, type Problem } from '@espalier/core';
import type { Json, JsonObject } from '../json-schema.ts';
import type { InputColumn, ModelVersion, Scores } from '../models/model-version.ts';
import type { ProblemList } from '../scoring/problem-lists.ts';

/** One HTTP dialect: how a request becomes rows, how scores become an answer, and how both are documented. */
export interface Contract {
  /** Media types of the bodies that it reads. */
  readonly mediaTypes: readonly string[];
  /** The media type of a body without one; undefined: it must have one. */
  readonly untyped?: string;
  /** Whether a request must name its user in the header X-User-Email. */
  readonly requiresUser?: boolean;
  /** Its own limit of rows per request, in addition to the server's. */
  readonly maxRows?: number;
  /** Parse a body. Errors: E_BODY_MALFORMED, E_BODY_TYPE, E_TOO_MANY_ROWS, E_FIELD_MISSING, E_FIELD_INVALID. */
  readonly read: (body: string, context: ReadContext, notes: CallNotes) => Call;
  /** Parse a body of JSON with bytes behind it; the length of the JSON is in a header. Only some dialects have it. */
  readonly binary?: {
    readonly header: string;
    readonly read: (
      body: Uint8Array,
      jsonLength: string,
      context: ReadContext,
      notes: CallNotes
    ) => Call;
    readonly answer: (call: Call, result: Result) => BinaryAnswer;
  };
  readonly answer: (call: Call, result: Result) => object;
  /** Format an error as the dialect does. */
  readonly fail: FormatError;
  /** Describe the operation for OpenAPI. */
  readonly describe: (model: ModelSchemas) => ContractDescription;
  /** The schemas that the description refers to, by name. */
  readonly schemas: JsonObject;
}

/** An answer of JSON with bytes behind it. */
export interface BinaryAnswer {
  readonly bytes: Uint8Array;
  /** Headers that describe it, as names and values in turn. */
  readonly headers: readonly string[];
}

export type FormatError = (failure: EspalierError, requestId: string) => object;

/** Describes a model to a contract that describes itself. */
export interface ModelSchemas {
  readonly name: string;
  /** Schema of a row as the model's own contract takes it. */
  readonly row: JsonObject;
  /** Schema of a row without nesting, for protocols that know only columns. */
  readonly flatRow: JsonObject;
  readonly columns: readonly InputColumn[];
  /** Names of the outputs; empty if no model is ready. */
  readonly outputs: readonly string[];
  /** A row that can be scored. */
  readonly example: JsonObject;
  readonly flatExample: JsonObject;
  readonly maxRows: number;
}

/** An operation as OpenAPI documents it. */
export interface ContractDescription {
  readonly summary: string;
  /** The section it belongs to: the model's own unless given. */
  readonly tag?: string;
  readonly request: JsonObject;
  /** A request body that is answered with predictions. */
  readonly example: Json;
  readonly answer: JsonObject;
  readonly error: JsonObject;
  readonly parameters?: readonly Json[];
  /** Further media types of the body, with their schemas. */
  readonly otherBodies?: JsonObject;
  /** Further media types of the answer, with their schemas. */
  readonly otherAnswers?: JsonObject;
}

export const EXPLAIN: JsonObject = {
  name: 'explain',
  in: 'query',
  required: false,
  description: 'Add the main reasons for each score',
  schema: { type: 'boolean' }
};

export interface ReadContext {
  readonly model: ModelVersion;
  readonly mediaType: string;
  /** The query string, without the question mark. */
  readonly query: string;
  readonly maxRows: number;
}

/** Facts about a request, collected while it is read; complete even if reading fails. */
export interface CallNotes {
  /** The id in the body, unchecked. */
  requestId?: unknown;
  numInputs: number;
  guardrails: readonly string[];
}

export interface Call {
  /** Input of the model's `encode`. */
  readonly rows: readonly unknown[];
  readonly explain: boolean;
  /** Names of the requested outputs; all if undefined. */
  readonly outputs?: readonly string[];
  /** Names of the outputs to be answered as bytes; undefined: none. */
  readonly binaryOutputs?: readonly string[];
  /** The id of each row, if rows have ids. */
  readonly ids?: readonly string[];
}

/** Scored rows, ready to be formatted. */
export interface Result extends Scores {
  readonly model: ModelVersion;
  readonly requestId: string;
  readonly warnings: readonly Problem[];
  readonly now: Date;
  /** Time since the request arrived. */
  readonly milliseconds: number;
}

const HINT = 'GET /openapi.json has an example';

/** Check that a value is a list with 1 to `maxRows` rows. */
export function checkRows(
  rows: unknown,
  what: string,
  maxRows: number,
  notes: CallNotes
): readonly unknown[] {
  if (!Array.isArray(rows)) throw wrongBody(`${what} must be a list of rows`);
  checkNumRows(rows.length, what, maxRows, notes);
  return rows as unknown[];
}

/** Check that there are 1 to `maxRows` rows. */
export function checkNumRows(
  numRows: number,
  what: string,
  maxRows: number,
  notes: CallNotes
): void {
  notes.numInputs = numRows;
  if (numRows === 0)
    throw wrongBody(`${what === 'it' ? 'the list' : what} is empty, expected at least one row`);
  if (numRows > maxRows)
    throw new EspalierError(
      'E_TOO_MANY_ROWS',
      `Cannot score ${numRows} rows at once: the limit is ${maxRows}`,
      'Send several requests'
    );
}

export function wrongBody(what: string, details: readonly Problem[] = []): EspalierError {
  return new EspalierError('E_BODY_TYPE', `Cannot score the body: ${what}`, HINT, { details });
}

export function badRows({ listed, numRows, isMissing }: ProblemList): EspalierError {
  return new EspalierError(
    isMissing ? 'E_FIELD_MISSING' : 'E_FIELD_INVALID',
    `Cannot score the rows: ${numRows} ${numRows === 1 ? 'has a problem' : 'have problems'}`,
    'Fix the problems listed; nothing was scored',
    { details: listed }
  );
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Read `?explain=` from a query string. Values other than true, false, 1 and 0 are E_FIELD_INVALID. */
export function asksForReasons(query: string): boolean {
  if (query === '') return false;
  const given = /(?:^|&)explain=([^&]*)/.exec(query)?.[1];
  if (given === undefined || given === 'false' || given === '0') return false;
  if (given === 'true' || given === '1') return true;
  throw new EspalierError(
    'E_FIELD_INVALID',
    'Cannot read the query: "explain" must be true or false',
    'Send ?explain=true or omit it',
    { details: [{ field: 'explain', problem: 'not a boolean', expected: 'true or false' }] }
  );
}

/** Format a time to the second: 2024-03-13T10:30:00Z. */
export function formatSecond(now: Date): string {
  return `${now.toISOString().slice(0, 19)}Z`;
}
