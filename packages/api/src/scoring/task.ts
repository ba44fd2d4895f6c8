import { type EspalierError, type Problem } from '@espalier/core';
import { badRows, type Call, type CallNotes, type Contract } from '../contracts/contract.ts';
import { type Exchange } from '../exchange.ts';
import { chooseModel } from '../models/canary.ts';
import { type Served } from '../models/models.ts';
import { type Encoded, type Scores, type ServedModel } from '../models/served-model.ts';
import { redact } from '../redact.ts';
import { safeRequestId } from '../request-id.ts';

/** What holds for every task of a server. */
export interface TaskSettings {
  readonly limits: { readonly maxRows: number };
  /** Texts that no input of a rule model may hold, in lower case. */
  readonly disallowedIntents: readonly string[];
}

/** A request for predictions being worked on: plain data, as there is one a request. */
export interface Task {
  readonly contract: Contract;
  readonly exchange: Exchange;
  readonly served: Served | EspalierError;
  readonly notes: CallNotes;
  mediaType: string;
  body: string;
  /** What is asked for, once the body is read. */
  call: Call | undefined;
  /** The version that answers, as soon as it is known. */
  model: ServedModel | undefined;
  /** How many rows are done. */
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
  served: Served | EspalierError
): Task {
  return {
    contract,
    exchange,
    served,
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

/** Do some of the work; true when all of it is done. Throws why there is no answer. */
export function stepTask(task: Task, settings: TaskSettings): boolean {
  task.call ??= begin(task, settings);
  const { rows, explain } = task.call;
  const model = task.model!;
  // Reasons cost far more than scores.
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
  // A request whose model is unknown never gets here.
  const served = task.served as Served;
  task.model = served.slot.current();
  const email = exchange.request.headers['x-user-email'];
  const call = contract.read(
    task.body,
    {
      model: task.model,
      mediaType,
      query: exchange.query,
      userEmail: typeof email === 'string' ? email : undefined,
      maxRows: limits.maxRows,
      disallowedIntents
    },
    notes
  );
  task.body = '';
  if (served.canary !== undefined) {
    const key = safeRequestId(notes.requestId) ?? exchange.requestId;
    task.model = chooseModel(served.slot, served.canary, call.rows, key);
  }
  return call;
}

function addShifted(to: Problem[], found: readonly Problem[], by: number): void {
  for (const problem of found) {
    const { row, field } = problem;
    // The name of a field that nobody declared is the caller's own.
    const named = field === undefined ? problem : { ...problem, field: redact(field) };
    to.push(by === 0 || row === undefined ? named : { ...named, row: row + by });
  }
}

/** The answer to a task that is done. */
export function answerTask(
  { contract, call, model, parts, warnings }: Task,
  requestId: string,
  now: Date,
  milliseconds: number
): object {
  const { probabilities, labels, reasons } = joinScores(parts);
  const result = { probabilities, labels, model: model!, requestId, warnings, now, milliseconds };
  return contract.answer(call!, reasons === undefined ? result : { ...result, reasons });
}

/** The version that answers, or that would have. */
export function modelOf({ model, served }: Task): ServedModel | undefined {
  if (model !== undefined) return model;
  if (!('slot' in served) || served.slot.failure() !== undefined) return undefined;
  return served.slot.current();
}

/** Count what was answered; show it to the shadow. */
export function observeTask({ model, parts, call, served }: Task): void {
  for (const { encoded, scores } of parts) model!.observe(encoded, scores);
  const { shadow } = served as Served;
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
