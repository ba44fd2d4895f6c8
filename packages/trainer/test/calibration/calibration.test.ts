import { describe, expect, test } from '@jest/globals';
import { calibrate } from '@espalier/bundle';
import { normal, randomSeeded } from '@espalier/core';
import type { Calibrator } from '@espalier/core/contracts';
import { calibratorSchema } from '../../../core/src/contracts/bundle-files.ts';
import { canCalibrate, chooseCalibrator } from '../../src/calibration/index.ts';
import { fitIsotonic } from '../../src/calibration/isotonic.ts';
import { fitPlatt } from '../../src/calibration/platt.ts';

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

/** Rows of true log-odds z that a model gives the probability `said(z)`. */
function sample(numRows: number, seed: number, said: (z: number) => number) {
  const random = randomSeeded(seed);
  const z = Array.from({ length: numRows }, () => 2 * normal(random));
  return {
    labels: Uint8Array.from(z, value => (random() < sigmoid(value) ? 1 : 0)),
    probabilities: Float64Array.from(z, said)
  };
}

function apply(calibrator: Calibrator, probabilities: Float64Array): Float64Array {
  const values = Float64Array.from(probabilities);
  calibrate(calibrator, values);
  return values;
}

describe('fitPlatt()', () => {
  test('finds the slope and the intercept that were lost', () => {
    const { labels, probabilities } = sample(20_000, 1, z => sigmoid(3 * z + 1));
    const fitted = fitPlatt(labels, probabilities);
    expect(fitted).toMatchObject({ kind: 'platt' });
    if (fitted?.kind !== 'platt') return;
    expect(Math.abs(fitted.slope - 1 / 3)).toBeLessThan(0.02);
    expect(Math.abs(fitted.intercept + 1 / 3)).toBeLessThan(0.05);
  });

  test('has nothing to offer where the order is wrong', () => {
    const { labels, probabilities } = sample(2000, 2, z => sigmoid(-z));
    expect(fitPlatt(labels, probabilities)).toBeUndefined();
  });
});

describe('fitIsotonic()', () => {
  test('pools what falls', () => {
    const fitted = fitIsotonic(
      Uint8Array.of(0, 1, 0, 1, 1, 0, 1, 1),
      Float64Array.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
    );
    expect(fitted).toEqual({
      kind: 'isotonic',
      from: [0.1, 0.2, 0.3, 0.4, 0.6, 0.7, 0.8],
      to: [1 / 16, 0.5, 0.5, 2 / 3, 2 / 3, 15 / 16, 15 / 16]
    });
  });

  test('puts rows of one probability into one point', () => {
    const fitted = fitIsotonic(Uint8Array.of(1, 0, 1, 1), Float64Array.of(0.5, 0.5, 0.5, 0.9));
    expect(fitted).toEqual({ kind: 'isotonic', from: [0.5, 0.9], to: [2 / 3, 7 / 8] });
    // Whatever their order: the 0 among the ties does not go to the rows below alone.
    const ties = fitIsotonic(
      Uint8Array.of(0, 1, 0, 1, 1, 1),
      Float64Array.of(0.2, 0.3, 0.6, 0.6, 0.6, 0.6)
    );
    expect(ties).toEqual({ kind: 'isotonic', from: [0.2, 0.3, 0.6], to: [1 / 12, 0.8, 0.8] });
  });

  test('is always a calibrator that a bundle may hold', () => {
    for (let seed = 0; seed < 20; ++seed) {
      const { labels, probabilities } = sample(60, seed, z => Math.round(10 * sigmoid(z)) / 10);
      expect(calibratorSchema.safeParse(fitIsotonic(labels, probabilities)).success).toBe(true);
    }
  });
});

describe('chooseCalibrator()', () => {
  const choose = (said: (z: number) => number, numRows = 4000) => {
    const { labels, probabilities } = sample(numRows, 7, said);
    return chooseCalibrator(labels, probabilities, randomSeeded(1)).calibrator;
  };

  test('leaves calibrated probabilities alone', () => {
    expect(choose(sigmoid)).toEqual({ kind: 'none' });
  });

  test('takes a sigmoid for probabilities that are too sure', () => {
    expect(choose(z => sigmoid(3 * z)).kind).toBe('platt');
  });

  test('takes steps where no sigmoid fits', () => {
    expect(
      choose(z => (sigmoid(z) < 0.5 ? 0.3 * sigmoid(z) : 0.6 + 0.4 * sigmoid(z) ** 3), 20_000).kind
    ).toBe('isotonic');
  });

  test('makes the log loss of new rows less', () => {
    const said = (z: number): number => sigmoid(3 * z + 1);
    const calibrator = choose(said);
    const { labels, probabilities } = sample(4000, 8, said);
    const loss = (values: Float64Array): number =>
      values.reduce((sum, p, i) => sum - Math.log(labels[i] === 1 ? p : 1 - p), 0) / values.length;
    expect(loss(apply(calibrator, probabilities))).toBeLessThan(loss(probabilities) - 0.05);
  });

  test('is decided by the seed', () => {
    const { labels, probabilities } = sample(1000, 9, z => sigmoid(2 * z));
    const once = chooseCalibrator(labels, probabilities, randomSeeded(4));
    expect(chooseCalibrator(labels, probabilities, randomSeeded(4))).toEqual(once);
  });
});

test('canCalibrate() asks for fifty rows of both classes', () => {
  const labels = (numPositives: number) =>
    Uint8Array.from({ length: 500 }, (_, i) => (i < numPositives ? 1 : 0));
  expect([49, 50, 450, 451].map(n => canCalibrate(labels(n)))).toEqual([false, true, true, false]);
});
