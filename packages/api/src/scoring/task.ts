import { EspalierError, present, type Problem } from '@espalier/core';
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
import { checkUser, readUser } from '../identity/user.ts';
import { chooseModel } from '../models/canary.ts';
import type { ModelEndpoint } from '../models/models.ts';
import type { Encoded, ModelVersion, Scores } from '../models/model-version.ts';
import type { Body } from '../read-body.ts';
import { type Policy, POLICY_BLOCK } from '../rules/policy.ts';
import type { Costs } from './costs.ts';
import {
  createProblemCollector,
  createWarningCollector,
  type ProblemCollector,
  type WarningCollector
} from './problem-lists.ts';

/** Settings shared by all tasks. */
export interface TaskSettings {
  readonly limits: { readonly maxRows: number; readonly maxExplainRows: number };
  readonly policy: Policy;
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
  /** Rows of the next slice; undefined before the first one. */
  sliceRows: number | undefined;
  /** Created with the first problem or warning. */
  problems: ProblemCollector | undefined;
  warnings: WarningCollector | undefined;
  /** Learns what this task costs. */
  costs: Costs | undefined;
  /** Bytes of its body that are counted as held. */
  heldBytes: number;
  numBytes: number;
  /** Set when the task is turned away for lack of time. */
  retryAfterSeconds: number;
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
    sliceRows: undefined,
    problems: undefined,
    warnings: undefined,
    costs: undefined,
    heldBytes: 0,
    numBytes: 0,
    retryAfterSeconds: 0
  };
}

const NONE: readonly string[] = [];
const NO_WARNINGS: readonly Problem[] = [];

/** Score the next slice of rows; returns whether all are done. Throws if the request cannot be answered. */
export function stepTask(task: Task, settings: TaskSettings): boolean {
  task.call ??= begin(task, settings);
  const { rows, explain } = task.call;
  const model = task.model!;
  const size = (task.sliceRows ??= explain ? FIRST_EXPLAINED : model.rowsPerTurn);
  const at = task.numDone;
  const part = at === 0 && rows.length <= size ? rows : rows.slice(at, at + size);
  const encoded = model.encode(part);
  if (encoded.problems.length > 0)
    (task.problems ??= createProblemCollector(model.declared)).add(encoded.problems, at);
  if (encoded.warnings.length > 0)
    (task.warnings ??= createWarningCollector(model.declared)).add(encoded.warnings, at);
  if (task.problems === undefined)
    task.parts.push({ encoded, scores: model.score(encoded, explain) });
  task.numDone += part.length;
  if (task.numDone < rows.length) return false;
  if (task.problems !== undefined) throw badRows(task.problems.read());
  return true;
}

/** Rows of the first slice when each gets reasons, which costs far more than a score. */
const FIRST_EXPLAINED = 8;
/** Aim for slices of so many milliseconds. */
const SLICE_MS = 5;

/** Fit the size of the next slice to the time that the latest one took. */
export function fitSlice(task: Task, milliseconds: number): void {
  const size = task.sliceRows;
  if (size === undefined || task.model === undefined) return;
  const factor = Math.min(2, Math.max(0.5, SLICE_MS / Math.max(0.01, milliseconds)));
  task.sliceRows = Math.min(task.model.rowsPerTurn, Math.max(1, Math.round(size * factor)));
}

/** The share of a task's rows that is done, from 0 to 1. */
export function progressOf({ call, numDone }: Task): number {
  return call === undefined ? 0 : numDone / call.rows.length;
}

/** Drop rows and scores once the answer is formatted; the connection may live long after. */
export function releaseTask(task: Task): void {
  task.call = undefined;
  task.body = '';
  task.parts.length = 0;
}

function begin(task: Task, { limits, policy }: TaskSettings): Call {
  const { contract, exchange, notes, mediaType } = task;
  // Requests to unknown models were rejected before.
  const endpoint = task.endpoint as ModelEndpoint;
  task.model = endpoint.slot.current();
  const context = {
    model: task.model,
    mediaType,
    query: exchange.query,
    maxRows: Math.min(limits.maxRows, contract.maxRows ?? Infinity)
  };
  const { body } = task;
  const call =
    typeof body === 'string'
      ? contract.read(body, context, notes)
      : readBinary(contract, exchange, body, context, notes);
  task.body = '';
  if (call.explain && call.rows.length > limits.maxExplainRows)
    throw tooManyToExplain(call.rows.length, limits.maxExplainRows);
  checkUser(readUser(exchange.request), contract.requiresUser === true);
  screenRows(task.model, call.rows, task, policy);
  if (endpoint.canary !== undefined) {
    const key = isGiven(notes.requestId) ? notes.requestId : exchange.givenId;
    task.model = chooseModel(endpoint.slot, endpoint.canary, call.rows, key);
  }
  return call;
}

function isGiven(id: unknown): id is string {
  return typeof id === 'string' && id.trim() !== '';
}

/** Throws E_POLICY_BLOCKED if a row has a text that the policy does not allow. */
function screenRows(
  { textOf, name }: ModelVersion,
  rows: readonly unknown[],
  task: Task,
  policy: Policy
): void {
  if (textOf === undefined) return;
  for (const row of rows) {
    const text = textOf(row);
    if (text === undefined || !policy.blocks(name, text)) continue;
    task.notes.guardrails = [POLICY_BLOCK];
    throw new EspalierError(
      'E_POLICY_BLOCKED',
      'Cannot score the inputs: one contains a phrase that the policy does not allow',
      'Remove that input'
    );
  }
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

function tooManyToExplain(numRows: number, limit: number): EspalierError {
  return new EspalierError(
    'E_TOO_MANY_ROWS',
    `Cannot explain ${numRows} rows at once: the limit is ${limit}`,
    'Send several requests, or ask for scores without reasons'
  );
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
  const result: Result = {
    probabilities,
    labels,
    model: model!,
    requestId,
    warnings: warnings === undefined ? NO_WARNINGS : warnings.read(),
    now,
    milliseconds,
    ...present({ reasons })
  };
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
