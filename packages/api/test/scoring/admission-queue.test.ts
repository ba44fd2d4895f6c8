import { describe, expect, test } from '@jest/globals';
import { createAdmissionQueue } from '../../src/scoring/admission-queue.ts';

interface Job {
  readonly name: string;
  /** Milliseconds of each step. */
  readonly steps: number[];
  readonly numSteps?: number;
}

const SMALL = 100;
const LARGE = 100_000;

/** A queue with a clock of its own, whose turns are run by hand. */
function queueByHand(change: { maxWaitMs?: number; maxWaiting?: number } = {}) {
  let clock = 0;
  let next: (() => void) | undefined;
  const events: string[] = [];
  const learned: [string, number][] = [];
  const total = new Map<Job, number>();
  const ended = new Map<string, number>();
  const queue = createAdmissionQueue<Job>({
    step(job) {
      total.set(job, total.get(job) ?? job.steps.length);
      clock += job.steps.shift()!;
      events.push(job.name);
      return job.steps.length === 0;
    },
    progress: job => 1 - job.steps.length / total.get(job)!,
    learn({ name }, ms) {
      learned.push([name, ms]);
      ended.set(name, clock);
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
  const order = (): string[] => events.filter(event => event !== '|');
  const wait = (ms: number): number => (clock += ms);
  return { queue, events, order, learned, ended, turn, wait, elapsed: () => clock };
}

function steps(count: number, ms: number): number[] {
  return Array<number>(count).fill(ms);
}

describe('the order of work', () => {
  test('processes waiting jobs in one turn, in order', () => {
    const { queue, events, turn } = queueByHand();
    for (const name of ['a', 'b', 'c']) queue.enter({ name, steps: [1] }, 1, SMALL);
    turn();
    expect(events).toEqual(['a', 'b', 'c', '|']);
    expect(queue.length()).toBe(0);
  });

  test('ends a turn when its time is up', () => {
    const { queue, events, turn } = queueByHand();
    for (const name of ['a', 'b', 'c']) queue.enter({ name, steps: [3] }, 3, SMALL);
    turn();
    expect(events).toEqual(['a', 'b', '|']);
    turn();
    expect(events).toEqual(['a', 'b', '|', 'c', '|']);
  });

  test('serves a small job before the next step of any large one', () => {
    const { queue, order, turn } = queueByHand();
    for (const name of ['A', 'B', 'C']) queue.enter({ name, steps: steps(50, 5) }, 250, LARGE);
    turn();
    turn();
    queue.enter({ name: 'small', steps: [0.1] }, 0.1, SMALL);
    turn();
    expect(order()).toEqual(['A', 'A', 'small', 'A']);
  });

  test('gives the next step to the large job that has the least left', () => {
    const { queue, order, turn } = queueByHand();
    queue.enter({ name: 'A', steps: steps(50, 5) }, 250, LARGE);
    for (let i = 0; i < 3; ++i) turn();
    queue.enter({ name: 'B', steps: [5, 5] }, 10, LARGE);
    turn();
    turn();
    turn();
    // The fourth turn is the share of the oldest.
    expect(order()).toEqual(['A', 'A', 'A', 'A', 'B', 'B']);
  });

  test('serves jobs of about the same size in order, so that none is passed by all that come later', () => {
    const { queue, order, turn } = queueByHand();
    queue.enter({ name: 'A', steps: steps(9, 5) }, 45, LARGE);
    queue.enter({ name: 'B', steps: steps(8, 5) }, 40, LARGE);
    queue.enter({ name: 'C', steps: steps(7, 5) }, 35, LARGE);
    for (let i = 0; i < 24; ++i) turn();
    const ends = ['A', 'B', 'C'].map(name => order().lastIndexOf(name));
    expect(ends).toEqual([...ends].sort((a, b) => a - b));
  });

  test('keeps every accepted job within five times its own time under five times the load', () => {
    const { queue, turn, wait, elapsed, ended } = queueByHand({ maxWaitMs: 100 });
    const began = new Map<string, number>();
    // 155 ms of work come every 31 ms; estimates are off by up to a fifth.
    for (let next = 0, i = 0; elapsed() < 60_000;) {
      for (; next <= elapsed(); next += 31, ++i) {
        const expected = 155 * (0.8 + ((i * 7) % 11) / 27.5);
        if (queue.refuse(expected) !== undefined) continue;
        began.set(String(i), elapsed());
        queue.enter(
          { name: String(i), steps: steps(31, 5) },
          expected,
          i % 2 === 0 ? SMALL : LARGE
        );
      }
      if (queue.length() === 0) wait(1);
      else turn();
    }
    const took = [...ended].map(([name, at]) => at - began.get(name)!);
    expect(took.length).toBeGreaterThan(380);
    expect(Math.max(...took)).toBeLessThan(5 * 155);
  });

  test('finishes a large job however many small ones arrive', () => {
    const { queue, order, turn } = queueByHand();
    queue.enter({ name: 'A', steps: steps(5, 5) }, 25, LARGE);
    for (let i = 0; i < 20; ++i) {
      queue.enter({ name: 's', steps: [5] }, 5, SMALL);
      turn();
    }
    expect(order().filter(name => name === 'A')).toHaveLength(5);
  });

  test('expires jobs that waited far too long', () => {
    const { queue, events, turn, wait } = queueByHand({ maxWaitMs: 10 });
    queue.enter({ name: 'a', steps: [1] }, 1, SMALL);
    wait(41);
    turn();
    expect(events).toEqual(['a expired', '|']);
  });

  test('tells what each job took', () => {
    const { queue, learned, turn } = queueByHand();
    queue.enter({ name: 'a', steps: [3] }, 1, SMALL);
    queue.enter({ name: 'B', steps: [4, 4] }, 1, LARGE);
    for (let i = 0; i < 4; ++i) turn();
    expect(learned).toEqual([
      ['a', 3],
      ['B', 8]
    ]);
  });
});

describe('admission', () => {
  test('lets a small job in behind large ones, whatever their sum', () => {
    const { queue, turn } = queueByHand({ maxWaitMs: 50 });
    for (const name of ['A', 'B', 'C']) queue.enter({ name, steps: steps(2000, 5) }, 10_000, LARGE);
    for (let i = 0; i < 3; ++i) turn();
    expect(queue.refuse(0.1)).toBeUndefined();
    expect(queue.expectWait(0.1)).toBeLessThan(10);
  });

  test('refuses a small job when those before it are expected to take too long, and says for how long', () => {
    const { queue, turn } = queueByHand({ maxWaitMs: 50 });
    let entered = 0;
    while (queue.refuse(20) === undefined) {
      queue.enter({ name: 'x', steps: [20] }, 20, SMALL);
      ++entered;
    }
    // Sixty milliseconds may be waited for by one that takes twenty.
    expect(entered).toBe(4);
    expect(queue.refuse(20)).toEqual({ reason: 'wait', retryAfterMs: 20 });
    turn();
    expect(queue.refuse(20)).toBeUndefined();
  });

  test('lets a large job wait three times as long as it takes', () => {
    const { queue } = queueByHand({ maxWaitMs: 50 });
    let entered = 0;
    while (queue.refuse(10_000) === undefined) {
      queue.enter({ name: 'X', steps: steps(2000, 5) }, 10_000, LARGE);
      ++entered;
    }
    expect(entered).toBe(3);
    const refusal = queue.refuse(10_000)!;
    expect(refusal.reason).toBe('wait');
    expect(refusal.retryAfterMs).toBeGreaterThan(5000);
    expect(refusal.retryAfterMs).toBeLessThan(10_000);
  });

  test('counts jobs of up to twice the work, because estimates are rough', () => {
    const { queue } = queueByHand({ maxWaitMs: 100 });
    queue.enter({ name: 'A', steps: steps(40, 5) }, 190, LARGE);
    queue.enter({ name: 'B', steps: steps(40, 5) }, 220, LARGE);
    expect(queue.expectWait(100)).toBe(190 * 1.25);
    expect(queue.expectWait(50)).toBe(0);
  });

  test('judges a job at work by its time so far, not by the estimate', () => {
    const { queue, turn } = queueByHand();
    queue.enter({ name: 'A', steps: steps(10, 100) }, 1, LARGE);
    queue.enter({ name: 'B', steps: steps(10, 100) }, 1, LARGE);
    turn();
    turn();
    // 900 ms are left of each; one of 2000 ms waits for both, and for a step.
    expect(queue.expectWait(2000)).toBeCloseTo((900 + 900 + 100) * 1.25, 9);
  });

  test('lets one job wait for another, however long that one takes', () => {
    const { queue } = queueByHand({ maxWaitMs: 5 });
    queue.enter({ name: 'A', steps: [20] }, 20_000, SMALL);
    expect(queue.refuse(1)).toBeUndefined();
    queue.enter({ name: 'B', steps: [20] }, 20_000, SMALL);
    expect(queue.refuse(1)?.reason).toBe('wait');
  });

  test('refuses jobs once too many wait', () => {
    const { queue } = queueByHand({ maxWaiting: 2 });
    for (const name of ['a', 'b']) queue.enter({ name, steps: [1] }, 1, SMALL);
    expect(queue.refuse(1)?.reason).toBe('length');
  });
});
