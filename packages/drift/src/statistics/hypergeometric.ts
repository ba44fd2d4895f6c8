import { normal, type Random } from '@espalier/core';
import { logGamma } from './gamma.ts';

const { exp, max, min, round, sqrt } = Math;

/** From this many expected hits on, the normal approximation is close enough. */
const LARGE = 30;

/**
 * Draw how many of `marked` rows among `total` are in a sample of `drawn`: exact for small counts, approximate for large
 * ones. Symmetric in `marked` and `drawn`.
 */
export function hypergeometric(
  total: number,
  marked: number,
  drawn: number,
  random: Random
): number {
  if (marked > total / 2) return drawn - hypergeometric(total, total - marked, drawn, random);
  if (drawn > total / 2) return marked - hypergeometric(total, marked, total - drawn, random);
  const most = min(marked, drawn);
  if (most <= 0) return 0;
  const mean = (marked / total) * drawn;
  if (mean < LARGE) return invert(total, marked, drawn, random());
  const spread = sqrt(((mean * (total - marked)) / total) * ((total - drawn) / (total - 1)));
  return min(max(round(mean + spread * normal(random)), 0), most);
}

/** Walk up the distribution until it holds `u`. */
function invert(total: number, marked: number, drawn: number, u: number): number {
  const most = min(marked, drawn);
  let probability = probabilityOfNone(total, marked, drawn);
  let k = 0;
  for (let left = u - probability; left >= 0 && k < most; left -= probability) {
    probability *= ((marked - k) / (k + 1)) * ((drawn - k) / (total - marked - drawn + k + 1));
    ++k;
  }
  return k;
}

/** (total - marked)! (total - drawn)! / (total! (total - marked - drawn)!). */
function probabilityOfNone(total: number, marked: number, drawn: number): number {
  const few = min(marked, drawn);
  const many = max(marked, drawn);
  if (few > 200)
    return exp(
      logGamma(total - few + 1) +
        logGamma(total - many + 1) -
        logGamma(total + 1) -
        logGamma(total - few - many + 1)
    );
  let probability = 1;
  for (let i = 0; i < few; ++i) probability *= (total - many - i) / (total - i);
  return probability;
}

/** Permute the rows of all bins into two samples, the first of `size` rows. */
export function permuteCounts(
  both: Float64Array, // in: rows of each bin
  size: number,
  random: Random,
  first: Float64Array, // out
  second: Float64Array // out
): void {
  let total = 0;
  for (let i = 0; i < both.length; ++i) total += both[i]!;
  let left = size;
  for (let i = 0; i < both.length; ++i) {
    const inBin = both[i]!;
    const inFirst = hypergeometric(total, inBin, left, random);
    first[i] = inFirst;
    second[i] = inBin - inFirst;
    left -= inFirst;
    total -= inBin;
  }
}
