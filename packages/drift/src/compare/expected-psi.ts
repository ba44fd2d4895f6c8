import type { Random } from '@espalier/core';
import { createPermutation } from './permutation.ts';
import type { ColumnPair } from '../pair/pair.ts';
import { sum } from '../statistics/sum.ts';

/** Rows that every non-empty bin must expect on the smaller side for the formula to hold. */
const MIN_EXPECTED = 10;
const DRAWS = 300;

/**
 * Compute the mean PSI of samples of these sizes without drift: (bins - 1) (1/n + 1/m), as n m / (n + m) PSI is chi-square
 * (Yurdakul 2018); with thin bins, the mean over permutations.
 */
export function computeExpectedPsi(pair: ColumnPair, random: Random): number {
  const n = sum(pair.reference);
  const m = sum(pair.fresh);
  const filled = pair.reference
    .map((count, i) => count + pair.fresh[i]!)
    .filter(count => count > 0);
  if (filled.length < 2) return 0;
  const thinnest = filled.reduce((least, count) => Math.min(least, count), Infinity);
  if ((thinnest * Math.min(n, m)) / (n + m) >= MIN_EXPECTED)
    return (filled.length - 1) * (1 / n + 1 / m);
  const permute = createPermutation(pair, random);
  let total = 0;
  for (let i = 0; i < DRAWS; ++i) total += permute();
  return total / DRAWS;
}
