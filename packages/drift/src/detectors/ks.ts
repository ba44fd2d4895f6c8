import type { ColumnPair } from '../pair/pair.ts';
import { ksBounds } from './bounds.ts';

const { exp, PI, sqrt } = Math;

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
