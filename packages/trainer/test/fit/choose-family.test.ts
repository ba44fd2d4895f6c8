import { describe, expect, test } from '@jest/globals';
import { voidProgress } from '@espalier/cli';
import { normal, randomSeeded } from '@espalier/core';
import { createSplitting } from '../../src/split/index.ts';
import { chooseFamily } from '../../src/fit/choose-family.ts';
import type { TrainingRows } from '../../src/split/training-rows.ts';

const COLUMNS = ['num_a', 'num_b'];

/** Labels out of two numbers by a rule and some noise. */
function sample(numRows: number, rule: (a: number, b: number) => number): TrainingRows {
  const random = randomSeeded(31);
  const a = Float64Array.from({ length: numRows }, () => normal(random));
  const b = Float64Array.from({ length: numRows }, () => normal(random));
  const labels = Uint8Array.from(a, (x, i) => (rule(x, b[i]!) + 0.7 * normal(random) > 0 ? 1 : 0));
  const columns = [
    { kind: 'number', name: 'num_a', values: a },
    { kind: 'number', name: 'num_b', values: b }
  ] as const;
  return { table: { numRows, columns }, labels, splitting: createSplitting(labels) };
}

const line = sample(1500, (a, b) => a - b);
const cross = sample(1500, (a, b) => 2 * a * b);
const auto = { family: 'auto', seed: 5 } as const;

describe('chooseFamily()', () => {
  test('keeps the simpler family where a line is all there is', async () => {
    const { family, leaderboard } = await chooseFamily(line, COLUMNS, auto, voidProgress);
    expect(family).toBe('logistic');
    expect(leaderboard.map(standing => standing.family)).toEqual(['logistic', 'gbdt', 'prior']);
  });

  test('takes trees where a line sees nothing', async () => {
    const { family, leaderboard } = await chooseFamily(cross, COLUMNS, auto, voidProgress);
    expect(family).toBe('gbdt');
    const [logistic, gbdt, prior] = leaderboard;
    expect(gbdt!.roc_auc).toBeGreaterThan(logistic!.roc_auc + 0.2);
    expect(gbdt!.log_loss).toBeLessThan(prior!.log_loss - 0.1);
    expect(prior!.roc_auc).toBe(0.5);
  });

  test('obeys a name, and still chooses the calibration', async () => {
    const { family, leaderboard } = await chooseFamily(
      cross,
      COLUMNS,
      { family: 'logistic', seed: 5 },
      voidProgress
    );
    expect(family).toBe('logistic');
    expect(leaderboard).toHaveLength(2);
  });

  test('is decided by the seed', async () => {
    const choose = () => chooseFamily(line, COLUMNS, auto, voidProgress);
    expect(await choose()).toEqual(await choose());
  });

  test('takes the simplest where there is too little to choose by', async () => {
    const few = sample(60, (a, b) => a * b);
    expect(await chooseFamily(few, COLUMNS, auto, voidProgress)).toEqual({
      family: 'logistic',
      calibrator: { kind: 'none' },
      outOfFold: undefined,
      leaderboard: []
    });
  });

  test('keeps the model that it judged where the table is large', async () => {
    const large = sample(300_000, (a, b) => a - b);
    const settings = { family: 'gbdt', seed: 5, params: { gbdt: { numIterations: 4 } } } as const;
    const { fitted, outOfFold } = await chooseFamily(large, COLUMNS, settings, voidProgress);
    expect(Math.abs(outOfFold!.rows.length - 50_000)).toBeLessThan(5);
    expect(fitted?.model.family).toBe('gbdt');
    expect((await chooseFamily(line, COLUMNS, settings, voidProgress)).fitted).toBeUndefined();
  });
});
