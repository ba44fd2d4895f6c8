import { expect, test } from '@jest/globals';
import type { AppDeps } from '../../src/app-deps.ts';
import { admitLate, expectCost } from '../../src/scoring/admit.ts';
import { createAdmissionQueue } from '../../src/scoring/admission-queue.ts';
import { createCostModel } from '../../src/scoring/cost-model.ts';
import { createHeldBytes } from '../../src/scoring/held-bytes.ts';
import type { Task } from '../../src/scoring/task.ts';

/** Tasks of 20 ms each, in a queue that does not move. */
function standingQueue() {
  const shed: string[] = [];
  const queue = createAdmissionQueue<Task>({
    step: () => true,
    progress: () => 0,
    learn: () => undefined,
    expire: () => undefined,
    maxWaitMs: 50,
    maxWaiting: 100,
    elapsed: () => 0,
    schedule: () => undefined,
    afterTurn: () => undefined,
    idle: undefined
  });
  const deps = {
    queue,
    held: createHeldBytes(1e9),
    serving: { limits: { maxWaitMs: 50 } },
    sinks: { metrics: { shed: (reason: string) => shed.push(reason) } }
  } as unknown as AppDeps;
  const costs = { plain: createCostModel(0.02), explained: createCostModel(1) };
  const task = (heldBytes: number): Task =>
    ({
      costs,
      heldBytes,
      numBytes: 1000,
      retryAfterSeconds: 0,
      exchange: { query: '', request: { headers: {} } }
    }) as unknown as Task;
  return { deps, task, shed };
}

test('bodies that arrive together are judged one by one, however they were announced', () => {
  const { deps, task, shed } = standingQueue();
  const outcomes = [1000, 1000, 0, 1000, 0, 1000, 1000].map(heldBytes => {
    const late = task(heldBytes);
    const refusal = admitLate(deps, late);
    if (refusal === undefined) deps.queue.enter(late, expectCost(late), late.numBytes);
    return refusal?.code ?? 'in';
  });
  expect(outcomes).toEqual(['in', 'in', 'in', 'in', ...Array<string>(3).fill('E_OVERLOADED')]);
  expect(shed).toEqual(['wait', 'wait', 'wait']);
});

test('what a body was longer than announced counts as held', () => {
  const { deps, task } = standingQueue();
  const longer = task(400);
  admitLate(deps, longer);
  expect(longer.heldBytes).toBe(1000);
  expect(deps.held.total()).toBe(600);
});
