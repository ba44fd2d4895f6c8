import { sortedFinite } from './quantiles.ts';
import { sortNumbers } from './sort-numbers.ts';

/** Order statistics of the finite values of an array. */
export interface OrderStatistics {
  readonly count: number;
  /** The value at a requested rank. */
  at(rank: number): number;
  /** Count the values below x, which must be at a requested rank or between two adjacent ones. */
  numBelow(x: number): number;
}

/** Below this number of values, sorting all of them is as fast. */
const MAX_SORTED = 2048;
const NUM_BUCKETS = 1 << 13;

/**
 * Order statistics of the finite values: counted into buckets of equal width, and sorted only in the buckets that hold a
 * requested rank. `ranksOf` returns the requested ranks for a number of finite values.
 */
export function orderStatistics(
  values: Float64Array,
  ranksOf: (count: number) => readonly number[]
): OrderStatistics {
  let count = 0;
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < values.length; ++i) {
    const x = values[i]!;
    if (!Number.isFinite(x)) continue;
    ++count;
    if (x < min) min = x;
    if (x > max) max = x;
  }
  const scale = (NUM_BUCKETS - 1) / (max - min);
  if (count < MAX_SORTED || !(scale > 0 && scale < Infinity)) return ofSorted(sortedFinite(values));

  // Start of each bucket in sorted order, with one more entry at the end.
  const starts = new Uint32Array(NUM_BUCKETS + 1);
  for (let i = 0; i < values.length; ++i) {
    const x = values[i]!;
    if (Number.isFinite(x)) ++starts[(((x - min) * scale) | 0) + 1]!;
  }
  for (let b = 0; b < NUM_BUCKETS; ++b) starts[b + 1]! += starts[b]!;
  // Next position for a value of a requested bucket, -1 for the others.
  const next = new Int32Array(NUM_BUCKETS).fill(-1);
  const bucketOfRank = new Map<number, number>();
  const offsets = new Map<number, number>();
  let numCollected = 0;
  for (const rank of ranksOf(count)) {
    const bucket = lowerBound(starts, rank + 1) - 1;
    bucketOfRank.set(rank, bucket);
    if (next[bucket]! >= 0) continue;
    next[bucket] = numCollected;
    offsets.set(bucket, numCollected);
    numCollected += starts[bucket + 1]! - starts[bucket]!;
  }
  const collected = new Float64Array(numCollected);
  for (let i = 0; i < values.length; ++i) {
    const x = values[i]!;
    if (!Number.isFinite(x)) continue;
    const bucket = ((x - min) * scale) | 0;
    const at = next[bucket]!;
    if (at < 0) continue;
    collected[at] = x;
    next[bucket] = at + 1;
  }
  const parts = new Map(
    Array.from(offsets, ([bucket, from]) => [
      bucket,
      sorted(collected.subarray(from, next[bucket]))
    ])
  );
  return {
    count,
    at: rank => {
      const bucket = bucketOfRank.get(rank)!;
      return parts.get(bucket)![rank - starts[bucket]!]!;
    },
    numBelow: x => {
      const bucket = ((x - min) * scale) | 0;
      const part = parts.get(bucket);
      return starts[bucket]! + (part === undefined ? 0 : lowerBound(part, x));
    }
  };
}

function ofSorted(all: Float64Array): OrderStatistics {
  return { count: all.length, at: rank => all[rank]!, numBelow: x => lowerBound(all, x) };
}

/** Skip sorting for a bucket with one distinct value. */
function sorted(part: Float64Array<ArrayBuffer>): Float64Array {
  const first = part[0]!;
  return part.every(x => Object.is(x, first)) ? part : sortNumbers(part);
}

/** Index of the first of ascending values that is not less than x. */
function lowerBound(values: Float64Array | Uint32Array, x: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! < x) low = middle + 1;
    else high = middle;
  }
  return low;
}
