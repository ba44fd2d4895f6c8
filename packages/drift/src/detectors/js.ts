import type { ColumnPair } from '../pair/pair.ts';
import { sum } from '../statistics/sum.ts';

const { log2, max, sqrt } = Math;

/**
 * Jensen-Shannon distance of counts in shared bins, base 2 (Lin 1991; Endres and Schindelin 2003): 0 for the same shares, 1
 * for nothing in common. Shares are not floored.
 */
export function jensenShannon(reference: Float64Array, fresh: Float64Array): number {
  const n = sum(reference);
  const m = sum(fresh);
  let total = 0;
  for (let i = 0; i < reference.length; ++i) {
    const p = reference[i]! / n;
    const q = fresh[i]! / m;
    const middle = (p + q) / 2;
    if (p > 0) total += p * log2(p / middle);
    if (q > 0) total += q * log2(q / middle);
  }
  return sqrt(max(total / 2, 0));
}

export function detectJensenShannon({ reference, fresh }: ColumnPair): number {
  return jensenShannon(reference, fresh);
}
