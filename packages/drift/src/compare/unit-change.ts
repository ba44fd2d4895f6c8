import type { ColumnPair } from '../pair/pair.ts';

const { abs, log, max, min } = Math;

/**
 * Factors between units: metric prefixes, time, length, weight, volume, bytes, per cent. Factors under 2 (miles) are left
 * out: columns grow that much without a change of unit.
 */
const FACTORS = [
  10, 100, 1000, 1e4, 1e5, 1e6, 1e9, 1024, 1048576, 60, 3600, 86400, 24, 7, 12, 365, 2.54, 25.4,
  30.48, 3.28084, 2.20462262, 28.349523, 3.785411784, 3.6, 4.184
];
/** Tolerances: the spread of the log ratios of the quantiles, and their distance to the log factor. */
const SPREAD = 0.12;
const NEARNESS = 0.06;
/** Fewer distinct ratios are no evidence. */
const MIN_RATIOS = 5;
/** Smaller changes of scale happen without a change of unit. */
const MIN_FACTOR = 2;

/** Find the known factor by which all quantiles of a number column have grown or shrunk. */
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

/** Ratios of the deciles where there are rows, else of mean and spread. */
function ratiosOf({ values, summary }: ColumnPair): number[] | undefined {
  if (values !== undefined) {
    if (min(values.reference.length, values.fresh.length) < 10 * MIN_RATIOS) return undefined;
    const { reference: before, fresh: now } = values.deciles;
    const ratios = Array.from(before, (a, i) => now[i]! / a).filter((_, i) => before[i] !== 0);
    const isUsable =
      new Set(before).size >= MIN_RATIOS &&
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
