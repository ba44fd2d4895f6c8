import { quantileSorted } from '@espalier/core';
import { type ColumnPair } from '../pair/pair.ts';

const { abs, log, max, min } = Math;

/**
 * What one unit is of another: metric prefixes, time, length, weight, volume, bytes, per cent. Factors under 2, like that of
 * the mile, are left out: columns grow that much by themselves.
 */
const FACTORS = [
  10, 100, 1000, 1e4, 1e5, 1e6, 1e9, 1024, 1048576, 60, 3600, 86400, 24, 7, 12, 365, 2.54, 25.4,
  30.48, 3.28084, 2.20462262, 28.349523, 3.785411784, 3.6, 4.184
];
/** The logarithms of the quantiles' ratios may be so far apart, and so far from that of the factor. */
const SPREAD = 0.12;
const NEARNESS = 0.06;
const QUANTILES = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
/** Fewer distinct ratios say nothing. */
const MIN_RATIOS = 5;
/** Below this the scale of a column moves without anybody changing a unit. */
const MIN_FACTOR = 2;

/** By what known factor all quantiles of a number column have grown, or shrunk; undefined for none. */
export function findUnitFactor(pair: ColumnPair): number | undefined {
  const ratios = ratiosOf(pair);
  if (ratios === undefined) return undefined;
  const logs = ratios.map(log);
  if (max(...logs) - min(...logs) > SPREAD) return undefined;
  const middle = logs.reduce((a, b) => a + b, 0) / logs.length;
  if (abs(middle) < log(MIN_FACTOR)) return undefined;
  return FACTORS.flatMap(factor => [factor, 1 / factor])
    .filter(factor => abs(log(factor) - middle) <= NEARNESS)
    .sort((a, b) => abs(log(a) - middle) - abs(log(b) - middle))[0];
}

/** Of the deciles where there are rows, of mean and spread where there are counts alone. */
function ratiosOf({ sorted, summary }: ColumnPair): number[] | undefined {
  if (sorted !== undefined) {
    if (min(sorted.reference.length, sorted.fresh.length) < 10 * MIN_RATIOS) return undefined;
    const pairs = QUANTILES.map(q => [
      quantileSorted(sorted.reference, q),
      quantileSorted(sorted.fresh, q)
    ]);
    const ratios = pairs.filter(([a]) => a !== 0).map(([a, b]) => b! / a!);
    const isUsable =
      new Set(pairs.map(([a]) => a)).size >= MIN_RATIOS &&
      ratios.length >= MIN_RATIOS &&
      ratios.every(ratio => ratio > 0);
    return isUsable ? ratios : undefined;
  }
  const { reference, fresh } = summary ?? {};
  if (reference === undefined || fresh === undefined || min(reference.count, fresh.count) < 100)
    return undefined;
  const ratio = (a: number | null, b: number | null): number =>
    a === null || b === null || a === 0 ? NaN : b / a;
  const ratios = [ratio(reference.mean, fresh.mean), ratio(reference.std, fresh.std)];
  return ratios.every(value => value > 0) ? ratios : undefined;
}
