import type { ColumnPair } from '../pair/pair.ts';
import { sum } from '../statistics/sum.ts';

// Math.* is slow inside jest's module scope.
const { log, max } = Math;

/** Stands for the share of an empty bin. */
export const SHARE_FLOOR = 1e-6;

/**
 * Population stability index of counts in shared bins (Siddiqi 2006): the sum of (q - p) ln(q / p), shares floored, not
 * renormalised. A bin that is empty on both sides adds nothing.
 */
export function psi(reference: Float64Array, fresh: Float64Array): number {
  const n = sum(reference);
  const m = sum(fresh);
  let total = 0;
  for (let i = 0; i < reference.length; ++i) {
    const p = max(reference[i]! / n, SHARE_FLOOR);
    const q = max(fresh[i]! / m, SHARE_FLOOR);
    total += (q - p) * log(q / p);
  }
  return total;
}

/** The part of the PSI that comes from bins with rows on one side alone: it depends on the floor. */
export function psiOfEmptyBins(reference: Float64Array, fresh: Float64Array): number {
  const n = sum(reference);
  const m = sum(fresh);
  let total = 0;
  for (let i = 0; i < reference.length; ++i) {
    if ((reference[i] === 0) === (fresh[i] === 0)) continue;
    const p = max(reference[i]! / n, SHARE_FLOOR);
    const q = max(fresh[i]! / m, SHARE_FLOOR);
    total += (q - p) * log(q / p);
  }
  return total;
}

export function detectPsi({ reference, fresh }: ColumnPair): number {
  return psi(reference, fresh);
}
