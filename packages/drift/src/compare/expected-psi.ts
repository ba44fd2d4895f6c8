import { type Random, randomSeeded } from '@espalier/core';
import { createPermutation, haveDeciles, MAX_VALUES } from './permutation.ts';
import { type ColumnPair, pairColumns } from '../pair/pair.ts';
import { sum } from '../statistics/sum.ts';

/** Rows that every non-empty bin must expect on the smaller side for the formula to hold. */
const MIN_EXPECTED = 10;
const DRAWS = 300;

/**
 * Compute the mean PSI of samples of these sizes without drift: (bins - 1) (1/n + 1/m), as n m / (n + m) PSI is chi-square
 * (Yurdakul 2018); with thin bins, the mean over permutations. Columns of different numbers alone have that of their sizes.
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
  return n + m <= MAX_VALUES && isFullOfDifferentNumbers(pair)
    ? meanOfSizes(n, m)
    : meanOf(DRAWS, createPermutation(pair, random));
}

function meanOf(numDraws: number, draw: () => number): number {
  let total = 0;
  for (let i = 0; i < numDraws; ++i) total += draw();
  return total / numDraws;
}

function isFullOfDifferentNumbers({ values, reference, fresh }: ColumnPair): boolean {
  if (values === undefined) return false;
  const size = values.reference.length;
  const all = new Float64Array(size + values.fresh.length);
  if (all.length < sum(reference) + sum(fresh)) return false;
  all.set(values.reference);
  all.set(values.fresh, size);
  return haveDeciles(all.sort(), size);
}

/** Draws for a mean that many columns share. */
const SHARED_DRAWS = 2000;
const MAX_SIZES = 1000;
const means = new Map<string, number>();

/** The mean PSI of n and m different numbers, without drift. */
function meanOfSizes(n: number, m: number): number {
  const key = `${n} ${m}`;
  let mean = means.get(key);
  if (mean === undefined) {
    const ranks = Float64Array.from({ length: n + m }, (_, i) => i);
    const [reference, fresh] = [ranks.subarray(0, n), ranks.subarray(n)];
    const pair = pairColumns(
      { kind: 'number', name: '', values: reference },
      { kind: 'number', name: '', values: fresh }
    );
    mean = meanOf(SHARED_DRAWS, createPermutation(pair, randomSeeded(n, m)));
    if (means.size >= MAX_SIZES) means.clear();
    means.set(key, mean);
  }
  return mean;
}
