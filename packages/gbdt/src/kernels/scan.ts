// Twin of the kernel that merges histograms and seeks splits: T. Chen and C. Guestrin, XGBoost (2016), eq. 7, with
// the conditions and the level sets of LightGBM.
import type { Views } from '../memory.ts';
import { COLUMN, MATRIX, NODE, RULE, SPLIT } from './blocks.ts';
import { scanLevels } from './scan-levels.ts';
import type { Scan } from './scan-input.ts';
import { scanNumber } from './scan-number.ts';

function mergeThreads(
  { i32, u32 }: Views,
  targets: number,
  numTargets: number,
  at: number,
  words: number
): void {
  const into = (u32[targets / 4] + at) / 4;
  for (let t = 1; t < numTargets; ++t) {
    if (u32[targets / 4 + 2 * t + 1] === 0) continue;
    const from = (u32[targets / 4 + 2 * t] + at) / 4;
    for (let i = 0; i < words; ++i) i32[into + i] += i32[from + i];
  }
}

/** Sum the rows of a leaf into the histogram of some columns. */
function sumColumns(
  { u8, u16, i32, u32 }: Views,
  lo: number,
  hi: number,
  list: number,
  columns: number,
  target: number,
  matrix: number,
  rows: number,
  numRows: number
): void {
  const numAll = u32[matrix / 4 + MATRIX.numRows];
  const numNarrow = u32[matrix / 4 + MATRIX.numNarrow];
  const stride = u32[matrix / 4 + MATRIX.stride];
  const rowBins = u32[matrix / 4 + MATRIX.rowBins];
  const wideBins = u32[matrix / 4 + MATRIX.wideBins] / 2;
  for (let entry = lo; entry < hi; ++entry) {
    const c = u32[list / 4 + entry];
    const column = columns / 4 + COLUMN.words * c;
    const first = (target + u32[column + COLUMN.at]) / 4;
    i32.fill(
      0,
      first,
      first + 2 * (u32[column + COLUMN.numBins] + u32[column + COLUMN.hasMissing])
    );
    for (let i = 0; i < numRows; ++i) {
      const row = u32[rows / 4 + i];
      const packed = i32[(rowBins + (row + 1) * stride) / 4 - 1];
      const bin =
        c < numNarrow
          ? u8[rowBins + row * stride + c]
          : u16[wideBins + (c - numNarrow) * numAll + row];
      i32[first + 2 * bin] += packed & 0xffff;
      i32[first + 2 * bin + 1] += packed >> 16;
    }
  }
}

/** Twin of `Kernels.scan`. */
export function scan(
  views: Views,
  _thread: number,
  lo: number,
  hi: number,
  list: number,
  columns: number,
  rules: number,
  targets: number,
  numTargets: number,
  large: number,
  nodes: number,
  splits: number,
  _scratch: number,
  matrix: number,
  rows: number,
  numRows: number
): void {
  const { i32, u32, f64 } = views;
  if (numRows > 0)
    sumColumns(views, lo, hi, list, columns, u32[targets / 4], matrix, rows, numRows);
  const rule = f64.subarray(rules / 8, rules / 8 + RULE.words);
  const small = u32[targets / 4];
  for (let entry = lo; entry < hi; ++entry) {
    const column = columns / 4 + COLUMN.words * u32[list / 4 + entry];
    const at = u32[column + COLUMN.at];
    const words = 2 * (u32[column + COLUMN.numBins] + u32[column + COLUMN.hasMissing]);
    mergeThreads(views, targets, numTargets, at, words);
    if (large !== 0)
      for (let i = 0; i < words; ++i) i32[(large + at) / 4 + i] -= i32[(small + at) / 4 + i];
    for (let child = 0; child < (large === 0 ? 1 : 2); ++child) {
      const start = ((child === 0 ? small : large) + at) / 4;
      const node = nodes / 8 + child * NODE.words;
      const out = splits / 8 + (2 * entry + child) * SPLIT.words;
      f64[out + SPLIT.gain] = 0;
      if (f64[node + NODE.active] === 0) continue;
      const work: Scan = {
        hessians: u32.subarray(start, start + words),
        gradients: i32.subarray(start, start + words),
        numBins: u32[column + COLUMN.numBins],
        hasMissing: u32[column + COLUMN.hasMissing] === 1,
        monotone: i32[column + COLUMN.monotone],
        node: f64.subarray(node, node + NODE.words),
        rule,
        out: f64.subarray(out, out + SPLIT.words)
      };
      if (u32[column + COLUMN.isCategory] === 1) scanLevels(work);
      else scanNumber(work);
    }
  }
}
