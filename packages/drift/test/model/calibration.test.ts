import { describe, expect, test } from '@jest/globals';
import { randomSeeded } from '@espalier/core';
import {
  drawCalibration,
  fitCalibration,
  logit,
  shareAt,
  widenCalibration
} from '../../src/model/calibration.ts';

/** A reliability table without noise: the shares that a line gives. */
function binsOf(intercept: number, slope: number, count: number) {
  return Array.from({ length: 10 }, (_, i) => {
    const probability = (i + 0.5) / 10;
    return { count, probability, share: shareAt(logit(probability), { intercept, slope }) };
  });
}

describe('fitCalibration()', () => {
  test('is nearly 0 and 1 for a calibrated model', () => {
    const { intercept, slope, covariance } = fitCalibration(binsOf(0, 1, 1000));
    expect(intercept).toBeCloseTo(0, 9);
    expect(slope).toBeCloseTo(1, 9);
    expect(Math.sqrt(covariance.slope)).toBeLessThan(0.04);
  });

  test.each([
    [0.3, 1.2],
    [-0.4, 0.7],
    [0, 1.5]
  ])('finds the line of many rows: %d, %d', (intercept, slope) => {
    const found = fitCalibration(binsOf(intercept, slope, 1e6));
    expect(found.intercept).toBeCloseTo(intercept, 3);
    expect(found.slope).toBeCloseTo(slope, 3);
  });

  test('knows less of fewer rows, and keeps to its prior without any', () => {
    const few = fitCalibration(binsOf(0, 1, 20));
    const many = fitCalibration(binsOf(0, 1, 2000));
    expect(few.covariance.slope / many.covariance.slope).toBeGreaterThan(30);
    expect(fitCalibration([])).toMatchObject({ intercept: 0, slope: 1 });
  });

  test('ends for probabilities of 0 and 1 that are wrong', () => {
    const wrong = [
      { count: 500, probability: 0, share: 1 },
      { count: 500, probability: 1, share: 0 }
    ];
    const { intercept, slope } = fitCalibration(wrong);
    expect(Math.abs(intercept)).toBeLessThan(1);
    expect(slope).toBeLessThan(0.5);
  });
});

test('drawCalibration() draws with the covariance, wider the farther the rows are', () => {
  const near = fitCalibration(binsOf(0.2, 1, 50));
  for (const calibration of [near, widenCalibration(near, 1)]) {
    const random = randomSeeded(4);
    const lines = Array.from({ length: 20_000 }, () => drawCalibration(calibration, random));
    const mean = (of: (line: (typeof lines)[number]) => number): number =>
      lines.reduce((sum, line) => sum + of(line), 0) / lines.length;
    const { intercept, slope, covariance } = calibration;
    const [a, b] = [mean(line => line.intercept), mean(line => line.slope)];
    expect(a).toBeCloseTo(intercept, 1);
    expect(b).toBeCloseTo(slope, 1);
    const near5 = (found: number, expected: number): void => {
      expect(Math.abs(found - expected)).toBeLessThan(
        0.05 * Math.sqrt(covariance.intercept * covariance.slope) + 0.05 * Math.abs(expected)
      );
    };
    near5(
      mean(line => (line.intercept - a) ** 2),
      covariance.intercept
    );
    near5(
      mean(line => (line.slope - b) ** 2),
      covariance.slope
    );
    near5(
      mean(line => (line.intercept - a) * (line.slope - b)),
      covariance.both
    );
  }
});
