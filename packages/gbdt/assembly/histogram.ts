// Histograms. A packed gradient is widened to the i64 (g << 32) + h, so that one addition sums both; no sum leaves
// its half (src/boosting/rules.ts chooses the units). Three tricks, in the order of what they gain:
// 1. Sparse leaves copy 256 rows to scratch first: independent loads keep many cache misses in flight, and the
//    additions then read the first-level cache.
// 2. Bins lie row by row with the gradients behind them, so that a row of a small leaf costs one cache line.
// 3. Columns are unrolled by 16 with constant offsets: a narrow histogram is 2 KiB at column << 11.
import {
  COLUMN_AT,
  COLUMN_BYTES,
  COLUMNS,
  GATHER,
  GATHER_ROWS,
  HAS_MISSING,
  NARROW_SHIFT,
  NUM_BINS,
  NUM_NARROW,
  NUM_ROWS,
  NUM_WIDE,
  PACKED_BYTES,
  ROW_BINS,
  STRIDE,
  WIDE_BINS
} from './blocks';

// @ts-ignore: decorator
@inline
function widen(packed: i32): i64 {
  return (<i64>(packed >> 16) << 32) + <i64>(packed & 0xffff);
}

// @ts-ignore: decorator
@inline
function add(slot: usize, value: i64): void {
  store<i64>(slot, load<i64>(slot) + value);
}

/** Add to four columns whose bins are the bytes of `bins`. */
// @ts-ignore: decorator
@inline
function addFour(histogram: usize, bins: u32, value: i64): void {
  const a = histogram + <usize>((bins << 3) & 0x7f8);
  const b = histogram + <usize>((bins >> 5) & 0x7f8);
  const c = histogram + <usize>((bins >> 13) & 0x7f8);
  const d = histogram + <usize>((bins >> 21) & 0x7f8);
  store<i64>(a, load<i64>(a) + value);
  store<i64>(b, load<i64>(b, 2048) + value, 2048);
  store<i64>(c, load<i64>(c, 4096) + value, 4096);
  store<i64>(d, load<i64>(d, 6144) + value, 6144);
}

/** Add one row of `numNarrow` bins. */
// @ts-ignore: decorator
@inline
function addRow(histogram: usize, bins: usize, numNarrow: usize, value: i64): void {
  let column: usize = 0;
  for (; column + 16 <= numNarrow; column += 16) {
    const at = histogram + (column << NARROW_SHIFT);
    addFour(at, load<u32>(bins + column, 0), value);
    addFour(at + 8192, load<u32>(bins + column, 4), value);
    addFour(at + 16384, load<u32>(bins + column, 8), value);
    addFour(at + 24576, load<u32>(bins + column, 12), value);
  }
  for (; column + 4 <= numNarrow; column += 4)
    addFour(histogram + (column << NARROW_SHIFT), load<u32>(bins + column), value);
  for (; column < numNarrow; ++column)
    add(histogram + (column << NARROW_SHIFT) + (<usize>load<u8>(bins + column) << 3), value);
}

/** The widened gradients of the row at `bins`. */
// @ts-ignore: decorator
@inline
function valueOf(bins: usize, stride: usize): i64 {
  return widen(load<i32>(bins + stride - PACKED_BYTES));
}

function addAllRows(lo: usize, hi: usize, bins: usize, numNarrow: usize, stride: usize, histogram: usize): void {
  for (let at = bins + lo * stride, end = bins + hi * stride; at < end; at += stride)
    addRow(histogram, at, numNarrow, valueOf(at, stride));
}

function addListedRows(
  from: usize,
  to: usize,
  bins: usize,
  numNarrow: usize,
  stride: usize,
  histogram: usize
): void {
  for (let row = from; row < to; row += 4) {
    const at = bins + <usize>load<u32>(row) * stride;
    addRow(histogram, at, numNarrow, valueOf(at, stride));
  }
}

function addGatheredRows(
  from: usize,
  to: usize,
  bins: usize,
  numNarrow: usize,
  stride: usize,
  histogram: usize,
  copies: usize
): void {
  for (let start = from; start < to; start += <usize>GATHER_ROWS << 2) {
    const end = min(start + (<usize>GATHER_ROWS << 2), to);
    let copy = copies;
    for (let row = start; row < end; row += 4) {
      const at = bins + <usize>load<u32>(row) * stride;
      // the last vector of a row may reach into the next copy, which is written afterwards
      for (let i: usize = 0; i < stride; i += 32) {
        v128.store(copy + i, v128.load(at + i));
        v128.store(copy + i, v128.load(at + i, 16), 16);
      }
      copy += stride;
    }
    for (let at = copies; at < copy; at += stride) addRow(histogram, at, numNarrow, valueOf(at, stride));
  }
}

/** Add rows lo .. hi (of `rows`, or themselves) to one column of u16 bins. */
function addWide(
  lo: usize,
  hi: usize,
  rows: usize,
  wideBins: usize,
  bins: usize,
  stride: usize,
  histogram: usize
): void {
  for (let i = lo; i < hi; ++i) {
    const row = rows == 0 ? i : <usize>load<u32>(rows + (i << 2));
    const bin = <usize>load<u16>(wideBins + (row << 1));
    add(histogram + (bin << 3), valueOf(bins + row * stride, stride));
  }
}

/** Add rows lo .. hi to the narrow ones of the listed columns. */
function addListedColumns(
  lo: usize,
  hi: usize,
  rows: usize,
  bins: usize,
  stride: usize,
  histogram: usize,
  list: usize,
  numListed: usize
): void {
  for (let i = lo; i < hi; ++i) {
    const row = rows == 0 ? i : <usize>load<u32>(rows + (i << 2));
    const from = bins + row * stride;
    const value = valueOf(from, stride);
    for (let at = list, end = list + (numListed << 2); at < end; at += 4) {
      const column = <usize>load<u32>(at);
      add(histogram + (column << NARROW_SHIFT) + (<usize>load<u8>(from + column) << 3), value);
    }
  }
}

/** Clear and sum the entries lo .. hi of `list` for the rows of a small leaf. */
export function sumColumns(
  lo: usize,
  hi: usize,
  list: usize,
  histogram: usize,
  matrix: usize,
  rows: usize,
  numRows: usize
): void {
  const numNarrow = <usize>load<u32>(matrix, NUM_NARROW);
  const bins = <usize>load<u32>(matrix, ROW_BINS);
  const stride = <usize>load<u32>(matrix, STRIDE);
  const columns = <usize>load<u32>(matrix, COLUMNS);
  let end = lo;
  for (let entry = lo; entry < hi; ++entry) {
    const column = <usize>load<u32>(list + (entry << 2));
    const block = columns + column * COLUMN_BYTES;
    const numEntries = <usize>(load<u32>(block, NUM_BINS) + load<u32>(block, HAS_MISSING));
    memory.fill(histogram + <usize>load<u32>(block, COLUMN_AT), 0, numEntries << 3);
    if (column < numNarrow) end = entry + 1;
  }
  const first = <usize>load<u32>(list + (lo << 2));
  const isRange = end > lo && <usize>load<u32>(list + ((end - 1) << 2)) - first == end - 1 - lo;
  if (isRange) {
    const at = histogram + (first << NARROW_SHIFT);
    for (let i: usize = 0; i < numRows; ++i) {
      const row = bins + <usize>load<u32>(rows + (i << 2)) * stride;
      addRow(at, row + first, end - lo, valueOf(row, stride));
    }
  } else if (end > lo) {
    addListedColumns(0, numRows, rows, bins, stride, histogram, list + (lo << 2), end - lo);
  }
  const numAll = <usize>load<u32>(matrix, NUM_ROWS);
  const wideBins = <usize>load<u32>(matrix, WIDE_BINS);
  for (let entry = end; entry < hi; ++entry) {
    const column = <usize>load<u32>(list + (entry << 2));
    const offset = <usize>load<u32>(columns + column * COLUMN_BYTES, COLUMN_AT);
    addWide(0, numRows, rows, wideBins + (((column - numNarrow) * numAll) << 1), bins, stride, histogram + offset);
  }
}

export function histogram(
  thread: u32,
  lo: u32,
  hi: u32,
  matrix: usize,
  rows: usize,
  blocked: u32,
  targets: usize,
  bytes: u32,
  listed: u32,
  list: usize,
  numListed: u32
): void {
  const target = targets + (<usize>thread << 3);
  const at = <usize>load<u32>(target, 0);
  if (load<u32>(target, 4) == 0) {
    memory.fill(at, 0, <usize>bytes);
    store<u32>(target, 1, 4);
  }
  const numRows = <usize>load<u32>(matrix, NUM_ROWS);
  const numNarrow = <usize>load<u32>(matrix, NUM_NARROW);
  const bins = <usize>load<u32>(matrix, ROW_BINS);
  const stride = <usize>load<u32>(matrix, STRIDE);
  const from = rows + (<usize>lo << 2);
  const to = rows + (<usize>hi << 2);
  let numNarrowListed: usize = 0;
  if (listed != 0) {
    // lists ascend and narrow columns come first
    while (numNarrowListed < <usize>numListed && <usize>load<u32>(list + (numNarrowListed << 2)) < numNarrow) ++numNarrowListed;
    addListedColumns(<usize>lo, <usize>hi, rows, bins, stride, at, list, numNarrowListed);
  } else if (numNarrow > 0) {
    if (rows == 0) addAllRows(<usize>lo, <usize>hi, bins, numNarrow, stride, at);
    else if (blocked == 0) addListedRows(from, to, bins, numNarrow, stride, at);
    else {
      const scratchBytes = <usize>GATHER_ROWS * stride + 64;
      const scratch = <usize>load<u32>(matrix, GATHER) + <usize>thread * scratchBytes;
      addGatheredRows(from, to, bins, numNarrow, stride, at, scratch);
    }
  }
  const columns = <usize>load<u32>(matrix, COLUMNS);
  const wideBins = <usize>load<u32>(matrix, WIDE_BINS);
  const numWide = listed != 0 ? <usize>numListed - numNarrowListed : <usize>load<u32>(matrix, NUM_WIDE);
  for (let i: usize = 0; i < numWide; ++i) {
    const column = listed != 0 ? <usize>load<u32>(list + ((numNarrowListed + i) << 2)) : numNarrow + i;
    const offset = <usize>load<u32>(columns + column * COLUMN_BYTES, COLUMN_AT);
    addWide(<usize>lo, <usize>hi, rows, wideBins + (((column - numNarrow) * numRows) << 1), bins, stride, at + offset);
  }
}
