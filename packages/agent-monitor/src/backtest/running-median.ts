import { RankSet } from './rank-set.ts';

/** The values of a metric with their ranks among its different values. NaN has none. */
export interface RankedValues {
  readonly values: Float64Array;
  /** Different values, ascending. */
  readonly distinct: Float64Array;
  /** For each value the index in `distinct`; -1 for NaN. */
  readonly ranks: Int32Array;
}

/** Rank once what windows of any length share. */
export function rankValues(values: Float64Array): RankedValues {
  const distinct = values
    .filter(value => !Number.isNaN(value))
    .sort()
    .filter((value, i, sorted) => i === 0 || value !== sorted[i - 1]);
  const ranks = new Int32Array(values.length);
  for (let i = 0; i < values.length; ++i)
    ranks[i] = Number.isNaN(values[i]!) ? -1 : findRank(distinct, values[i]!);
  return { values, distinct, ranks };
}

function findRank(distinct: Float64Array, value: number): number {
  let low = 0;
  let high = distinct.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (distinct[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * For each time t the median of the values with t - length <= time < t; NaN where there are none. The window is kept ordered,
 * so a step takes the same time whatever its length.
 */
export function runMedians(
  times: Float64Array,
  { distinct, ranks }: RankedValues,
  length: number
): Float64Array {
  const medians = new Float64Array(times.length).fill(NaN);
  const window = createWindow(distinct);
  let start = 0;
  for (let i = 0; i < times.length; ++i) {
    while (times[start]! < times[i]! - length) window.remove(ranks[start++]!);
    medians[i] = window.median();
    window.add(ranks[i]!);
  }
  return medians;
}

interface OrderedWindow {
  add(rank: number): void;
  remove(rank: number): void;
  /** NaN if the window is empty. */
  median(): number;
}

function createWindow(distinct: Float64Array): OrderedWindow {
  const members = new RankSet(Math.max(1, distinct.length));
  const counts = new Int32Array(distinct.length);
  let size = 0;
  /** The rank that holds the lower middle as of the last median, and how many values rank under it. */
  let middle = 0;
  let below = 0;
  return {
    add(rank) {
      if (rank < 0) return;
      if (counts[rank]!++ === 0) members.add(rank);
      ++size;
      if (rank < middle) ++below;
    },
    remove(rank) {
      if (rank < 0) return;
      if (--counts[rank]! === 0) members.remove(rank);
      --size;
      if (rank < middle) --below;
    },
    median() {
      if (size === 0) return NaN;
      const wanted = (size - 1) >> 1;
      while (wanted < below) {
        middle = members.previous(middle);
        below -= counts[middle]!;
      }
      while (wanted >= below + counts[middle]!) {
        below += counts[middle]!;
        middle = members.next(middle);
      }
      const lower = distinct[middle]!;
      if (size % 2 === 1) return lower;
      const isSame = wanted + 1 < below + counts[middle]!;
      return lower / 2 + distinct[isSame ? middle : members.next(middle)]! / 2;
    }
  };
}
