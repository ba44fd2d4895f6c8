import { describe, expect, test } from '@jest/globals';
import { randomSeeded } from '@espalier/core';
import { kolmogorovTail, ksPValue } from '../../src/detectors/ks.ts';
import { ksDistance } from '../../src/statistics/distances.ts';

/** The largest gap, looked at in every value of either sample. */
function naiveDistance(a: readonly number[], b: readonly number[]): number {
  const below = (sample: readonly number[], x: number): number =>
    sample.filter(value => value <= x).length / sample.length;
  return Math.max(...[...a, ...b].map(x => Math.abs(below(a, x) - below(b, x))));
}

describe('ksDistance()', () => {
  test.each([1, 3, 10, 1000])('equals the naive gap, values rounded to %d steps', steps => {
    const random = randomSeeded(steps);
    for (let round = 0; round < 100; ++round) {
      const draw = (n: number): number[] =>
        Array.from({ length: n }, () => Math.round(steps * random())).sort((a, b) => a - b);
      const a = draw(1 + (round % 17));
      const b = draw(1 + (round % 23));
      expect(ksDistance(Float64Array.from(a), Float64Array.from(b))).toBe(naiveDistance(a, b));
    }
  });

  test.each([
    [[1, 1, 1], [1], 0],
    [[1, 2, 3], [4, 5], 1],
    [[4, 5], [1, 2, 3], 1],
    [[-0], [0], 0],
    [[0, 1], [0, 0, 1, 1], 0]
  ])('%j against %j is %d', (a, b, expected) => {
    expect(ksDistance(Float64Array.from(a), Float64Array.from(b))).toBe(expected);
  });
});

describe('kolmogorovTail()', () => {
  test.each([
    [0, 1],
    [0.5, 0.9639452436648751],
    [1, 0.26999967167735456],
    [1.3580986393225505, 0.05],
    [2, 0.0006709252557796953],
    [40, 0]
  ])('beyond %d is %d', (x, expected) => {
    expect(kolmogorovTail(x)).toBeCloseTo(expected, 12);
  });

  test('has no step between its two series', () => {
    expect(kolmogorovTail(1 - 1e-12)).toBeCloseTo(kolmogorovTail(1), 10);
  });
});

test('ksPValue() falls with the distance and with the rows', () => {
  expect(ksPValue(0.1, 100, 100)).toBeGreaterThan(ksPValue(0.2, 100, 100));
  expect(ksPValue(0.1, 100, 100)).toBeGreaterThan(ksPValue(0.1, 500, 500));
  expect(ksPValue(0.1, 500, 100)).toBe(ksPValue(0.1, 100, 500));
});
