import { describe, expect, test } from '@jest/globals';
import { voidProgress } from '@espalier/cli';
import { randomSeeded } from '@espalier/core';
import type { SearchLimits, Trial } from '@espalier/core/contracts';
import { trainParamsSchema } from '../../../core/src/contracts/train-params.ts';
import { createSplitting } from '../../src/split/index.ts';
import { train } from '../../src/train.ts';
import type { TrainedFamily } from '../../src/families/family.ts';
import { drawParams } from '../../src/search/ranges.ts';
import { createRecord, type SearchSettings } from '../../src/search/record.ts';
import { searchParams } from '../../src/search/search.ts';
import { SYNTHETIC_SPEC, syntheticRows } from '../../../../test/support/synthetic.ts';

const COLUMNS = Object.keys(SYNTHETIC_SPEC.features);
const { table, labels } = syntheticRows(600, 5);
const training = { table, labels, splitting: createSplitting(labels) };

/** A clock that goes on by so many milliseconds a look. */
function clockOf(step: number): () => number {
  let now = 0;
  return () => (now += step);
}

/** A search that keeps its trials in an array, and what is in it already. */
function searchOf(
  limits: SearchLimits,
  trials: Trial[] = [],
  rest: Partial<SearchSettings> = {}
): SearchSettings {
  const record = createRecord([...trials], trial => {
    trials.push(trial);
    return Promise.resolve();
  });
  return { limits, record, clock: clockOf(1), ...rest };
}

/** Enough to tell trials apart. */
const FEW_ROUNDS = { gbdt: { numIterations: 8 } };

function run(
  search: SearchSettings,
  families: readonly TrainedFamily[] = ['gbdt'],
  params = FEW_ROUNDS
) {
  return searchParams(training, COLUMNS, families, { seed: 1, params }, search, voidProgress);
}

describe('searchParams()', () => {
  test('is decided by the seed, and finds the same after it was ended at any trial', async () => {
    const trials: Trial[] = [];
    const whole = await run(searchOf({ trials: 8 }, trials));
    expect(whole.summary).toMatchObject({ trials: 8, tried: 8 });
    expect(
      trials
        .filter(({ trial }) => trial === 0)
        .every(({ params }) => params['numIterations'] === 8 && Object.keys(params).length === 1)
    ).toBe(true);
    for (const kept of [1, 5, trials.length]) {
      const again = trials.slice(0, kept);
      const found = await run(searchOf({ trials: 8 }, again));
      expect(found.params).toEqual(whole.params);
      const decisive = ({ score_us: _, seconds: __, ...trial }: Trial) => trial;
      expect(again.map(decisive)).toEqual(trials.map(decisive));
    }
  });

  test('tries nothing that a record holds already', async () => {
    const trials: Trial[] = [];
    await run(searchOf({ trials: 4 }, trials));
    const count = trials.length;
    const clock = () => {
      throw new Error('looked at the clock');
    };
    await run(searchOf({ trials: 4 }, trials, { clock }));
    expect(trials).toHaveLength(count);
  });

  test('stops when the time is over, and a replay finds the same without a trial', async () => {
    const trials: Trial[] = [];
    // Every look at the clock takes 10 ms, so a trial takes some 0.6 s.
    const whole = await run(searchOf({ time_budget: 5 }, trials, { clock: clockOf(10) }));
    expect(whole.summary.tried).toBeGreaterThan(2);
    expect(whole.summary.tried).toBeLessThan(12);
    const before = trials.length;
    const replayed = await run(searchOf({ time_budget: 5 }, trials, { isReplay: true }));
    expect(trials).toHaveLength(before);
    expect(replayed.params).toEqual(whole.params);
    expect(replayed.summary).toEqual(whole.summary);
  });

  test('replays what was cut short, as far as it goes', async () => {
    const trials: Trial[] = [];
    await run(searchOf({ trials: 6 }, trials));
    const cut = trials.slice(0, 4);
    expect(
      (await run(searchOf({ trials: 6 }, cut, { isReplay: true }))).summary.tried
    ).toBeLessThan(4);
    await expect(run(searchOf({ trials: 6 }, [], { isReplay: true }))).rejects.toMatchObject({
      code: 'E_TRIALS_INVALID'
    });
  });

  test('gives a family without ranges one trial, the others the rest', async () => {
    const trials: Trial[] = [];
    const { summary, families } = await run(searchOf({ trials: 4 }, trials), ['logistic', 'gbdt']);
    expect(families).toEqual(['logistic', 'gbdt']);
    expect(summary.tried).toBe(4);
    expect(
      new Set(trials.filter(({ family }) => family === 'logistic').map(({ trial }) => trial))
    ).toEqual(new Set([0]));
  });

  test('does not touch what the spec fixes', async () => {
    const trials: Trial[] = [];
    const given = { gbdt: { numIterations: 5, numLeaves: 4 } };
    const { params } = await run(searchOf({ trials: 3 }, trials), ['gbdt'], given);
    for (const trial of trials) expect(trial.params).toMatchObject(given.gbdt);
    expect(params.gbdt).toMatchObject(given.gbdt);
  });

  test('leaves out families that are too slow to score, by the record where it has them', async () => {
    const trials: Trial[] = [];
    await run(searchOf({ trials: 2 }, trials), ['logistic', 'gbdt']);
    const slow = trials.map(trial => ({ ...trial, score_us: trial.family === 'gbdt' ? 50 : 2 }));
    const { families } = await run(searchOf({ max_score_us: 10 }, slow), ['logistic', 'gbdt']);
    expect(families).toEqual(['logistic']);
    await expect(
      run(searchOf({ max_score_us: 1 }, slow), ['logistic', 'gbdt'])
    ).rejects.toMatchObject({
      code: 'E_SCORING_TOO_SLOW',
      exitCode: 3,
      message: expect.stringContaining('logistic takes 2, gbdt takes 50') as unknown
    });
  });

  test('needs rows enough', async () => {
    const few = syntheticRows(60, 5);
    await expect(
      searchParams(
        { ...few, splitting: createSplitting(few.labels) },
        COLUMNS,
        ['gbdt'],
        { seed: 1 },
        searchOf({ trials: 3 }),
        voidProgress
      )
    ).rejects.toMatchObject({ code: 'E_TARGET_INVALID' });
  });
});

test.each(['gbdt', 'mlp'] as const)('drawParams() draws what a spec may say of %s', family => {
  for (let i = 0; i < 200; ++i) {
    const params = drawParams(family, randomSeeded(i), 100 * i + 10);
    expect(trainParamsSchema.safeParse({ [family]: params }).error).toBeUndefined();
    expect(drawParams(family, randomSeeded(i), 100 * i + 10)).toEqual(params);
  }
});

test('train() trains by what the search found', async () => {
  const settings = { family: 'gbdt', seed: 3, validation: 0.2, params: FEW_ROUNDS } as const;
  const trials: Trial[] = [];
  const first = await train(
    table,
    labels,
    SYNTHETIC_SPEC,
    { ...settings, search: searchOf({ trials: 6 }, trials) },
    voidProgress
  );
  expect(first.search?.best.filter(({ chosen }) => chosen)).toHaveLength(1);
  const again = await train(
    table,
    labels,
    SYNTHETIC_SPEC,
    { ...settings, search: searchOf({ trials: 6 }, trials, { isReplay: true }) },
    voidProgress
  );
  expect(again.parts.model).toEqual(first.parts.model);
  const plain = await train(table, labels, SYNTHETIC_SPEC, settings, voidProgress);
  expect(plain.search).toBeUndefined();
});
