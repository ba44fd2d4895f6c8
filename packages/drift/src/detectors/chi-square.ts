import { gammaTail } from '../statistics/gamma.ts';
import type { ColumnPair } from '../pair/pair.ts';
import type { PairedArrays } from '../pair/paired-values.ts';
import { sum } from '../statistics/sum.ts';

export interface ChiSquare {
  readonly statistic: number;
  /** Degrees of freedom: one less than the bins that are not empty. */
  readonly df: number;
  readonly pValue: number;
}

/** Expected count per bin and side for the limit distribution to hold (Cochran 1954). */
const EXPECTED = 5;

/** Pearson's test that two samples in shared bins come from one distribution. Bins empty on both sides do not count. */
export function chiSquare(reference: Float64Array, fresh: Float64Array): ChiSquare {
  const n = sum(reference);
  const m = sum(fresh);
  let statistic = 0;
  let filled = 0;
  for (let i = 0; i < reference.length; ++i) {
    const both = reference[i]! + fresh[i]!;
    if (both === 0) continue;
    ++filled;
    const expected = (both * n) / (n + m);
    const gap = reference[i]! - expected;
    // The gap of the other side is the same with the other sign.
    statistic += (gap * gap) / expected + (gap * gap) / (both - expected);
  }
  const df = Math.max(filled - 1, 0);
  return df === 0
    ? { statistic: 0, df, pValue: 1 }
    : { statistic, df, pValue: gammaTail(df / 2, statistic / 2) };
}

/**
 * Pool the rarest bins until each has an expected count of at least 5 on both sides: few rows in many bins would look like
 * a change. Pooling does not depend on the side of the rows.
 */
export function mergeRare(reference: Float64Array, fresh: Float64Array): PairedArrays {
  const smaller = Math.min(sum(reference), sum(fresh));
  const share = smaller / (sum(reference) + sum(fresh));
  const bins = Array.from(reference, (count, i): [number, number] => [count, fresh[i]!])
    .filter(([a, b]) => a + b > 0)
    .sort(([a, b], [c, d]) => a + b - c - d);
  const merged: [number, number][] = [];
  let pool: [number, number] = [0, 0];
  for (const [a, b] of bins) {
    pool = [pool[0] + a, pool[1] + b];
    if ((pool[0] + pool[1]) * share < EXPECTED) continue;
    merged.push(pool);
    pool = [0, 0];
  }
  // The remainder joins the last bin.
  const [a, b] = merged.pop() ?? [0, 0];
  merged.push([a + pool[0], b + pool[1]]);
  return {
    reference: Float64Array.from(merged, ([a]) => a),
    fresh: Float64Array.from(merged, ([, b]) => b)
  };
}

/** Test bins, rare ones pooled. */
export function testBins({ reference, fresh }: PairedArrays): ChiSquare {
  const merged = mergeRare(reference, fresh);
  return chiSquare(merged.reference, merged.fresh);
}

/** Test a category by the levels of both sides: a single bin of unseen levels would fill by chance. */
export function testLevels(pair: ColumnPair): ChiSquare {
  return testBins(pair.byLevel ?? pair);
}

/** Categories only: for numbers, KS uses the order too. */
export function detectChiSquare(pair: ColumnPair): number | undefined {
  return pair.kind === 'category' ? testLevels(pair).statistic : undefined;
}
