import { describe, expect, test } from '@jest/globals';
import { gammaTail, logGamma } from '../../src/statistics/gamma.ts';

test('logGamma() of whole numbers is the logarithm of a factorial', () => {
  let expected = 0;
  for (let n = 1; n < 150; ++n) {
    expect(logGamma(n)).toBeCloseTo(expected, 11);
    expected += Math.log(n);
  }
  expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 13);
});

describe('gammaTail()', () => {
  test('with a = 1 is an exponential', () => {
    for (const x of [0, 0.01, 0.5, 1, 1.99, 2, 2.01, 10, 200])
      expect(gammaTail(1, x) / Math.exp(-x)).toBeCloseTo(1, 12);
  });

  test('with whole a is a Poisson sum', () => {
    for (const a of [2, 5, 30]) {
      for (const x of [0.1, 1, a - 0.5, a, a + 0.99, a + 1.01, 3 * a]) {
        let term = Math.exp(-x);
        let expected = term;
        for (let k = 1; k < a; ++k) {
          term *= x / k;
          expected += term;
        }
        expect(gammaTail(a, x)).toBeCloseTo(expected, 12);
      }
    }
  });

  test.each([
    [3.841458820694124, 1, 0.05],
    [18.307038053275146, 10, 0.05],
    [135.80672317102676, 100, 0.01]
  ])('chi-square beyond %d with %d degrees of freedom is %d', (x, df, expected) => {
    expect(gammaTail(df / 2, x / 2)).toBeCloseTo(expected, 12);
  });

  test('stays a share at the ends', () => {
    expect(gammaTail(0.5, 1e6)).toBe(0);
    expect(gammaTail(5000, 1)).toBe(1);
    expect(gammaTail(5000, 5000)).toBeCloseTo(0.498119, 5);
  });
});
