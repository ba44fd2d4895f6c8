import { SORT_COUNTERS } from './blocks';

/** Float order as unsigned order: flip all bits of a negative number, the sign of another. */
// @ts-ignore: decorator
@inline
function toKey(bits: u64): u64 {
  return bits ^ (<u64>(<i64>bits >> 63) | 0x8000000000000000);
}

// @ts-ignore: decorator
@inline
function fromKey(key: u64): u64 {
  return key ^ (<u64>(<i64>~key >> 63) | 0x8000000000000000);
}

/** One pass of the radix sort by the 8 bits at `shift`; false when all keys agree there and nothing moved. */
function sortDigit(from: usize, to: usize, n: u32, shift: u64, counters: usize): bool {
  let sum: u32 = 0;
  for (let digit: usize = 0; digit < 1024; digit += 4) {
    const count = load<u32>(counters + digit);
    if (count == n) return false;
    store<u32>(counters + digit, sum);
    sum += count;
  }
  for (let i: usize = 0, bytes = <usize>n << 3; i < bytes; i += 8) {
    const key = load<u64>(from + i);
    const slot = counters + (<usize>((key >> shift) & 255) << 2);
    const at = load<u32>(slot);
    store<u32>(slot, at + 1);
    store<u64>(to + (<usize>at << 3), key);
  }
  return true;
}

/** Radix sort, lowest byte first; the counts of all eight digits come from one reading. */
export function sortColumns(thread: u32, lo: u32, hi: u32, columns: usize, n: u32, scratch: usize): void {
  const bytes = <usize>n << 3;
  const counters = scratch + <usize>thread * (SORT_COUNTERS + bytes);
  const spare = counters + SORT_COUNTERS;
  for (let c = lo; c < hi; ++c) {
    const column = columns + <usize>c * bytes;
    memory.fill(counters, 0, SORT_COUNTERS);
    for (let i: usize = 0; i < bytes; i += 8) {
      const key = toKey(load<u64>(column + i));
      store<u64>(column + i, key);
      for (let digit: usize = 0; digit < 8; ++digit) {
        const slot = counters + (digit << 10) + (<usize>((key >> (<u64>digit << 3)) & 255) << 2);
        store<u32>(slot, load<u32>(slot) + 1);
      }
    }
    let from = column;
    let to = spare;
    for (let digit: usize = 0; digit < 8; ++digit) {
      if (!sortDigit(from, to, n, <u64>digit << 3, counters + (digit << 10))) continue;
      const swap = from;
      from = to;
      to = swap;
    }
    for (let i: usize = 0; i < bytes; i += 8) store<u64>(column + i, fromKey(load<u64>(from + i)));
  }
}

// @ts-ignore: decorator
@inline
function step(edges: usize, bin: usize, x: f64, size: usize): usize {
  return bin + (load<f64>(edges + bin + size - 8) < x ? size : 0);
}

/** Binary search with a fixed number of steps and no branch; `bin` is a byte offset into the edges. */
export function binNumbers(
  thread: u32,
  lo: u32,
  hi: u32,
  values: usize,
  edges: usize,
  missingBin: u32,
  out: usize,
  seen: usize
): void {
  let anyMissing = false;
  for (let row = <usize>lo; row < <usize>hi; ++row) {
    const x = load<f64>(values + (row << 3));
    let bin = step(edges, 0, x, 1024);
    bin = step(edges, bin, x, 512);
    bin = step(edges, bin, x, 256);
    bin = step(edges, bin, x, 128);
    bin = step(edges, bin, x, 64);
    bin = step(edges, bin, x, 32);
    bin = step(edges, bin, x, 16);
    bin = step(edges, bin, x, 8);
    const isMissing = x != x;
    anyMissing = anyMissing || isMissing;
    store<u8>(out + row, isMissing ? missingBin : <u32>(bin >> 3));
  }
  if (anyMissing) store<u32>(seen, 1);
}

/** Rows of a tile: what a tile reads and writes stays in the first-level cache. */
const TILE: usize = 64;

export function transpose(
  thread: u32,
  lo: u32,
  hi: u32,
  columns: usize,
  numRows: u32,
  numColumns: u32,
  out: usize,
  stride: u32
): void {
  const width = <usize>stride;
  for (let start = <usize>lo; start < <usize>hi; start += TILE) {
    const end = min(start + TILE, <usize>hi);
    for (let c: usize = 0; c < <usize>numColumns; ++c) {
      let from = columns + c * <usize>numRows + start;
      let to = out + start * width + c;
      for (let row = start; row < end; ++row) {
        store<u8>(to, load<u8>(from++));
        to += width;
      }
    }
  }
}
