import type { EspalierError, Problem } from '@espalier/core';
import {
  badRows,
  type BinaryAnswer,
  type Call,
  type CallNotes,
  type Contract,
  type ReadContext,
  type Result
} from '../contracts/contract.ts';
import type { Exchange } from '../exchange.ts';
import { chooseModel } from '../models/canary.ts';
import type { ModelEndpoint } from '../models/models.ts';
import type { Encoded, ModelVersion, Scores } from '../models/model-version.ts';
import type { Body } from '../read-body.ts';
import { redact } from '../redact.ts';
import { safeRequestId } from '../request-id.ts';

/** Settings shared by all tasks. */
export interface TaskSettings {
  readonly limits: { readonly maxRows: number };
  /** Phrases that block a request to a rule model, in lower case. */
  readonly disallowedIntents: readonly string[];
}

/** A request for predictions in progress. Plain data, because every request has one. */
export interface Task {
  readonly contract: Contract;
  readonly exchange: Exchange;
  readonly endpoint: ModelEndpoint | EspalierError;
  readonly notes: CallNotes;
  mediaType: string;
  body: Body;
  /** Set once the body is read. */
  call: Call | undefined;
  /** The chosen version, as soon as it is known. */
  model: ModelVersion | undefined;
  /** Rows finished so far. */
  numDone: number;
  readonly parts: Part[];
  readonly problems: Problem[];
  readonly warnings: Problem[];
}

interface Part {
  readonly encoded: Encoded;
  readonly scores: Scores;
}

export function createTask(
  contract: Contract,
  exchange: Exchange,
  endpoint: ModelEndpoint | EspalierError
): Task {
  return {
    contract,
    exchange,
    endpoint,
    notes: { numInputs: 0, guardrails: NONE },
    mediaType: '',
    body: '',
    call: undefined,
    model: undefined,
    numDone: 0,
    parts: [],
    problems: [],
    warnings: []
  };
}

const NONE: readonly string[] = [];

/** Score the next slice of rows; returns whether all are done. Throws if the request cannot be answered. */
export function stepTask(task: Task, settings: TaskSettings): boolean {
  task.call ??= begin(task, settings);
  const { rows, explain } = task.call;
  const model = task.model!;
  // Explaining a row costs far more than scoring it.
  const size = explain ? Math.max(1, model.rowsPerTurn >> 4) : model.rowsPerTurn;
  const at = task.numDone;
  const part = at === 0 && rows.length <= size ? rows : rows.slice(at, at + size);
  const encoded = model.encode(part);
  addShifted(task.problems, encoded.problems, at);
  addShifted(task.warnings, encoded.warnings, at);
  if (task.problems.length === 0)
    task.parts.push({ encoded, scores: model.score(encoded, explain) });
  task.numDone += part.length;
  if (task.numDone < rows.length) return false;
  if (task.problems.length > 0) throw badRows(task.problems);
  return true;
}

function begin(task: Task, { limits, disallowedIntents }: TaskSettings): Call {
  const { contract, exchange, notes, mediaType } = task;
  // Requests to unknown models were rejected before.
  const endpoint = task.endpoint as ModelEndpoint;
  task.model = endpoint.slot.current();
  const email = exchange.request.headers['x-user-email'];
  const context = {
    model: task.model,
    mediaType,
    query: exchange.query,
    userEmail: typeof email === 'string' ? email : undefined,
    maxRows: Math.min(limits.maxRows, contract.maxRows ?? Infinity),
    disallowedIntents
  };
  const { body } = task;
  const call =
    typeof body === 'string'
      ? contract.read(body, context, notes)
      : readBinary(contract, exchange, body, context, notes);
  task.body = '';
  if (endpoint.canary !== undefined) {
    const key = safeRequestId(notes.requestId) ?? exchange.requestId;
    task.model = chooseModel(endpoint.slot, endpoint.canary, call.rows, key);
  }
  return call;
}

/** Whether a request has bytes behind its JSON. */
export function hasBinaryBody({ binary }: Contract, { request }: Exchange): boolean {
  return binary !== undefined && request.headers[binary.header] !== undefined;
}

function readBinary(
  { binary }: Contract,
  { request }: Exchange,
  body: Uint8Array,
  context: ReadContext,
  notes: CallNotes
): Call {
  // Bytes are only read for a contract that has them.
  const { header, read } = binary!;
  return read(body, String(request.headers[header]), context, notes);
}

function addShifted(to: Problem[], found: readonly Problem[], by: number): void {
  for (const problem of found) {
    const { row, field } = problem;
    // Names of undeclared fields come from the caller and may hold anything.
    const named = field === undefined ? problem : { ...problem, field: redact(field) };
    to.push(by === 0 || row === undefined ? named : { ...named, row: row + by });
  }
}

/** Format the answer of a finished task: JSON, or bytes where the request asks for them. */
export function answerTask(
  task: Task,
  requestId: string,
  now: Date,
  milliseconds: number
): string | BinaryAnswer {
  const { contract, call, model, parts, warnings } = task;
  const { probabilities, labels, reasons } = joinScores(parts);
  const plain = { probabilities, labels, model: model!, requestId, warnings, now, milliseconds };
  const result: Result = reasons === undefined ? plain : { ...plain, reasons };
  return call!.binaryOutputs === undefined
    ? JSON.stringify(contract.answer(call!, result))
    : contract.binary!.answer(call!, result);
}

/** The version that answered, or the current one if none did. */
export function modelOf({ model, endpoint }: Task): ModelVersion | undefined {
  if (model !== undefined) return model;
  return 'slot' in endpoint ? endpoint.slot.ready() : undefined;
}

/** Add answered rows to the live profile and offer them to the shadow. */
export function observeTask({ model, parts, call, endpoint }: Task): void {
  for (const { encoded, scores } of parts) model!.observe(encoded, scores);
  const { shadow } = endpoint as ModelEndpoint;
  if (shadow !== undefined) shadow.offer(call!.rows, joinScores(parts));
}

function joinScores(parts: readonly Part[]): Scores {
  if (parts.length === 1) return parts[0]!.scores;
  const numRows = parts.reduce((sum, { encoded }) => sum + encoded.numRows, 0);
  const probabilities = new Float64Array(numRows);
  let at = 0;
  for (const { scores } of parts) {
    probabilities.set(scores.probabilities, at);
    at += scores.probabilities.length;
  }
  const labels = parts.flatMap(({ scores }) => scores.labels);
  if (parts[0]?.scores.reasons === undefined) return { probabilities, labels };
  return { probabilities, labels, reasons: parts.flatMap(({ scores }) => scores.reasons ?? []) };
}
