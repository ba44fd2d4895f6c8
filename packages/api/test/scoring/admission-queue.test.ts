import { describe, expect, test } from '@jest/globals';
import { createAdmissionQueue } from '../../src/scoring/admission-queue.ts';

interface Job {
  readonly name: string;
  /** Milliseconds of each step. */
  readonly steps: number[];
}

/** A queue with a clock of its own, whose turns are run by hand. */
function queueByHand(change: { maxWaitMs?: number; maxWaiting?: number } = {}) {
  let clock = 0;
  let next: (() => void) | undefined;
  const events: string[] = [];
  const queue = createAdmissionQueue<Job>({
    step(job) {
      clock += job.steps.shift()!;
      events.push(job.name);
      return job.steps.length === 0;
    },
    expire: job => {
      events.push(`${job.name} expired`);
    },
    maxWaitMs: 50,
    maxWaiting: 100,
    elapsed: () => clock,
    schedule: turn => {
      next = turn;
    },
    afterTurn: () => events.push('|'),
    idle: () => false,
    ...change
  });
  const turn = (): void => {
    const held = next;
    next = undefined;
    held?.();
  };
  return { queue, events, turn, wait: (ms: number) => (clock += ms) };
}

describe('createAdmissionQueue()', () => {
  test('processes waiting jobs in one turn, in order', () => {
    const { queue, events, turn } = queueByHand();
    for (const name of ['a', 'b', 'c']) queue.enter({ name, steps: [1] }, 100);
    turn();
    expect(events).toEqual(['a', 'b', 'c', '|']);
    expect(queue.length()).toBe(0);
  });

  test('moves a large job to the end after each step, so that small ones pass it', () => {
    const { queue, events, turn } = queueByHand();
    queue.enter({ name: 'large', steps: [3, 3, 3] }, 100_000);
    for (const name of ['a', 'b']) queue.enter({ name, steps: [0.5] }, 100);
    for (let i = 0; i < 5; ++i) turn();
    expect(events.filter(event => event !== '|')).toEqual(['large', 'a', 'b', 'large', 'large']);
  });

  test('ends a turn when its time is up', () => {
    const { queue, events, turn } = queueByHand();
    for (const name of ['a', 'b', 'c']) queue.enter({ name, steps: [3] }, 100);
    turn();
    expect(events).toEqual(['a', 'b', '|']);
    turn();
    expect(events).toEqual(['a', 'b', '|', 'c', '|']);
  });

  test('closes when the waiting jobs are expected to take longer than allowed, judged by jobs of the same size', () => {
    const { queue, turn } = queueByHand({ maxWaitMs: 50 });
    queue.enter({ name: 'first', steps: [20] }, 1000);
    turn();
    let entered = 0;
    while (queue.isOpen()) {
      queue.enter({ name: 'x', steps: [20] }, 1000);
      ++entered;
    }
    expect(entered).toBe(3);
    turn();
    turn();
    turn();
    expect(queue.isOpen()).toBe(true);
  });

  test('does not judge large jobs by the cost of small ones', () => {
    const { queue, turn } = queueByHand();
    queue.enter({ name: 'small', steps: [10] }, 10);
    turn();
    for (let i = 0; i < 20; ++i) queue.enter({ name: 'large', steps: [1] }, 1_000_000);
    expect(queue.isOpen()).toBe(true);
  });

  test('lets one job wait for another, however long that one takes', () => {
    const { queue, turn } = queueByHand({ maxWaitMs: 5 });
    queue.enter({ name: 'first', steps: [20] }, 1000);
    turn();
    queue.enter({ name: 'second', steps: [20, 20] }, 1000);
    expect(queue.isOpen()).toBe(true);
    queue.enter({ name: 'third', steps: [20] }, 1000);
    expect(queue.isOpen()).toBe(false);
  });

  test('sheds load once the queue is full', () => {
    const { queue } = queueByHand({ maxWaiting: 2 });
    for (const name of ['a', 'b']) queue.enter({ name, steps: [1] }, 100);
    expect(queue.isOpen()).toBe(false);
  });

  test('expires jobs that waited far too long', () => {
    const { queue, events, turn, wait } = queueByHand({ maxWaitMs: 10 });
    queue.enter({ name: 'a', steps: [1] }, 100);
    wait(41);
    turn();
    expect(events).toEqual(['a expired', '|']);
  });
});
