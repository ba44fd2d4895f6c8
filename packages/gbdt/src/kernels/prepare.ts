// Twins of the kernels that make bins.
import type { Views } from '../memory.ts';

/** Twin of `Kernels.sortColumns`; the fast one is a radix sort. */
export function sortColumns(
  { f64 }: Views,
  _thread: number,
  lo: number,
  hi: number,
  columns: number,
  n: number
): void {
  for (let c = lo; c < hi; ++c) {
    const start = columns / 8 + c * n;
    f64.subarray(start, start + n).sort();
  }
}

/** Twin of `Kernels.binNumbers`; the fast one searches without branches. */
export function binNumbers(
  { u8, u32, f64 }: Views,
  _thread: number,
  lo: number,
  hi: number,
  values: number,
  edges: number,
  missingBin: number,
  out: number,
  seen: number
): void {
  const x = f64.subarray(values / 8);
  const edge = f64.subarray(edges / 8, edges / 8 + 256);
  for (let row = lo; row < hi; ++row) {
    const value = x[row];
    let bin = 0;
    for (let step = 128; step > 0; step >>= 1) {
      if (edge[bin + step - 1] < value) bin += step;
    }
    if (value !== value) {
      bin = missingBin;
      u32[seen / 4] = 1;
    }
    u8[out + row] = bin;
  }
}

/** Twin of `Kernels.transpose`; the fast one works in tiles that fit the cache. */
export function transpose(
  { u8 }: Views,
  _thread: number,
  lo: number,
  hi: number,
  columns: number,
  numRows: number,
  numColumns: number,
  out: number,
  stride: number
): void {
  for (let c = 0; c < numColumns; ++c) {
    const column = columns + c * numRows;
    for (let row = lo; row < hi; ++row) u8[out + row * stride + c] = u8[column + row];
  }
}
