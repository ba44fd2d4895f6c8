import { EspalierError } from '@espalier/core';
import type { AppDeps } from '../app-deps.ts';
import { type Coding, codingOf, tooLarge } from '../content-coding.ts';
import type { LoadFigures, ShedReason } from '../metrics/metrics.ts';
import type { ModelEndpoint } from '../models/models.ts';
import { announcedBytes, checkMediaType } from '../read-body.ts';
import type { CostModel } from './cost-model.ts';
import type { Costs } from './costs.ts';
import type { HeldBytes } from './held-bytes.ts';
import type { Task } from './task.ts';

/** Reject a request by its headers alone, or say how the body that may be read is packed. */
export function admit(
  deps: AppDeps,
  task: Task,
  costsOf: (endpoint: ModelEndpoint) => Costs
): Coding | EspalierError {
  const { serving, held } = deps;
  const { request } = task.exchange;
  if (task.endpoint instanceof EspalierError) return task.endpoint;
  const mediaType = checkMediaType(request, task.contract.mediaTypes, task.contract.untyped);
  if (mediaType instanceof EspalierError) return mediaType;
  task.mediaType = mediaType;
  const coding = codingOf(request);
  if (coding instanceof EspalierError) return coding;
  task.numBytes = announcedBytes(request);
  if (task.numBytes > serving.limits.maxBodyBytes) return tooLarge();
  task.costs = costsOf(task.endpoint);
  if (held.isFull(task.numBytes)) return overloaded(deps, task, 'bytes');
  return admitToQueue(deps, task) ?? coding;
}

/** Count the whole body, and reject it if others that came while it was read would make it wait too long. */
export function admitLate(deps: AppDeps, task: Task): EspalierError | undefined {
  hold(deps.held, task, task.numBytes - task.heldBytes);
  return admitToQueue(deps, task);
}

function admitToQueue(deps: AppDeps, task: Task): EspalierError | undefined {
  const refusal = deps.queue.refuse(expectCost(task));
  return refusal && overloaded(deps, task, refusal.reason, refusal.retryAfterMs);
}

/** Count the chunks of a body whose length is unknown as they come, and end it where too much is held. */
export function watchChunks(deps: AppDeps, task: Task): void {
  if (!isChunked(task)) return;
  const { exchange } = task;
  exchange.request.on('data', (chunk: Buffer) => {
    if (exchange.interrupt === undefined) return;
    if (deps.held.isFull(chunk.length)) exchange.interrupt(overloaded(deps, task, 'bytes'));
    else hold(deps.held, task, chunk.length);
  });
}

function isChunked({ exchange }: Task): boolean {
  return exchange.request.headers['transfer-encoding'] !== undefined;
}

/** Milliseconds that a task is expected to take. */
export function expectCost(task: Task): number {
  return costModelOf(task)?.expect(task.numBytes) ?? 0;
}

/** Remember what a finished task took. */
export function learnCost(task: Task, milliseconds: number): void {
  costModelOf(task)?.learn(task.numBytes, milliseconds);
}

/** The query tells whether reasons are asked for, until the body does. */
function costModelOf({ costs, call, exchange }: Task): CostModel | undefined {
  const isExplained = call === undefined ? exchange.query.includes('explain') : call.explain;
  return isExplained ? costs?.explained : costs?.plain;
}

/** Count bytes as held until the task is finished. */
export function hold(held: HeldBytes, task: Task, numBytes: number): void {
  task.heldBytes += numBytes;
  held.add(numBytes);
}

/** Count a request that is turned away, and note when to come again. */
export function overloaded(
  { sinks, queue, serving }: AppDeps,
  task: Task,
  reason: ShedReason,
  retryAfterMs = queue.expectWait(serving.limits.maxWaitMs)
): EspalierError {
  sinks.metrics.shed(reason);
  task.retryAfterSeconds = Math.max(1, Math.ceil(retryAfterMs / 1000));
  return new EspalierError(
    'E_OVERLOADED',
    'Cannot accept more requests: too many are waiting',
    'Retry after the number of seconds in the header retry-after'
  );
}

/** What waits now; a small request costs next to nothing itself. */
export function measureLoad({ queue, held }: Pick<AppDeps, 'queue' | 'held'>): LoadFigures {
  return {
    waiting: queue.length(),
    expectedWaitMs: queue.expectWait(0),
    heldBytes: held.total()
  };
}
