import { expect, test } from '@jest/globals';
import { wasserstein } from '../../src/statistics/distances.ts';
import fc from 'fast-check';

const sorted = (values: readonly number[]): Float64Array => Float64Array.from(values).sort();

test.each([
  ['a shift', [1, 2, 3], [3, 4, 5], 2],
  ['itself', [1, 1, 2], [1, 1, 2], 0],
  ['samples of two sizes', [0, 10], [0], 5],
  ['one that lies wholly above', [0, 0], [7, 9, 11], 9]
])('wasserstein() of %s', (_, a, b, expected) => {
  expect(wasserstein(sorted(a), sorted(b))).toBeCloseTo(expected, 12);
});

test('wasserstein() of samples of one size is the mean gap of their ranks', () => {
  const pair = fc
    .integer({ min: 1, max: 40 })
    .chain(n =>
      fc.tuple(
        ...[0, 1].map(() =>
          fc.array(fc.integer({ min: -50, max: 50 }), { minLength: n, maxLength: n })
        )
      )
    );
  fc.assert(
    fc.property(pair, ([a, b]) => {
      const [x, y] = [sorted(a!), sorted(b!)];
      const gaps = x.reduce((sum, value, i) => sum + Math.abs(value - y[i]!), 0);
      expect(wasserstein(x, y)).toBeCloseTo(gaps / x.length, 9);
      expect(wasserstein(y, x)).toBeCloseTo(gaps / x.length, 9);
    })
  );
});
