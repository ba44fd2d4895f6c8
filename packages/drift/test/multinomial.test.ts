import { describe, expect, test } from '@jest/globals';
import { randomSeeded } from '@espalier/core';
import { binomial, multinomial } from '../src/multinomial.ts';

describe('binomial()', () => {
  test.each([
    [10, 0.3],
    [20, 0.95],
    [1000, 0.001],
    [1000, 0.5],
    [1e9, 0.1],
    [50_000, 0.9999]
  ])('of %d trials at %d has the right mean and spread', (n, p) => {
    const random = randomSeeded(11);
    const draws = Array.from({ length: 4000 }, () => binomial(n, p, random));
    const mean = draws.reduce((a, b) => a + b, 0) / draws.length;
    const variance = draws.reduce((a, b) => a + (b - mean) ** 2, 0) / draws.length;
    const spread = Math.sqrt(n * p * (1 - p));
    expect(Math.abs(mean - n * p)).toBeLessThan((4 * spread) / Math.sqrt(draws.length));
    expect(variance / spread ** 2).toBeGreaterThan(0.9);
    expect(variance / spread ** 2).toBeLessThan(1.1);
    expect(draws.every(k => Number.isInteger(k) && k >= 0 && k <= n)).toBe(true);
  });

  test.each([
    [0, 0.5, 0],
    [7, 0, 0],
    [7, 1, 7]
  ])('of %d trials at %d is %d', (n, p, expected) => {
    expect(binomial(n, p, randomSeeded(1))).toBe(expected);
  });
});

test('multinomial() draws every row once', () => {
  const random = randomSeeded(2);
  const shares = Float64Array.of(0.1, 0.2, 0.3, 0.4);
  for (const n of [0, 1, 20, 12_345]) {
    const drawn = multinomial(n, shares, random, new Float64Array(4));
    expect(drawn.reduce((a, b) => a + b, 0)).toBe(n);
    expect(drawn.every(count => count >= 0)).toBe(true);
  }
});
