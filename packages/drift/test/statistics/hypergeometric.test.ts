import { describe, expect, test } from '@jest/globals';
import { randomSeeded } from '@espalier/core';
import { hypergeometric, permuteCounts } from '../../src/statistics/hypergeometric.ts';

describe('hypergeometric()', () => {
  test.each([
    [40, 4, 20],
    [840, 84, 40],
    [1000, 700, 900],
    [5000, 3, 2500],
    [1e9, 1e8, 5e8],
    [100_000, 1000, 900]
  ])('of %d rows, %d marked, %d drawn has the right mean and spread', (total, marked, drawn) => {
    const random = randomSeeded(11);
    const draws = Array.from({ length: 4000 }, () => hypergeometric(total, marked, drawn, random));
    const mean = (marked * drawn) / total;
    const spread = Math.sqrt((((mean * (total - marked)) / total) * (total - drawn)) / (total - 1));
    const found = draws.reduce((a, b) => a + b, 0) / draws.length;
    const variance = draws.reduce((a, b) => a + (b - found) ** 2, 0) / draws.length;
    expect(Math.abs(found - mean)).toBeLessThan((4 * spread) / Math.sqrt(draws.length));
    expect(variance / spread ** 2).toBeGreaterThan(0.9);
    expect(variance / spread ** 2).toBeLessThan(1.1);
    expect(draws.every(k => Number.isInteger(k) && k >= 0 && k <= Math.min(marked, drawn))).toBe(
      true
    );
  });

  test.each([
    [10, 0, 5, 0],
    [10, 10, 5, 5],
    [10, 3, 10, 3],
    [10, 3, 0, 0],
    [1, 1, 1, 1]
  ])('of %d rows, %d marked, %d drawn is certain', (total, marked, drawn, expected) => {
    expect(hypergeometric(total, marked, drawn, randomSeeded(1))).toBe(expected);
  });
});

test('permuteCounts() deals every row once', () => {
  const random = randomSeeded(2);
  const both = Float64Array.of(10, 0, 300, 41, 1);
  for (const size of [0, 1, 20, 200, 352]) {
    const [first, second] = [new Float64Array(5), new Float64Array(5)];
    permuteCounts(both, size, random, first, second);
    expect(first.reduce((a, b) => a + b, 0)).toBe(size);
    expect([...first.map((count, i) => count + second[i]!)]).toEqual([...both]);
    expect([...first, ...second].every(count => count >= 0)).toBe(true);
  }
});
