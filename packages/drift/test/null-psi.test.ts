import { describe, expect, test } from '@jest/globals';
import { randomSeeded } from '@espalier/core';
import { nullPsiLimit, psi } from '@espalier/drift';

const limitAt = (reference: number[], fresh: number[], alpha: number, seed = 1): number =>
  nullPsiLimit(Float64Array.from(reference), Float64Array.from(fresh), alpha, randomSeeded(seed));

/** Rows thrown into bins one by one. */
function naiveLimit(shares: readonly number[], n: number, m: number, alpha: number): number {
  const random = randomSeeded(99);
  const throwRows = (rows: number): Float64Array => {
    const counts = new Float64Array(shares.length);
    for (let row = 0; row < rows; ++row) {
      let left = random();
      let bin = 0;
      while (bin < shares.length - 1 && left >= shares[bin]!) left -= shares[bin++]!;
      counts[bin]! += 1;
    }
    return counts;
  };
  const draws = Float64Array.from({ length: 4000 }, () => psi(throwRows(n), throwRows(m))).sort();
  return draws[Math.floor((1 - alpha) * draws.length)]!;
}

describe('nullPsiLimit()', () => {
  test.each([
    [
      [20, 20, 20, 20],
      [10, 20, 30, 20]
    ],
    [
      [500, 300, 200],
      [50, 30, 20]
    ],
    [
      [9, 1],
      [8, 2]
    ]
  ])('of %j and %j is near that of rows thrown one by one', (reference, fresh) => {
    const sum = (counts: number[]): number => counts.reduce((a, b) => a + b, 0);
    const n = sum(reference);
    const m = sum(fresh);
    const shares = reference.map((count, i) => (count + fresh[i]!) / (n + m));
    const ratio = limitAt(reference, fresh, 0.05) / naiveLimit(shares, n, m, 0.05);
    expect(ratio).toBeGreaterThan(0.9);
    expect(ratio).toBeLessThan(1.1);
  });

  test('falls as the samples grow, and is the same for the same seed', () => {
    const tens = (rows: number): number[] => Array.from({ length: 10 }, () => rows / 10);
    const limits = [20, 100, 1000, 100_000, 1e9].map(n => limitAt(tens(n), tens(n), 0.01));
    expect(limits).toEqual([...limits].sort((a, b) => b - a));
    // Large samples: (1/n + 1/m) times a chi-square of 9 degrees of freedom, 21.67 at 1 %.
    expect(limits[3]! / (2e-5 * 21.666)).toBeCloseTo(1, 1);
    expect(limitAt(tens(100), tens(100), 0.01)).toBe(limitAt(tens(100), tens(100), 0.01));
  });

  test('does not fall when more is asked of it', () => {
    const limits = [0.05, 0.01, 0.001].map(alpha => limitAt([20, 20, 20], [30, 20, 10], alpha));
    expect(limits).toEqual([...limits].sort((a, b) => a - b));
  });
});
