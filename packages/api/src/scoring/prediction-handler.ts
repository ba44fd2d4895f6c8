import { EspalierError } from '@espalier/core';
import type { AppDeps } from '../app-deps.ts';
import type { AuditRecord } from '../audit/record.ts';
import type { BinaryAnswer, Contract } from '../contracts/contract.ts';
import { ACCEPTED_CODINGS, isCodingFailure } from '../content-coding.ts';
import { framesOf, toHttpFailure } from '../errors/http-failure.ts';
import { CLOSE, type Exchange, JSON_HEADERS, sendBody } from '../exchange.ts';
import { roundMs } from '../log.ts';
import { sha256Text } from '../io/crypto.ts';
import { aborted } from '../io/wire-errors.ts';
import type { ModelEndpoint } from '../models/models.ts';
import { announcedBytes, type Body, readBody } from '../read-body.ts';
import { readId } from '../identity/request-id.ts';
import { readUser } from '../identity/user.ts';
import type { Tracing } from '../tracing.ts';
import { admit, admitLate, expectCost, hold, overloaded, watchChunks } from './admit.ts';
import { createCostTable } from './costs.ts';
import {
  answerTask,
  createTask,
  fitSlice,
  hasBinaryBody,
  modelOf,
  observeTask,
  releaseTask,
  stepTask,
  type Task
} from './task.ts';
import { watchUnsent } from './unsent.ts';

/** Handle a request for predictions to a model, or reject it with an error. */
export type PredictionHandler = (
  exchange: Exchange,
  endpoint: ModelEndpoint | EspalierError
) => void;

/** Process requests for predictions: admit, read, queue, score, write the audit line, answer. */
export function createPredictionHandler(deps: AppDeps, contract: Contract): PredictionHandler {
  const costsOf = createCostTable();
  return (exchange, endpoint) => {
    const task = createTask(contract, exchange, endpoint);
    if (deps.tracing !== undefined) startTrace(deps.tracing, exchange);
    const coding = exchange.refusal ?? admit(deps, task, costsOf);
    if (coding instanceof EspalierError) {
      finish(deps, task, coding);
      return;
    }
    exchange.interrupt = failure => {
      exchange.interrupt = undefined;
      finish(deps, task, failure);
    };
    exchange.request.once('error', () => exchange.interrupt?.(aborted()));
    hold(deps.held, task, announcedBytes(exchange.request));
    watchChunks(deps, task);
    const { maxBodyBytes } = deps.serving.limits;
    const wantsBytes = hasBinaryBody(contract, exchange);
    readBody(exchange.request, maxBodyBytes, coding, wantsBytes, (body, numBytes) => {
      if (exchange.interrupt === undefined) return;
      exchange.interrupt = undefined;
      if (body instanceof EspalierError) {
        finish(deps, task, body);
        return;
      }
      exchange.span?.step('wait');
      task.body = body;
      task.numBytes = numBytes;
      const late = admitLate(deps, task);
      if (late === undefined) deps.queue.enter(task, expectCost(task), numBytes);
      else finish(deps, task, late);
    });
  };
}

function startTrace(tracing: Tracing, exchange: Exchange): void {
  const span = tracing.start(exchange);
  exchange.span = span;
  exchange.traceId ??= span.traceId;
  span.step('read');
}

/** Do one step of a task; returns whether it is finished. */
export function workOn(deps: AppDeps, task: Task): boolean {
  try {
    // Nobody waits for the answer any more.
    if (task.exchange.response.destroyed) throw aborted();
    const isFirst = task.numDone === 0;
    if (isFirst) task.exchange.span?.step('score');
    const started = deps.clock.elapsed();
    if (!stepTask(task, deps.serving)) {
      // The first step also parses the body.
      if (!isFirst) fitSlice(task, deps.clock.elapsed() - started);
      return false;
    }
    finish(deps, task, undefined);
  } catch (error) {
    finish(deps, task, toHttpFailure(error));
  }
  return true;
}

/** Reject a task that waited too long. */
export function expire(deps: AppDeps, task: Task): void {
  finish(deps, task, overloaded(deps, task, 'expired'));
}

/** Write the audit line, then answer, then log and count. */
function finish(deps: AppDeps, task: Task, failure: EspalierError | undefined): void {
  const { exchange, notes } = task;
  const { clock, sinks } = deps;
  if (notes.requestId !== undefined)
    exchange.requestId = readId(notes.requestId, deps.serving.hashId) ?? exchange.requestId;
  const { requestId } = exchange;
  if (failure?.code === 'E_INTERNAL')
    sinks.log.error({ request_id: requestId, stack: framesOf(failure.cause) }, 'internal error');
  const milliseconds = clock.elapsed() - exchange.started;
  const answer = formatAnswer(task, failure, clock.now(), milliseconds);
  const body = encodeBody(answer);
  const described = typeof answer === 'string' ? JSON_HEADERS : answer.headers;
  const record = recordOf(clock.timestamp(), task, failure, body, milliseconds);
  sinks.audit.append(record, () => {
    send(deps, task, record.http_status, body, described, failure);
    endTrace(exchange, record, failure);
    sinks.metrics.prediction(record.model ?? '', record.status, record.num_inputs);
    if (failure === undefined) observeTask(task);
    deps.held.remove(task.heldBytes);
    releaseTask(task);
  });
}

function endTrace(
  { span }: Exchange,
  { http_status, request_id, model, model_version, num_inputs }: AuditRecord,
  failure: EspalierError | undefined
): void {
  span?.end({
    status: http_status,
    requestId: request_id,
    model,
    version: model_version,
    numRows: num_inputs,
    code: failure?.code
  });
}

/** The body of the response; empty for a client that disconnected. */
function formatAnswer(
  task: Task,
  failure: EspalierError | undefined,
  now: Date,
  milliseconds: number
): string | BinaryAnswer {
  const { requestId } = task.exchange;
  if (failure === undefined) return answerTask(task, requestId, now, milliseconds);
  if (failure.code === 'E_REQUEST_ABORTED') return '';
  return JSON.stringify(task.contract.fail(failure, requestId));
}

/** Longer texts are encoded once, and not for their hash, their length and the connection each. */
const LONG_TEXT = 8192;

function encodeBody(answer: string | BinaryAnswer): Body {
  if (typeof answer !== 'string') return answer.bytes;
  return answer.length > LONG_TEXT ? Buffer.from(answer) : answer;
}

function recordOf(
  timestamp: string,
  task: Task,
  failure: EspalierError | undefined,
  body: Body,
  milliseconds: number
): AuditRecord {
  const { exchange, notes } = task;
  const model = modelOf(task);
  const { address } = readUser(exchange.request);
  const refused = notes.guardrails.length > 0 ? 'blocked' : 'error';
  return {
    timestamp,
    request_id: exchange.requestId,
    trace_id: exchange.traceId ?? null,
    user_hash: address === undefined ? null : sha256Text(address),
    route: exchange.route,
    model: model?.name ?? null,
    model_version: model?.version ?? null,
    artifact_checksum_sha256: model?.checksum ?? null,
    num_inputs: notes.numInputs,
    guardrails_triggered: notes.guardrails,
    status: failure === undefined ? 'success' : refused,
    http_status: failure?.status ?? 200,
    latency_ms: roundMs(milliseconds),
    response_checksum_sha256: sha256Text(body)
  };
}

/** Seconds until a model that is being restored may be ready. */
const RETRY_UNAVAILABLE = '5';
const ACCEPT_CODINGS = ['accept-encoding', ACCEPTED_CODINGS];
const NOTHING: readonly string[] = [];

function send(
  deps: AppDeps,
  task: Task,
  status: number,
  body: Body,
  described: readonly string[],
  failure: EspalierError | undefined
): void {
  const { clock, serving, sinks } = deps;
  const { exchange, retryAfterSeconds } = task;
  const { request, requestId, traceId, route } = exchange;
  // An unread body makes the connection unusable for further requests.
  const isLast = serving.isStopping() || (failure !== undefined && !request.complete);
  const retry =
    status === 415 && isCodingFailure(failure!)
      ? ACCEPT_CODINGS
      : status === 503
        ? ['retry-after', retryAfterSeconds === 0 ? RETRY_UNAVAILABLE : String(retryAfterSeconds)]
        : NOTHING;
  if (failure?.code === 'E_REQUEST_ABORTED') exchange.response.destroy();
  else {
    sendBody(exchange, status, body, described, isLast ? [...retry, ...CLOSE] : retry);
    watchUnsent(deps, exchange, body.length);
  }
  if (!request.complete) request.resume();
  const milliseconds = clock.elapsed() - exchange.started;
  sinks.metrics.request(route, 'POST', status, milliseconds);
  // The time that a client took to send says nothing of the server.
  if (status !== 408 && status !== 499) sinks.metrics.latency(route, milliseconds);
  sinks.log.request(requestId, 'POST', route, status, milliseconds, traceId);
}
