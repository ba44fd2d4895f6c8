// Twins of the kernels that read or write the scores of rows.
import { sigmoid } from '../exp.ts';
import type { Views } from '../memory.ts';
import { hash32 } from '../random.ts';
import { BINNED_NODE, GRADIENT_RULE, MATRIX, WIDE } from './blocks.ts';

const { floor } = Math;

/** Twin of `Kernels.gradients`: g = w (p - y), h = w p (1 - p), each rounded up with the probability of its fraction. */
export function gradients(
  { u8, i32, f64 }: Views,
  _thread: number,
  lo: number,
  hi: number,
  scores: number,
  labels: number,
  weights: number,
  rules: number,
  key: number,
  rowBins: number,
  stride: number
): void {
  const scaleG = f64[rules / 8 + GRADIENT_RULE.scaleG];
  const scaleH = f64[rules / 8 + GRADIENT_RULE.scaleH];
  const labelWeights = rules / 8 + GRADIENT_RULE.labelWeights;
  for (let row = lo; row < hi; ++row) {
    const p = sigmoid(f64[scores / 8 + row]);
    const y = u8[labels + row];
    const weight = f64[labelWeights + y] * (weights === 0 ? 1 : f64[weights / 8 + row]);
    const noise = hash32(row ^ key);
    const g = floor((p - y) * weight * scaleG + (noise & 0xffff) / 65536);
    const h = floor(p * (1 - p) * weight * scaleH + (noise >>> 16) / 65536);
    i32[(rowBins + (row + 1) * stride) / 4 - 1] = (g << 16) | h;
  }
}

/** Twin of `Kernels.leafSums`. */
export function leafSums(
  { u8, u32, f64 }: Views,
  _thread: number,
  lo: number,
  hi: number,
  items: number,
  rows: number,
  scores: number,
  labels: number,
  weights: number,
  rules: number,
  out: number
): void {
  const labelWeights = rules / 8 + GRADIENT_RULE.labelWeights;
  for (let item = lo; item < hi; ++item) {
    const begin = u32[items / 4 + 2 * item];
    const end = u32[items / 4 + 2 * item + 1];
    const sumG = [0, 0];
    const sumH = [0, 0];
    for (let i = begin; i < end; ++i) {
      const row = u32[rows / 4 + i];
      const p = sigmoid(f64[scores / 8 + row]);
      const y = u8[labels + row];
      const weight = f64[labelWeights + y] * (weights === 0 ? 1 : f64[weights / 8 + row]);
      const half = (i - begin) & 1;
      sumG[half] += (p - y) * weight;
      sumH[half] += p * (1 - p) * weight;
    }
    f64[out / 8 + 2 * item] = sumG[0] + sumG[1];
    f64[out / 8 + 2 * item + 1] = sumH[0] + sumH[1];
  }
}

/** Twin of `Kernels.addScores`. */
export function addScores(
  { u32, f64 }: Views,
  _thread: number,
  lo: number,
  hi: number,
  items: number,
  rows: number,
  values: number,
  scores: number
): void {
  for (let item = lo; item < hi; ++item) {
    const end = u32[items / 4 + 2 * item + 1];
    const value = f64[values / 8 + item];
    for (let i = u32[items / 4 + 2 * item]; i < end; ++i)
      f64[scores / 8 + u32[rows / 4 + i]] += value;
  }
}

/** Twin of `Kernels.traverse`. */
export function traverse(
  { u8, u16, u32, f64 }: Views,
  _thread: number,
  lo: number,
  hi: number,
  rows: number,
  matrix: number,
  nodes: number,
  scores: number
): void {
  const numRows = u32[matrix / 4 + MATRIX.numRows];
  const stride = u32[matrix / 4 + MATRIX.stride];
  const rowBins = u32[matrix / 4 + MATRIX.rowBins];
  const wideBins = u32[matrix / 4 + MATRIX.wideBins] / 2;
  for (let i = lo; i < hi; ++i) {
    const row = rows === 0 ? i : u32[rows / 4 + i];
    let at = nodes / 4;
    while (u32[at + BINNED_NODE.left] !== 0) {
      const column = u32[at + BINNED_NODE.column];
      const bin =
        column < WIDE
          ? u8[rowBins + row * stride + column]
          : u16[wideBins + (column - WIDE) * numRows + row];
      const left = u8[u32[at + BINNED_NODE.goesLeft] + bin] === 1;
      at = nodes / 4 + BINNED_NODE.words * u32[at + (left ? BINNED_NODE.left : BINNED_NODE.right)];
    }
    f64[scores / 8 + row] += f64[at / 2 + 2];
  }
}
