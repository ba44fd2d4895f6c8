import type { ColumnPair } from '../pair/pair.ts';
import { ksBounds } from './bounds.ts';

const { abs, exp, max, PI, sqrt } = Math;

/**
 * Two-sample Kolmogorov-Smirnov distance: the largest gap between the empirical distributions of two ascending samples.
 * The gap is looked at only after all equal values. Neither sample is empty.
 */
export function ksDistance(a: Float64Array, b: Float64Array): number {
  let i = 0;
  let j = 0;
  let gap = 0;
  while (i < a.length && j < b.length) {
    const x = a[i]! < b[j]! ? a[i]! : b[j]!;
    while (i < a.length && a[i] === x) ++i;
    while (j < b.length && b[j] === x) ++j;
    gap = max(gap, abs(i / a.length - j / b.length));
  }
  return gap;
}

/**
 * Probability that samples of one distribution are at least that far apart: Smirnov's limit (1939) at the effective size
 * n m / (n + m). With ties the true share is smaller.
 */
export function ksPValue(distance: number, n: number, m: number): number {
  return kolmogorovTail(sqrt((n * m) / (n + m)) * distance);
}

/** P(K > x) of Kolmogorov's distribution, by the series that converges fast on either side of 1. */
export function kolmogorovTail(x: number): number {
  if (x <= 0) return 1;
  let total = 0;
  if (x < 1) {
    for (let k = 1; k <= 9; k += 2) total += exp((-k * k * PI * PI) / (8 * x * x));
    return 1 - (sqrt(2 * PI) / x) * total;
  }
  for (let k = 1; k <= 6; ++k) total += (k % 2 === 1 ? 2 : -2) * exp(-2 * k * k * x * x);
  return total;
}

/** Exact for values; for counts, the largest gap at an edge of the bins. Undefined where a side has no values. */
export function detectKs(pair: ColumnPair): number | undefined {
  return pair.values === undefined ? ksBounds(pair)?.[0] : pair.values.distances?.ks;
}
