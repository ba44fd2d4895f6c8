import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { moments, quantileSorted, sortedFinite } from '../src/quantiles.ts';

const values = fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1 });

test('sortedFinite() leaves NaN and infinities out and its argument alone', () => {
  const given = Float64Array.of(3, NaN, -Infinity, 10, 2, Infinity);
  expect(sortedFinite(given)).toEqual(Float64Array.of(2, 3, 10));
  expect(given[0]).toBe(3);
});

describe('quantileSorted()', () => {
  test.each([
    [[5], 0.3, 5],
    [[1, 2], 0.5, 1.5],
    [[1, 2, 3, 4], 0.25, 1.75],
    [[1, 2, 3, 4], 0.9, 3.7],
    [[1, 2, 3, 4], 0, 1],
    [[1, 2, 3, 4], 1, 4]
  ])('of %j at %d is %d', (sorted, q, expected) => {
    expect(quantileSorted(Float64Array.from(sorted), q)).toBeCloseTo(expected, 12);
  });

  test('lies between its neighbours and never falls', () => {
    fc.assert(
      fc.property(values, given => {
        const sorted = Float64Array.from(given).sort();
        let before = sorted[0]!;
        for (let i = 0; i <= 20; ++i) {
          const x = quantileSorted(sorted, i / 20);
          expect(x).toBeGreaterThanOrEqual(before);
          expect(x).toBeLessThanOrEqual(sorted.at(-1)!);
          before = x;
        }
      }),
      { seed: 1 }
    );
  });

  test('is finite between the largest numbers there are', () => {
    const { MAX_VALUE } = Number;
    expect(quantileSorted(Float64Array.of(-MAX_VALUE, MAX_VALUE), 0.5)).toBe(0);
    const upper = quantileSorted(Float64Array.of(-MAX_VALUE, MAX_VALUE), 0.75);
    expect(upper / MAX_VALUE).toBeCloseTo(0.5, 12);
  });
});

describe('moments()', () => {
  test('counts finite values alone', () => {
    expect(moments(Float64Array.of(2, NaN, 4, Infinity, 6))).toEqual({
      count: 3,
      mean: 4,
      std: Math.sqrt(8 / 3)
    });
  });

  test('of nothing is zeros', () => {
    expect(moments(Float64Array.of(NaN))).toEqual({ count: 0, mean: 0, std: 0 });
  });

  test('equals the two-pass form', () => {
    fc.assert(
      fc.property(values, given => {
        const { mean, std } = moments(Float64Array.from(given));
        const n = given.length;
        const naive = given.reduce((sum, x) => sum + x, 0) / n;
        const spread = Math.sqrt(given.reduce((sum, x) => sum + (x - naive) ** 2, 0) / n);
        expect(Math.abs(mean - naive)).toBeLessThan(1e-6);
        expect(Math.abs(std - spread)).toBeLessThan(1e-6 * (1 + spread));
      }),
      { seed: 1 }
    );
  });

  test('loses nothing to a large offset', () => {
    expect(moments(Float64Array.of(1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16)).std).toBeCloseTo(
      Math.sqrt(22.5),
      9
    );
  });

  test('is finite for numbers whose squares are not', () => {
    const { count, mean, std } = moments(Float64Array.of(1e300, -1e300, NaN, 1e300, -1e300));
    expect(count).toBe(4);
    expect(mean).toBe(0);
    expect(std / 1e300).toBeCloseTo(1, 12);
    expect(moments(Float64Array.of(Number.MAX_VALUE, -Number.MAX_VALUE)).std).toBe(
      Number.MAX_VALUE
    );
  });
});
