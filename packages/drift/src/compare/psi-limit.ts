import type { Random } from '@espalier/core';
import { createPermutation } from './permutation.ts';
import type { ColumnPair } from '../pair/pair.ts';

/** Expected draws beyond the limit: with fewer, the limit is noise. */
const TAIL_DRAWS = 10;
const MAX_DRAWS = 20_000;
const MIN_DRAWS = 1000;
/** Bins drawn in all: keeps columns of thousands of levels cheap. */
const MAX_BINS_DRAWN = 4_000_000;

/**
 * Compute the PSI that samples without drift exceed with probability `alpha`: a permutation test (Fisher 1935) with the
 * same floor. It holds at any size and for rare levels, where samples drawn from the pooled shares lose the rarest and
 * the limit is too low.
 */
export function computePsiLimit(pair: ColumnPair, alpha: number, random: Random): number {
  const permute = createPermutation(pair, random);
  const numBins = pair.byLevel?.reference.length ?? pair.bins.length;
  const draws = Float64Array.from({ length: numDraws(numBins, alpha) }, permute).sort();
  const at = Math.ceil((1 - alpha) * (draws.length + 1)) - 1;
  return draws[Math.min(at, draws.length - 1)]!;
}

function numDraws(numBins: number, alpha: number): number {
  const affordable = Math.max(MIN_DRAWS, Math.floor(MAX_BINS_DRAWN / numBins));
  return Math.min(Math.max(Math.ceil(TAIL_DRAWS / alpha), MIN_DRAWS), MAX_DRAWS, affordable);
}
