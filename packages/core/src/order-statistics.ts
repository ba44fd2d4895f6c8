import { sortedFinite } from './quantiles.ts';
import { sortNumbers } from './sort-numbers.ts';

/** What is asked of the finite values of an array, as if they were sorted. */
export interface OrderStatistics {
  readonly count: number;
  /** The value at a rank that was asked for. */
  at(rank: number): number;
  /** How many are less than x, which lies at a rank that was asked for or between two that are neighbours. */
  numBelow(x: number): number;
}

/** Below this sorting them all is as fast. */
const FEW = 2048;
const NUM_BUCKETS = 1 << 13;

/**
 * Order statistics of the finite values: counted by equal parts of their range, which keeps their order, and sorted only in the
 * parts that hold a wanted rank. `ranksOf` names these by the number of finite values.
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
  if (count < FEW || !(scale > 0 && scale < Infinity)) return ofSorted(sortedFinite(values));

  // Where the values of each bucket would start, and one more at the end.
  const starts = new Uint32Array(NUM_BUCKETS + 1);
  for (let i = 0; i < values.length; ++i) {
    const x = values[i]!;
    if (Number.isFinite(x)) ++starts[(((x - min) * scale) | 0) + 1]!;
  }
  for (let b = 0; b < NUM_BUCKETS; ++b) starts[b + 1]! += starts[b]!;
  // Where to put the next value of a bucket that is wanted, -1 for the others.
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

/** Columns of few different values have parts of one. */
function sorted(part: Float64Array<ArrayBuffer>): Float64Array {
  const first = part[0]!;
  return part.every(x => Object.is(x, first)) ? part : sortNumbers(part);
}

/** The first place of ascending values that is not less than x. */
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
