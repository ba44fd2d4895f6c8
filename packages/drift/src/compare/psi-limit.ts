import type { Random } from '@espalier/core';
import { createPermutation } from './permutation.ts';
import type { ColumnPair } from '../pair/pair.ts';

/** Expected draws beyond the limit: with fewer, the limit is noise. */
const TAIL_DRAWS = 10;
const MAX_DRAWS = 20_000;
const MIN_DRAWS = 1000;
/** Bins drawn in all: keeps columns of thousands of levels cheap. */
const MAX_BINS_DRAWN = 4_000_000;

/** Draws before the verdict may end them, so that the share beyond is known to a few per cent. */
const MIN_SHARE_DRAWS = 200;

/** What samples without drift give, compared with a PSI that was seen. */
export interface PsiChance {
  /** The share of samples without drift whose PSI is as large. */
  readonly chance: number;
  /** The PSI that they exceed with probability `alpha`; undefined where draws ended because the PSI seen is below it. */
  readonly limit: number | undefined;
}

/** Compare a PSI with that of samples without drift: computePsiLimit(), but ended as soon as the PSI is known not to exceed the limit. */
export function comparePsi(
  pair: ColumnPair,
  seen: number,
  alpha: number,
  random: Random
): PsiChance {
  const permute = createPermutation(pair, random);
  const draws = new Float64Array(numDraws(numBinsOf(pair), alpha));
  const enough = draws.length - rankOfLimit(draws.length, alpha);
  let numBeyond = 0;
  for (let i = 0; i < draws.length; ++i) {
    draws[i] = permute();
    if (draws[i]! >= seen) ++numBeyond;
    if (numBeyond >= enough && i + 1 >= MIN_SHARE_DRAWS)
      return { chance: (numBeyond + 1) / (i + 2), limit: undefined };
  }
  return {
    chance: (numBeyond + 1) / (draws.length + 1),
    limit: draws.sort()[rankOfLimit(draws.length, alpha)]!
  };
}

/**
 * Compute the PSI that samples without drift exceed with probability `alpha`: a permutation test (Fisher 1935) with the
 * same floor. It holds at any size and for rare levels, where samples drawn from the pooled shares lose the rarest and
 * the limit is too low.
 */
export function computePsiLimit(pair: ColumnPair, alpha: number, random: Random): number {
  const permute = createPermutation(pair, random);
  const draws = Float64Array.from({ length: numDraws(numBinsOf(pair), alpha) }, permute).sort();
  return draws[rankOfLimit(draws.length, alpha)]!;
}

function numBinsOf({ byLevel, bins }: ColumnPair): number {
  return byLevel?.reference.length ?? bins.length;
}

function rankOfLimit(numDraws: number, alpha: number): number {
  return Math.min(Math.ceil((1 - alpha) * (numDraws + 1)), numDraws) - 1;
}

function numDraws(numBins: number, alpha: number): number {
  const affordable = Math.max(MIN_DRAWS, Math.floor(MAX_BINS_DRAWN / numBins));
  return Math.min(Math.max(Math.ceil(TAIL_DRAWS / alpha), MIN_DRAWS), MAX_DRAWS, affordable);
}
