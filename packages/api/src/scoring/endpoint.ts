import { EspalierError } from '@espalier/core';
import { type AppDeps } from '../app-deps.ts';
import { type AuditRecord } from '../audit/record.ts';
import { type Contract } from '../contracts/contract.ts';
import { framesOf, toHttpFailure } from '../errors/http-failure.ts';
import { type Exchange, sendJson } from '../exchange.ts';
import { roundMs } from '../log.ts';
import { type Served } from '../models/models.ts';
import { announcedBytes, checkMediaType, readBody, tooLarge } from '../read-body.ts';
import { safeRequestId } from '../request-id.ts';
import { answerTask, createTask, modelOf, observeTask, stepTask, type Task } from './task.ts';

/** Takes a request for predictions, whichever way it came. */
export type Endpoint = (exchange: Exchange, served: Served | EspalierError) => void;

/** The way of a request for predictions: admitted, read, queued, scored, written to the audit, answered. */
export function createEndpoint(deps: AppDeps, contract: Contract): Endpoint {
  return (exchange, served) => {
    const task = createTask(contract, exchange, served);
    const failure = admit(deps, task);
    if (failure !== undefined) {
      finish(deps, task, failure);
      return;
    }
    readBody(exchange.request, deps.limits.maxBodyBytes, (text, numBytes) => {
      if (typeof text !== 'string') {
        finish(deps, task, text);
        return;
      }
      task.body = text;
      deps.gate.enter(task, numBytes);
    });
  };
}

/** Why the request is not even read. */
function admit({ gate, limits, metrics }: AppDeps, task: Task): EspalierError | undefined {
  const { request } = task.exchange;
  if (task.served instanceof EspalierError) return task.served;
  const mediaType = checkMediaType(request, task.contract.mediaTypes);
  if (mediaType instanceof EspalierError) return mediaType;
  task.mediaType = mediaType;
  if (announcedBytes(request) > limits.maxBodyBytes) return tooLarge();
  if (gate.isOpen()) return undefined;
  metrics.shed();
  return overloaded();
}

/** A step of a task; true when it is answered, or refused. */
export function workOn(deps: AppDeps, task: Task): boolean {
  try {
    if (!stepTask(task, deps)) return false;
    finish(deps, task, undefined);
  } catch (error) {
    finish(deps, task, toHttpFailure(error));
  }
  return true;
}

/** An answer is of no use any more. */
export function expire(deps: AppDeps, task: Task): void {
  deps.metrics.shed();
  finish(deps, task, overloaded());
}

function overloaded(): EspalierError {
  return new EspalierError(
    'E_OVERLOADED',
    'Cannot take more requests at the moment: too many wait',
    'Try again after the seconds of the header retry-after'
  );
}

/** Have the audit line written, then answer; then log and count. */
function finish(deps: AppDeps, task: Task, failure: EspalierError | undefined): void {
  const { exchange, notes } = task;
  if (notes.requestId !== undefined)
    exchange.requestId = safeRequestId(notes.requestId) ?? exchange.requestId;
  const { requestId } = exchange;
  if (failure?.code === 'E_INTERNAL')
    deps.log.error({ request_id: requestId, stack: framesOf(failure.cause) }, 'internal error');
  const milliseconds = deps.elapsed() - exchange.started;
  const json = JSON.stringify(
    failure === undefined
      ? answerTask(task, requestId, deps.now(), milliseconds)
      : task.contract.fail(failure, requestId)
  );
  const record = recordOf(deps, task, failure, json, milliseconds);
  deps.audit.append(record, () => {
    send(deps, exchange, record.http_status, json, failure);
    deps.metrics.prediction(record.model ?? '', record.status, record.num_inputs);
    if (failure === undefined) observeTask(task);
  });
}

function recordOf(
  { sha256, timestamp }: AppDeps,
  task: Task,
  failure: EspalierError | undefined,
  json: string,
  milliseconds: number
): AuditRecord {
  const { exchange, notes } = task;
  const model = modelOf(task);
  const email = exchange.request.headers['x-user-email'];
  const refused = notes.guardrails.length > 0 ? 'blocked' : 'error';
  return {
    timestamp: timestamp(),
    request_id: exchange.requestId,
    user_hash: typeof email === 'string' ? sha256(email.trim().toLowerCase()) : null,
    route: exchange.route,
    model: model?.name ?? null,
    model_version: model?.version ?? null,
    artifact_checksum_sha256: model?.checksum ?? null,
    num_inputs: notes.numInputs,
    guardrails_triggered: notes.guardrails,
    status: failure === undefined ? 'success' : refused,
    http_status: failure?.status ?? 200,
    latency_ms: roundMs(milliseconds),
    response_checksum_sha256: sha256(json)
  };
}

const RETRY_OVERLOADED = ['retry-after', '1'];
const RETRY_UNAVAILABLE = ['retry-after', '5'];
const CLOSE = ['connection', 'close'];
const NOTHING: readonly string[] = [];

function send(
  deps: AppDeps,
  exchange: Exchange,
  status: number,
  json: string,
  failure: EspalierError | undefined
): void {
  const { request, requestId, route } = exchange;
  // A body that nobody will read: the connection cannot be used for another request.
  const isLast = deps.isStopping() || (failure !== undefined && !request.complete);
  const retry =
    status !== 503
      ? NOTHING
      : failure?.code === 'E_OVERLOADED'
        ? RETRY_OVERLOADED
        : RETRY_UNAVAILABLE;
  sendJson(exchange, status, json, isLast ? [...retry, ...CLOSE] : retry);
  if (!request.complete) request.resume();
  const milliseconds = deps.elapsed() - exchange.started;
  deps.metrics.request(route, 'POST', status, milliseconds);
  deps.log.request(requestId, 'POST', route, status, milliseconds);
}
