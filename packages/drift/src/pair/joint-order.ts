import { sortedFinite } from '@espalier/core';

/** Values of a bucket, about. */
const PER_BUCKET = 32;
/** A bucket is one of up to 2^16 equal parts of the doubles whose first sixteen bits are equal. */
const NUM_GROUPS = 1 << 16;

/** What the ascending order of two sets of values tells, found without sorting all of them. */
export interface JointOrder {
  readonly ks: number;
  readonly wasserstein: number;
  readonly edges: readonly number[];
  readonly reference: SideOrder;
  readonly fresh: SideOrder;
}

/** The ascending order of one side. */
export interface SideOrder {
  readonly count: number;
  /** The value at a rank that was asked for. */
  readonly at: (rank: number) => number;
  /**
   * Count the values below x. Of the reference, x must be at a rank that was asked for or between two adjacent ones; of the
   * new values, an edge.
   */
  readonly numBelow: (x: number) => number;
}

/** The finite values of both sides, -0 as 0, neither empty, and the ranks wanted of each. */
export interface JointValues {
  readonly reference: Float64Array;
  readonly fresh: Float64Array;
  readonly ranks: { readonly reference: readonly number[]; readonly fresh: readonly number[] };
  /** The edges of bins, from the order of the reference. */
  readonly edgesOf: (reference: SideOrder) => readonly number[];
}

/**
 * Order both sides as far as needed: their values are counted into narrow buckets; only buckets in which the distribution
 * functions may cross or be farthest apart, and those of wanted ranks, are sorted. The figures are those of all values sorted.
 */
export function orderJointly({ reference, fresh, ranks, edgesOf }: JointValues): JointOrder {
  const buckets = divide(reference, fresh);
  const a = countSide(buckets, reference);
  const b = countSide(buckets, fresh);
  const isOpen = new Uint8Array(buckets.size);
  const largest = findOpen(buckets, a, b, isOpen);
  const sortedA = sortMarked(
    reference,
    a,
    mark(isOpen, ranks.reference, rank => bucketAt(a, rank))
  );
  const orderA = orderOf(buckets, a, sortedA);
  const edges = edgesOf(orderA);
  const isMarked = mark(isOpen, ranks.fresh, rank => bucketAt(b, rank));
  const sortedB = sortMarked(
    fresh,
    b,
    mark(isMarked, edges, edge => bucketOf(buckets, edge))
  );
  return {
    ...measure(buckets, [a, sortedA], [b, sortedB], { isOpen, largest }),
    edges,
    reference: orderA,
    fresh: orderOf(buckets, b, sortedB)
  };
}

/** The marked buckets with those of more ranks or values. */
function mark(
  isMarked: Uint8Array,
  wanted: readonly number[],
  bucketOfOne: (wanted: number) => number
): Uint8Array {
  const more = isMarked.slice();
  for (const one of wanted) more[bucketOfOne(one)] = 1;
  return more;
}

/** Buckets in ascending order: bucket b holds the values of [lower[b], upper[b]). */
interface Buckets {
  readonly size: number;
  /** The first bucket of each group, and how far the rest of the high word is shifted to number its buckets. */
  readonly first: Int32Array;
  readonly shift: Uint8Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

function divide(reference: Float64Array, fresh: Float64Array): Buckets {
  const held = new Uint32Array(NUM_GROUPS);
  for (const values of [reference, fresh]) {
    const words = wordsOf(values);
    for (let i = 1; i < words.length; i += 2) ++held[keyOf(words[i]!) >>> 16]!;
  }
  const first = new Int32Array(NUM_GROUPS);
  const shift = new Uint8Array(NUM_GROUPS).fill(16);
  let size = 0;
  for (let group = 0; group < NUM_GROUPS; ++group) {
    first[group] = size;
    if (held[group] === 0) continue;
    const bits = Math.min(16, 32 - Math.clz32(Math.floor(held[group]! / PER_BUCKET)));
    shift[group] = 16 - bits;
    size += 1 << bits;
  }
  const lower = new Float64Array(size);
  const upper = new Float64Array(size);
  for (let group = 0; group < NUM_GROUPS; ++group) {
    if (held[group] === 0) continue;
    const width = 1 << shift[group]!;
    for (let part = 0; part * width < NUM_GROUPS; ++part) {
      const key = group * NUM_GROUPS + part * width;
      lower[first[group]! + part] = leastOf(key);
      upper[first[group]! + part] = leastOf(key + width);
    }
  }
  return { size, first, shift, lower, upper };
}

/** The words of doubles; those at odd positions are the high ones. */
function wordsOf(values: Float64Array): Uint32Array {
  return new Uint32Array(values.buffer, values.byteOffset, 2 * values.length);
}

/** The high word of a double in a form whose unsigned order is that of the values. */
function keyOf(high: number): number {
  return (high >>> 31 === 1 ? ~high : high ^ 0x80000000) >>> 0;
}

/** The bucket of a value, or the next one with a value where none has any there. */
function bucketOf({ first, shift }: Buckets, x: number): number {
  double[0] = x + 0;
  const key = keyOf(doubleWords[1]!);
  const group = key >>> 16;
  return first[group]! + ((key & 0xffff) >>> shift[group]!);
}

const double = new Float64Array(1);
const doubleWords = new Uint32Array(double.buffer);

/** The least double with a key. */
function leastOf(key: number): number {
  const isNegative = key >>> 31 === 0;
  doubleWords[0] = isNegative ? 0xffffffff : 0;
  doubleWords[1] = isNegative ? ~key : key ^ 0x80000000;
  return double[0]!;
}

/** The values of one side by bucket. */
interface Side {
  readonly count: number;
  /** Values before each bucket, with one more entry at the end. */
  readonly before: Uint32Array;
  readonly sums: Float64Array;
  /** The bucket of each value. */
  readonly buckets: Int32Array;
}

function countSide({ size, first, shift }: Buckets, values: Float64Array): Side {
  const before = new Uint32Array(size + 1);
  const sums = new Float64Array(size);
  const bucketsOfValues = new Int32Array(values.length);
  const words = wordsOf(values);
  for (let i = 0; i < values.length; ++i) {
    const key = keyOf(words[2 * i + 1]!);
    const group = key >>> 16;
    const bucket = first[group]! + ((key & 0xffff) >>> shift[group]!);
    bucketsOfValues[i] = bucket;
    ++before[bucket + 1]!;
    sums[bucket] = sums[bucket]! + values[i]!;
  }
  for (let b = 0; b < size; ++b) before[b + 1] = before[b + 1]! + before[b]!;
  return { count: values.length, before, sums, buckets: bucketsOfValues };
}

/** The bucket of the value at a rank. */
function bucketAt({ before }: Pick<Side, 'before'>, rank: number): number {
  let low = 0;
  let high = before.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (before[middle]! <= rank) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

const { abs, max } = Math;

/**
 * The largest gap of the distribution functions at the ends of buckets. Open are the buckets within which it may be larger, or
 * within which the gap may change its sign.
 */
function findOpen({ size, lower, upper }: Buckets, a: Side, b: Side, isOpen: Uint8Array): number {
  let largest = 0;
  for (let k = 1; k <= size; ++k) largest = max(largest, abs(gapBefore(a, b, k)));
  for (let k = 0; k < size; ++k) {
    const gap = gapBefore(a, b, k);
    const most = gap + (a.before[k + 1]! - a.before[k]!) / a.count;
    const least = gap - (b.before[k + 1]! - b.before[k]!) / b.count;
    const isBoth = most > gap && least < gap;
    const isOneSigned = (gap >= 0 && least >= 0) || (gap <= 0 && most <= 0);
    // Sums of larger values overflow.
    const isSummed = Number.isFinite(max(-lower[k]!, upper[k]!) * (a.count + b.count));
    if (!isOneSigned || !isSummed || (isBoth && max(most, -least) > largest)) isOpen[k] = 1;
  }
  return largest;
}

function gapBefore(a: Side, b: Side, bucket: number): number {
  return a.before[bucket]! / a.count - b.before[bucket]! / b.count;
}

/** The values of the marked buckets, ascending within each, and where those of each begin. */
interface Sorted {
  readonly isMarked: Uint8Array;
  readonly values: Float64Array;
  readonly starts: Uint32Array;
}

function sortMarked(values: Float64Array, { before, buckets }: Side, isMarked: Uint8Array): Sorted {
  const size = isMarked.length;
  const starts = new Uint32Array(size + 1);
  for (let b = 0; b < size; ++b)
    starts[b + 1] = starts[b]! + (isMarked[b] === 1 ? before[b + 1]! - before[b]! : 0);
  const collected = new Float64Array(starts[size]!);
  const next = starts.slice();
  for (let i = 0; i < values.length; ++i) {
    const bucket = buckets[i]!;
    if (isMarked[bucket] === 0) continue;
    collected[next[bucket]!] = values[i]!;
    next[bucket] = next[bucket]! + 1;
  }
  for (let b = 0; b < size; ++b)
    if (starts[b + 1]! > starts[b]! + 1) sortPart(collected.subarray(starts[b], starts[b + 1]));
  return { isMarked, values: collected, starts };
}

/** Sort in place, unless all are equal. */
function sortPart(part: Float64Array): void {
  const [least] = part;
  if (part.some(x => x !== least)) part.set(sortedFinite(part));
}

/** Both distances: open buckets value by value, the others by their counts and sums. */
function measure(
  { size, lower, upper }: Buckets,
  [a, sortedA]: readonly [Side, Sorted],
  [b, sortedB]: readonly [Side, Sorted],
  { isOpen, largest }: { readonly isOpen: Uint8Array; readonly largest: number }
): { readonly ks: number; readonly wasserstein: number } {
  let ks = largest;
  let area = 0;
  const { values: x } = sortedA;
  const { values: y } = sortedB;
  for (let k = 0; k < size; ++k) {
    const from = lower[k]!;
    const to = upper[k]!;
    let gap = gapBefore(a, b, k);
    // Nothing lies between two buckets, and before the first the gap is none.
    if (gap !== 0) area += abs(gap) * (from - upper[k - 1]!);
    if (isOpen[k] === 0) {
      const numA = a.before[k + 1]! - a.before[k]!;
      const numB = b.before[k + 1]! - b.before[k]!;
      const rise = (numA * to - a.sums[k]!) / a.count - (numB * to - b.sums[k]!) / b.count;
      area += abs(gap * (to - from) + rise);
      continue;
    }
    let [i, j] = [sortedA.starts[k]!, sortedB.starts[k]!];
    const [endA, endB] = [sortedA.starts[k + 1]!, sortedB.starts[k + 1]!];
    let at = from;
    while (i < endA || j < endB) {
      const value = j >= endB || (i < endA && x[i]! <= y[j]!) ? x[i]! : y[j]!;
      if (gap !== 0) area += abs(gap) * (value - at);
      while (i < endA && x[i] === value) ++i;
      while (j < endB && y[j] === value) ++j;
      gap =
        (a.before[k]! + i - sortedA.starts[k]!) / a.count -
        (b.before[k]! + j - sortedB.starts[k]!) / b.count;
      ks = max(ks, abs(gap));
      at = value;
    }
    if (gap !== 0) area += abs(gap) * (to - at);
  }
  return { ks, wasserstein: area };
}

function orderOf(buckets: Buckets, side: Side, { isMarked, values, starts }: Sorted): SideOrder {
  const { count, before } = side;
  return {
    count,
    at(rank) {
      const bucket = bucketAt(side, rank);
      return values[starts[bucket]! + rank - before[bucket]!]!;
    },
    numBelow(x) {
      const bucket = bucketOf(buckets, x);
      if (isMarked[bucket] !== 1) return before[bucket]!;
      const part = values.subarray(starts[bucket], starts[bucket + 1]);
      const at = part.findIndex(value => value >= x);
      return before[bucket]! + (at < 0 ? part.length : at);
    }
  };
}
