import { describe, expect, test } from '@jest/globals';
import { brierScore, logLoss } from '../../src/metrics/probability.ts';

describe('logLoss()', () => {
  test('is the mean negative log likelihood', () => {
    expect(logLoss(Uint8Array.of(1, 0), Float64Array.of(0.8, 0.4))).toBeCloseTo(
      -(Math.log(0.8) + Math.log(0.6)) / 2,
      15
    );
  });

  test('is small for certainty that is right, large but finite for certainty that is wrong', () => {
    expect(logLoss(Uint8Array.of(1, 0), Float64Array.of(1, 0))).toBeLessThan(1e-15);
    const wrong = logLoss(Uint8Array.of(0, 1), Float64Array.of(1, 0));
    expect(wrong).toBeCloseTo(-Math.log(Number.EPSILON), 10);
  });

  test('is ln 2 for coins', () => {
    expect(logLoss(Uint8Array.of(1, 0, 0), new Float64Array(3).fill(0.5))).toBeCloseTo(
      Math.LN2,
      15
    );
  });
});

describe('brierScore()', () => {
  test.each([
    [[1, 0], [1, 0], 0],
    [[1, 0], [0, 1], 1],
    [[1, 0, 0], [0.5, 0.5, 0.5], 0.25],
    [[1, 0], [0.7, 0.1], 0.05]
  ])('of %j and %j is %d', (labels, probabilities, expected) => {
    expect(brierScore(Uint8Array.from(labels), Float64Array.from(probabilities))).toBeCloseTo(
      expected,
      15
    );
  });
});
