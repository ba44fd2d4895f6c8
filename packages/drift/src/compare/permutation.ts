import { binEdges, decileEdges, type Random } from '@espalier/core';
import { psi } from '../detectors/psi.ts';
import { permuteCounts } from '../statistics/hypergeometric.ts';
import type { ColumnPair } from '../pair/pair.ts';
import type { PairedArrays } from '../pair/paired-values.ts';
import { sum } from '../statistics/sum.ts';

/** Permutes the rows of both sides into two samples of the same sizes and returns their PSI. */
export type Permutation = () => number;

/** So few rows may have bins of single values although all differ. */
const FEW_ROWS = 10;
/** Up to this many rows, number columns are permuted by value, with new deciles each time. */
export const MAX_VALUES = 2000;

/**
 * Create a permutation that repeats the comparison, bins included: deciles and levels learned from the reference fit it
 * better than any other sample.
 */
export function createPermutation(pair: ColumnPair, random: Random): Permutation {
  const { values, byLevel, reference, fresh } = pair;
  if (values !== undefined && sum(reference) + sum(fresh) <= MAX_VALUES)
    return permuteValues(pair, values, random);
  if (byLevel !== undefined && byLevel.reference.length > reference.length)
    return permuteLearnedLevels(byLevel, random);
  return permuteBins(pair, random);
}

/** Are the deciles of any sample of `size` of these ascending values all its edges? No two are equal: none has a bin of its own. */
export function haveDeciles(values: Float64Array, size: number): boolean {
  return size > FEW_ROWS && values.every((x, i) => i === 0 || x > values[i - 1]!);
}

function permuteBins({ reference, fresh }: PairedArrays, random: Random): Permutation {
  const both = reference.map((count, i) => count + fresh[i]!).filter(count => count > 0);
  const size = sum(reference);
  const a = new Float64Array(both.length);
  const b = new Float64Array(both.length);
  return () => {
    permuteCounts(both, size, random, a, b);
    return psi(a, b);
  };
}

/** A level that the permuted reference lacks is unseen, as in the comparison. */
function permuteLearnedLevels({ reference, fresh }: PairedArrays, random: Random): Permutation {
  const both = reference.map((count, i) => count + fresh[i]!);
  const size = sum(reference);
  const a = new Float64Array(both.length);
  const b = new Float64Array(both.length);
  const unseen = both.length - 1;
  const missing = both.length - 2;
  return () => {
    permuteCounts(both, size, random, a, b);
    for (let i = 0; i < missing; ++i) {
      if (a[i] !== 0) continue;
      b[unseen] = b[unseen]! + b[i]!;
      b[i] = 0;
    }
    return psi(a, b);
  };
}

function permuteValues(
  { bins, reference, fresh }: ColumnPair,
  given: PairedArrays,
  random: Random
): Permutation {
  const size = sum(reference);
  const numRows = size + sum(fresh);
  // Rows without a value: the bins behind the ranges.
  const firstOther = bins.findIndex(({ kind }) => kind !== 'range');
  const others = reference.map((count, i) => count + fresh[i]!).subarray(firstOther);
  const othersA = new Float64Array(others.length);
  const othersB = new Float64Array(others.length);
  const values = new Float64Array(given.reference.length + given.fresh.length);
  values.set(given.reference);
  values.set(given.fresh, given.reference.length);
  values.sort();
  const a = new Float64Array(values.length);
  const b = new Float64Array(values.length);
  const areDeciles = haveDeciles(values, size);
  return () => {
    // Selection sampling (Knuth 1969, 3.4.2 S) in ascending order, so that both samples are sorted.
    let numA = 0;
    for (let i = 0; i < values.length; ++i) {
      if (random() * (numRows - i) < size - numA) a[numA++] = values[i]!;
      else b[i - numA] = values[i]!;
    }
    const sampleA = a.subarray(0, numA);
    const sampleB = b.subarray(0, values.length - numA);
    const edges = areDeciles && numA > FEW_ROWS ? decileEdges(sampleA) : binEdges(sampleA, size);
    permuteCounts(others, size - numA, random, othersA, othersB);
    return psi(countAscending(sampleA, othersA, edges), countAscending(sampleB, othersB, edges));
  };
}

/** Count ascending values per bin; the rows without a value come last. */
export function countAscending(
  values: Float64Array,
  others: Float64Array,
  edges: readonly number[]
): Float64Array {
  const counts = new Float64Array(edges.length + 1 + others.length);
  let bin = 0;
  for (let i = 0; i < values.length; ++i) {
    while (bin < edges.length && edges[bin]! <= values[i]!) ++bin;
    counts[bin] = counts[bin]! + 1;
  }
  counts.set(others, edges.length + 1);
  return counts;
}
