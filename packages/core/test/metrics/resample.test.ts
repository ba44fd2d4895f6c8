import { describe, expect, test } from '@jest/globals';
import { randomSeeded } from '../../src/random.ts';
import { createResampler } from '../../src/metrics/resample.ts';

/** The share of rows that are drawn each number of times. */
function sharesOf(numRows: number, numResamples: number): number[] {
  const resample = createResampler(numRows, randomSeeded(1));
  const counts = new Uint8Array(numRows);
  const shares = new Array<number>(10).fill(0);
  for (let i = 0; i < numResamples; ++i) {
    resample(counts);
    for (const count of counts) shares[count]! += 1 / (numRows * numResamples);
  }
  return shares;
}

/** Probability of so many successes among n tries at 1 in n. */
function binomial(n: number, k: number): number {
  let p = (1 - 1 / n) ** (n - k);
  for (let i = 0; i < k; ++i) p *= (n - i) / ((i + 1) * n);
  return p;
}

describe('createResampler()', () => {
  test.each([1, 2, 3, 16, 17, 100, 1001])('draws as many as there are rows: %i', numRows => {
    const resample = createResampler(numRows, randomSeeded(1));
    const counts = new Uint8Array(numRows);
    for (let i = 0; i < 100; ++i) {
      resample(counts);
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(numRows);
    }
  });

  test.each([
    [5, 100_000],
    [16, 50_000],
    [60, 20_000],
    [10_000, 100]
  ])('draws each of %i rows as often as single draws would', (numRows, numResamples) => {
    for (const [count, share] of sharesOf(numRows, numResamples).slice(0, 6).entries()) {
      const expected = binomial(numRows, count);
      const error = Math.sqrt((expected * (1 - expected)) / (numRows * numResamples));
      expect(Math.abs(share - expected)).toBeLessThan(4 * error + 1e-9);
    }
  });

  test.each([3, 40])('draws no two of %i rows together more often than single draws', numRows => {
    const resample = createResampler(numRows, randomSeeded(2));
    const counts = new Uint8Array(numRows);
    const products = [0, 0];
    for (let i = 0; i < 50_000; ++i) {
      resample(counts);
      products[0]! += (counts[0]! * counts[1]!) / 50_000;
      products[1]! += (counts[0]! * counts[numRows - 1]!) / 50_000;
    }
    for (const product of products)
      expect(Math.abs(product - (1 - 1 / numRows))).toBeLessThan(0.03);
  });

  test('is the same for the same seed', () => {
    const draw = (seed: number): Uint8Array => {
      const counts = new Uint8Array(50);
      createResampler(50, randomSeeded(seed))(counts);
      return counts;
    };
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });
});
