import { type Random } from '@espalier/core';
import { createDeal } from './deals.ts';
import { type ColumnPair } from './pair.ts';

/** Draws that fall beyond the limit: fewer would make it a matter of luck. */
const TAIL_DRAWS = 10;
const MOST_DRAWS = 20_000;
const FEWEST_DRAWS = 1000;
/** Bins drawn in all: what keeps a column of thousands of levels cheap. */
const MOST_BINS_DRAWN = 4_000_000;

/**
 * The PSI that no drift exceeds but for a share `alpha` of the time: a permutation test (Fisher 1935) that deals the rows
 * of both samples at random into two of the same sizes, with the same floor. It holds at any size and for rare levels,
 * where samples drawn from the pooled shares lose the rarest and promise too little.
 */
export function nullPsiLimit(pair: ColumnPair, alpha: number, random: Random): number {
  const deal = createDeal(pair, random);
  const numBins = pair.byLevel?.reference.length ?? pair.bins.length;
  const draws = Float64Array.from({ length: numDraws(numBins, alpha) }, deal).sort();
  const at = Math.ceil((1 - alpha) * (draws.length + 1)) - 1;
  return draws[Math.min(at, draws.length - 1)]!;
}

function numDraws(numBins: number, alpha: number): number {
  const affordable = Math.max(FEWEST_DRAWS, Math.floor(MOST_BINS_DRAWN / numBins));
  return Math.min(Math.max(Math.ceil(TAIL_DRAWS / alpha), FEWEST_DRAWS), MOST_DRAWS, affordable);
}
