import { sortNumbers } from './sort-numbers.ts';

/** The finite values, ascending. */
export function sortedFinite(values: Float64Array): Float64Array {
  const kept = new Float64Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; ++i) {
    const x = values[i]!;
    if (Number.isFinite(x)) kept[count++] = x;
  }
  return sortNumbers(kept.subarray(0, count));
}

/**
 * The quantile by linear interpolation (Hyndman and Fan 1996, type 7; numpy's default): simple-statistics has another
 * definition, and the drift report's is fixed. `sorted` must not be empty.
 */
export function quantileSorted(sorted: Float64Array, q: number): number {
  return quantileBetween(sorted.length, rank => sorted[rank]!, q);
}

/** quantileSorted() of `count` values, read by rank: `at` is called with the ranks of quantileRanks(). */
export function quantileBetween(count: number, at: (rank: number) => number, q: number): number {
  const [low, high] = quantileRanks(count, q);
  const below = at(low);
  const above = at(high);
  const share = q * (count - 1) - low;
  if (above - below === Infinity) return below * (1 - share) + above * share;
  // numpy's form: exact at both ends, monotone between them.
  return share < 0.5 ? below + (above - below) * share : above - (above - below) * (1 - share);
}

/** The ranks of the two values around a quantile. */
export function quantileRanks(count: number, q: number): [low: number, high: number] {
  const low = Math.floor(q * (count - 1));
  return [low, Math.min(low + 1, count - 1)];
}

export interface Moments {
  readonly count: number;
  readonly mean: number;
  /** Of the population: divided by the count. */
  readonly std: number;
}

/** Count, mean and spread of the finite values (Welford 1962). Zeros for none. */
export function moments(values: Float64Array): Moments {
  const once = welford(values);
  if (Number.isFinite(once.std)) return once;
  // Squares of values beyond 1e154 overflow: take the largest as the unit.
  const scale = values.reduce(
    (max, x) => (Number.isFinite(x) ? Math.max(max, Math.abs(x)) : max),
    0
  );
  const { count, mean, std } = welford(values.map(x => x / scale));
  return { count, mean: mean * scale, std: std * scale };
}

function welford(values: Float64Array): Moments {
  let count = 0;
  let mean = 0;
  let m2 = 0;
  for (let i = 0; i < values.length; ++i) {
    const x = values[i]!;
    if (!Number.isFinite(x)) continue;
    const delta = x - mean;
    mean += delta / ++count;
    m2 += delta * (x - mean);
  }
  return { count, mean, std: count === 0 ? 0 : Math.sqrt(m2 / count) };
}

/** The smallest value that at least 95 % of the values do not exceed. */
export function percentile95(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.ceil(0.95 * sorted.length) - 1]!;
}
