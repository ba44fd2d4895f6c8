// Twins of the kernels that sum gradients by bin and divide rows.
import type { Views } from '../memory.ts';
import { COLUMN, ENTRY, MATRIX } from './blocks.ts';

/** Twin of `Kernels.histogram`; the fast one adds g and h of a row at once, as one i64. */
export function histogram(
  { u8, u16, i32, u32 }: Views,
  thread: number,
  lo: number,
  hi: number,
  matrix: number,
  rows: number,
  _blocked: number,
  targets: number,
  bytes: number,
  listed: number,
  list: number,
  numListed: number
): void {
  const target = u32[targets / 4 + 2 * thread];
  if (u32[targets / 4 + 2 * thread + 1] === 0) {
    u8.fill(0, target, target + bytes);
    u32[targets / 4 + 2 * thread + 1] = 1;
  }
  const numRows = u32[matrix / 4 + MATRIX.numRows];
  const numNarrow = u32[matrix / 4 + MATRIX.numNarrow];
  const rowBins = u32[matrix / 4 + MATRIX.rowBins];
  const stride = u32[matrix / 4 + MATRIX.stride];
  const wideBins = u32[matrix / 4 + MATRIX.wideBins] / 2;
  const columns = u32[matrix / 4 + MATRIX.columns] / 4;
  const n = listed === 1 ? numListed : numNarrow + u32[matrix / 4 + MATRIX.numWide];
  for (let i = lo; i < hi; ++i) {
    const row = rows === 0 ? i : u32[rows / 4 + i];
    const packed = i32[(rowBins + (row + 1) * stride) / 4 - 1];
    const g = packed >> 16;
    const h = packed & 0xffff;
    for (let j = 0; j < n; ++j) {
      const c = listed === 1 ? u32[list / 4 + j] : j;
      const bin =
        c < numNarrow
          ? u8[rowBins + row * stride + c]
          : u16[wideBins + (c - numNarrow) * numRows + row];
      const at = (target + u32[columns + c * COLUMN.words + COLUMN.at] + bin * ENTRY) / 4;
      i32[at] += h;
      i32[at + 1] += g;
    }
  }
}

/** Twin of `Kernels.partition`; both keep the order of the rows. */
export function partition(
  { u8, u16, u32 }: Views,
  _thread: number,
  lo: number,
  hi: number,
  rows: number,
  numRows: number,
  chunkRows: number,
  bins: number,
  wide: number,
  goesLeft: number,
  spare: number,
  counts: number
): void {
  for (let chunk = lo; chunk < hi; ++chunk) {
    const begin = chunk * chunkRows;
    const end = Math.min(begin + chunkRows, numRows);
    let left = rows / 4 + begin;
    let right = spare / 4 + begin;
    for (let i = begin; i < end; ++i) {
      const row = u32[rows / 4 + i];
      const bin = wide === 1 ? u16[bins / 2 + row] : u8[bins + row];
      if (u8[goesLeft + bin] === 1) u32[left++] = row;
      else u32[right++] = row;
    }
    u32[counts / 4 + chunk] = left - rows / 4 - begin;
  }
}

/** Twin of `Kernels.joinChunks`. */
export function joinChunks(
  { u32 }: Views,
  _thread: number,
  _lo: number,
  _hi: number,
  rows: number,
  numRows: number,
  chunkRows: number,
  spare: number,
  counts: number
): void {
  const numChunks = Math.ceil(numRows / chunkRows);
  let at = rows / 4;
  for (let chunk = 0; chunk < numChunks; ++chunk) {
    const from = rows / 4 + chunk * chunkRows;
    const count = u32[counts / 4 + chunk];
    u32.copyWithin(at, from, from + count);
    at += count;
  }
  for (let chunk = 0; chunk < numChunks; ++chunk) {
    const from = spare / 4 + chunk * chunkRows;
    const count = Math.min(chunkRows, numRows - chunk * chunkRows) - u32[counts / 4 + chunk];
    u32.copyWithin(at, from, from + count);
    at += count;
  }
}
