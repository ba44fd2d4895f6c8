import { describe, expect, test } from '@jest/globals';
import type { Trial } from '@espalier/core/contracts';
import { bestOf, successiveHalving } from '../../src/search/successive-halving.ts';
import { type Rung, rungsOf } from '../../src/search/rungs.ts';

const RUNGS: readonly Rung[] = [
  { share: 1 / 3, folds: [0], joins: false },
  { share: 1, folds: [0], joins: false },
  { share: 1, folds: [1, 2], joins: true }
];

function trialOf(
  trial: number,
  rung: number,
  log_loss: number | null,
  rest: Partial<Trial> = {}
): Trial {
  const gain = log_loss === null ? null : 0.5 - log_loss;
  return {
    ...{
      family: 'gbdt',
      trial,
      rung,
      params: { numLeaves: 10 + trial },
      rows: rung === 2 ? 200 : 100
    },
    ...{ log_loss, gain, gain_deviation: log_loss === null ? null : 0.1, score_us: 5, seconds: 1 },
    ...rest
  };
}

/** Evaluates trials by made-up losses, and remembers which. */
function recorder(lossOf: (trial: number, rung: number) => number, limit = Infinity) {
  const seen: [number, number][] = [];
  return {
    seen,
    evaluate: (trial: number, rung: number): Promise<Trial | undefined> => {
      if (seen.length >= limit) return Promise.resolve(undefined);
      seen.push([trial, rung]);
      return Promise.resolve(trialOf(trial, rung, trial === 0 ? 0.5 : lossOf(trial, rung)));
    }
  };
}

describe('successiveHalving()', () => {
  test('lets the best third of nine go on, twice, and the defaults all the way', async () => {
    const { seen, evaluate } = recorder(trial => 0.6 - 0.01 * trial);
    const results = await successiveHalving(10, RUNGS, Infinity, evaluate);
    const onRung = (rung: number) => seen.filter(([, r]) => r === rung).map(([trial]) => trial);
    expect(onRung(0)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(onRung(1)).toEqual([0, 9, 8, 7]);
    expect(onRung(2)).toEqual([0, 9]);
    expect(results.filter(({ isComplete }) => isComplete).map(({ trial }) => trial)).toEqual([
      0, 9
    ]);
  });

  test('starts a bracket of what is left', async () => {
    const { seen, evaluate } = recorder(trial => 0.6 - 0.01 * trial);
    await successiveHalving(12, RUNGS, Infinity, evaluate);
    expect(seen.slice(-4)).toEqual([
      [10, 0],
      [11, 0],
      [11, 1],
      [11, 2]
    ]);
  });

  test('tries the defaults alone where one trial is all', async () => {
    const { seen, evaluate } = recorder(() => 0.1);
    expect(await successiveHalving(1, RUNGS, Infinity, evaluate)).toHaveLength(1);
    expect(seen).toEqual([
      [0, 0],
      [0, 1],
      [0, 2]
    ]);
  });

  test('ends where the time ends, with what is known', async () => {
    const { evaluate } = recorder(() => 0.4, 7);
    const results = await successiveHalving(Infinity, RUNGS, Infinity, evaluate);
    expect(results.map(({ trial }) => trial)).toEqual([0, 1, 2, 3, 4]);
    expect(results.filter(({ isComplete }) => isComplete)).toHaveLength(1);
  });

  test('adds the rows of a fold to those of another, not of a share of its own', async () => {
    const { evaluate } = recorder((_, rung) => [0.9, 0.3, 0.6][rung]!);
    const result = (await successiveHalving(2, RUNGS, Infinity, evaluate)).find(
      ({ trial }) => trial === 1
    )!;
    expect(result).toMatchObject({ rows: 300, seconds: 3, isComplete: true });
    expect(result.logLoss).toBeCloseTo((100 * 0.3 + 200 * 0.6) / 300, 12);
    expect(result.gain).toBeCloseTo((100 * 0.2 - 200 * 0.1) / 300, 12);
    // Variance within both, and between them.
    expect(result.gainDeviation ** 2).toBeCloseTo(0.01 + (2 / 9) * 0.3 ** 2, 12);
  });

  test('lets nothing go on that takes too long to score', async () => {
    const evaluate = (trial: number, rung: number) =>
      Promise.resolve(trialOf(trial, rung, 0.4, { score_us: trial === 2 ? 4 : 9 }));
    const results = await successiveHalving(4, RUNGS, 5, evaluate);
    expect(results.filter(({ isComplete }) => isComplete).map(({ trial }) => trial)).toEqual([
      0, 2
    ]);
  });
});

describe('bestOf()', () => {
  const complete = async (loss: number | null, rest: Partial<Trial> = {}) =>
    successiveHalving(2, RUNGS.slice(1, 2), Infinity, (trial, rung) =>
      Promise.resolve(trial === 0 ? trialOf(0, rung, 0.5) : trialOf(trial, rung, loss, rest))
    );

  test.each([
    ['is better by more than chance', 0.48, {}, 1],
    ['may be better by chance', 0.495, {}, 0],
    ['is worse', 0.52, {}, 0],
    ['has a loss that is no number', null, {}, 0],
    ['is better, but too slow', 0.4, { score_us: 11 }, 0]
  ])('of the defaults and one that %s', async (_, loss, rest, expected) => {
    expect(bestOf(await complete(loss, rest), 10)?.trial).toBe(expected);
  });

  test('is the only one that is fast enough', async () => {
    expect(bestOf(await complete(0.6, { score_us: 2 }), 3)?.trial).toBe(1);
  });

  test('is undefined where none is fast enough', async () => {
    expect(bestOf(await complete(0.4), 1)).toBeUndefined();
  });
});

test.each([[700], [24_000], [90_000], [1_000_000]])('rungsOf() %i rows', numRows => {
  const rungs = rungsOf(numRows);
  expect(rungs.map(({ share }) => share)).toEqual([...rungs.map(({ share }) => share)].sort());
  expect(rungs.some(({ joins }) => joins)).toBe(numRows <= 100_000);
  for (const { share } of rungs)
    if (share < 1) expect((share * numRows * 2) / 3).toBeGreaterThanOrEqual(10_000);
  expect(rungs.length).toBe({ 700: 2, 24_000: 2, 90_000: 3, 1_000_000: 4 }[numRows]);
});
