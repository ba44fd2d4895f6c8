import { type Random } from '@espalier/core';
import { psi } from './detectors/psi.ts';
import { multinomial } from './multinomial.ts';
import { sum } from './pair.ts';

/** Draws that fall beyond the limit: fewer would make it a matter of luck. */
const TAIL_DRAWS = 20;
const MOST_DRAWS = 20_000;
const FEWEST_DRAWS = 1000;
/** Bins drawn in all: what keeps a column of thousands of levels cheap. */
const MOST_BINS_DRAWN = 4_000_000;

/**
 * The PSI that no drift exceeds but for a share `alpha` of the time: a parametric bootstrap (Efron and Tibshirani 1993)
 * of two samples of these sizes out of the pooled shares, in the same bins with the same floor.
 */
export function nullPsiLimit(
  reference: Float64Array,
  fresh: Float64Array,
  alpha: number,
  random: Random
): number {
  const filled = Array.from(reference, (_, i) => i).filter(i => reference[i]! + fresh[i]! > 0);
  const n = sum(reference);
  const m = sum(fresh);
  const shares = Float64Array.from(filled, i => (reference[i]! + fresh[i]!) / (n + m));
  const a = new Float64Array(shares.length);
  const b = new Float64Array(shares.length);
  const draws = new Float64Array(numDraws(shares.length, alpha));
  for (let i = 0; i < draws.length; ++i)
    draws[i] = psi(multinomial(n, shares, random, a), multinomial(m, shares, random, b));
  draws.sort();
  const at = Math.ceil((1 - alpha) * (draws.length + 1)) - 1;
  return draws[Math.min(at, draws.length - 1)]!;
}

function numDraws(numBins: number, alpha: number): number {
  const affordable = Math.max(FEWEST_DRAWS, Math.floor(MOST_BINS_DRAWN / numBins));
  return Math.min(Math.max(Math.ceil(TAIL_DRAWS / alpha), FEWEST_DRAWS), MOST_DRAWS, affordable);
}
