import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  binOfProbability,
  calibrationTable,
  expectedCalibrationError
} from '../../src/metrics/calibration.ts';

const labels = Uint8Array.of(0, 1, 1, 0, 1);
const probabilities = Float64Array.of(0, 0.5, 0.75, 0.625, 1);

describe('binOfProbability()', () => {
  test.each([
    [0, 0],
    [0.1, 0],
    [0.1 + 2 ** -55, 1],
    [0.3, 2],
    [3 * 0.1, 2],
    [0.7, 6],
    [0.95, 9],
    [1, 9]
  ])('of %d among ten is %i', (probability, bin) => {
    expect(binOfProbability(probability, 10)).toBe(bin);
  });

  test('is the number of inner edges below', () => {
    const probability = fc.oneof(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.tuple(fc.integer({ min: 0, max: 100 }), fc.constantFrom(0.01, 0.02, 0.1)).map(([i, w]) => {
        return Math.min(1, i * w);
      })
    );
    fc.assert(
      fc.property(probability, fc.integer({ min: 1, max: 100 }), (p, numBins) => {
        const edges = Array.from({ length: numBins - 1 }, (_, i) => (i + 1) * (1 / numBins));
        expect(binOfProbability(p, numBins)).toBe(edges.filter(edge => edge < p).length);
      }),
      { seed: 1, numRuns: 1000 }
    );
  });

  test.each([-0.1, 1.1, NaN])('throws RangeError for %d', probability => {
    expect(() => binOfProbability(probability, 10)).toThrow(RangeError);
  });
});

describe('calibrationTable()', () => {
  test('has the bins that hold rows', () => {
    expect(calibrationTable(labels, probabilities, 4)).toEqual([
      { low: 0, high: 0.25, count: 1, probability: 0, share: 0 },
      { low: 0.25, high: 0.5, count: 1, probability: 0.5, share: 1 },
      { low: 0.5, high: 0.75, count: 2, probability: 0.6875, share: 0.5 },
      { low: 0.75, high: 1, count: 1, probability: 1, share: 1 }
    ]);
  });

  test('of no rows has no bins', () => {
    expect(calibrationTable(new Uint8Array(0), new Float64Array(0), 10)).toEqual([]);
  });
});

describe('expectedCalibrationError()', () => {
  test('weighs the bins by their rows', () => {
    const table = calibrationTable(labels, probabilities, 4);
    expect(expectedCalibrationError(table)).toBeCloseTo((0.5 + 2 * 0.1875) / 5, 15);
  });

  test('is 0 for certainty that is right and 1 for certainty that is wrong', () => {
    const errorOf = (scores: number[]): number =>
      expectedCalibrationError(
        calibrationTable(Uint8Array.of(1, 0), Float64Array.from(scores), 10)
      );
    expect(errorOf([1, 0])).toBe(0);
    expect(errorOf([0, 1])).toBe(1);
  });

  test('in one bin is the distance of the means', () => {
    const table = calibrationTable(labels, probabilities, 1);
    expect(expectedCalibrationError(table)).toBeCloseTo(0.6 - 0.575, 15);
  });
});
