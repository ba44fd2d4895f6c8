import { expect, test } from '@jest/globals';
import { createGate } from '../../src/scoring/gate.ts';

interface Job {
  readonly name: string;
  /** Milliseconds of each step. */
  readonly steps: number[];
}

/** A gate over a clock of its own, whose turns are made by hand. */
function gateByHand(change: { maxWaitMs?: number; maxWaiting?: number } = {}) {
  let clock = 0;
  let next: (() => void) | undefined;
  const events: string[] = [];
  const gate = createGate<Job>({
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
  return { gate, events, turn, wait: (ms: number) => (clock += ms) };
}

test('what waits is worked off in one turn, in order', () => {
  const { gate, events, turn } = gateByHand();
  for (const name of ['a', 'b', 'c']) gate.enter({ name, steps: [1] }, 100);
  turn();
  expect(events).toEqual(['a', 'b', 'c', '|']);
  expect(gate.length()).toBe(0);
});

test('a large job goes to the end after each step, small ones pass it', () => {
  const { gate, events, turn } = gateByHand();
  gate.enter({ name: 'large', steps: [3, 3, 3] }, 100_000);
  for (const name of ['a', 'b']) gate.enter({ name, steps: [0.5] }, 100);
  for (let i = 0; i < 5; ++i) turn();
  expect(events.filter(event => event !== '|')).toEqual(['large', 'a', 'b', 'large', 'large']);
});

test('a turn ends when its time is over', () => {
  const { gate, events, turn } = gateByHand();
  for (const name of ['a', 'b', 'c']) gate.enter({ name, steps: [3] }, 100);
  turn();
  expect(events).toEqual(['a', 'b', '|']);
  turn();
  expect(events).toEqual(['a', 'b', '|', 'c', '|']);
});

test('it closes when what waits will take longer than allowed, told by jobs of that size', () => {
  const { gate, turn } = gateByHand({ maxWaitMs: 50 });
  gate.enter({ name: 'first', steps: [20] }, 1000);
  turn();
  let entered = 0;
  while (gate.isOpen()) {
    gate.enter({ name: 'x', steps: [20] }, 1000);
    ++entered;
  }
  expect(entered).toBe(3);
  turn();
  turn();
  turn();
  expect(gate.isOpen()).toBe(true);
});

test('what small jobs cost says nothing of large ones', () => {
  const { gate, turn } = gateByHand();
  gate.enter({ name: 'small', steps: [10] }, 10);
  turn();
  for (let i = 0; i < 20; ++i) gate.enter({ name: 'large', steps: [1] }, 1_000_000);
  expect(gate.isOpen()).toBe(true);
});

test('one may wait for another, however long that one takes', () => {
  const { gate, turn } = gateByHand({ maxWaitMs: 5 });
  gate.enter({ name: 'first', steps: [20] }, 1000);
  turn();
  gate.enter({ name: 'second', steps: [20, 20] }, 1000);
  expect(gate.isOpen()).toBe(true);
  gate.enter({ name: 'third', steps: [20] }, 1000);
  expect(gate.isOpen()).toBe(false);
});

test('no more wait than may', () => {
  const { gate } = gateByHand({ maxWaiting: 2 });
  for (const name of ['a', 'b']) gate.enter({ name, steps: [1] }, 100);
  expect(gate.isOpen()).toBe(false);
});

test('what waited far too long is given up', () => {
  const { gate, events, turn, wait } = gateByHand({ maxWaitMs: 10 });
  gate.enter({ name: 'a', steps: [1] }, 100);
  wait(41);
  turn();
  expect(events).toEqual(['a expired', '|']);
});
