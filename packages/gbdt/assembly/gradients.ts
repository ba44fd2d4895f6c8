import {
  BINNED_NODE_BYTES,
  CONSTANTS,
  GOES_LEFT,
  LABEL_WEIGHTS,
  LEFT,
  NODE_COLUMN,
  NUM_NARROW,
  NUM_ROWS,
  RIGHT,
  ROW_BINS,
  VALUE,
  WIDE,
  WIDE_BINS
} from './blocks';
import { sigmoids } from './exp';

// @ts-ignore: decorator
@inline
function hash32(x: u32): u32 {
  x = (x ^ (x >> 16)) * 0x7feb352d;
  x = (x ^ (x >> 15)) * 0x846ca68b;
  return x ^ (x >> 16);
}

/** Looked up, not chosen: engines branch to choose a float, and labels are hard to foresee. */
// @ts-ignore: decorator
@inline
function weightOf(row: usize, label: u32, weights: usize, rules: usize): f64 {
  const own = load<f64>(rules + (<usize>label << 3), LABEL_WEIGHTS);
  return weights == 0 ? own : own * load<f64>(weights + (row << 3));
}

// @ts-ignore: decorator
@inline
function packRow(
  row: usize,
  p: f64,
  label: u32,
  weight: f64,
  scaleG: f64,
  scaleH: f64,
  key: u32,
  packed: usize
): void {
  const noise = hash32(<u32>row ^ key);
  const g = floor((p - <f64>label) * weight * scaleG + <f64>(noise & 0xffff) * (1.0 / 65536));
  const h = floor(p * (1 - p) * weight * scaleH + <f64>(noise >> 16) * (1.0 / 65536));
  store<i32>(packed + (row << 2), (<i32>g << 16) | <i32>h);
}

export function gradients(
  thread: u32,
  lo: u32,
  hi: u32,
  scores: usize,
  labels: usize,
  weights: usize,
  rules: usize,
  key: u32,
  packed: usize
): void {
  const scaleG = load<f64>(rules, 0);
  const scaleH = load<f64>(rules, 8);
  // the second lane of a last odd row is read and dropped
  for (let row = <usize>lo; row < <usize>hi; row += 2) {
    const p = sigmoids(v128.load(scores + (row << 3)), rules + CONSTANTS);
    const first = <u32>load<u8>(labels + row);
    packRow(row, f64x2.extract_lane(p, 0), first, weightOf(row, first, weights, rules), scaleG, scaleH, key, packed);
    if (row + 1 == <usize>hi) break;
    const second = <u32>load<u8>(labels + row, 1);
    packRow(row + 1, f64x2.extract_lane(p, 1), second, weightOf(row + 1, second, weights, rules), scaleG, scaleH, key, packed);
  }
}

export function leafSums(
  thread: u32,
  lo: u32,
  hi: u32,
  items: usize,
  rows: usize,
  scores: usize,
  labels: usize,
  weights: usize,
  rules: usize,
  out: usize
): void {
  const one = f64x2.splat(1);
  for (let item = <usize>lo; item < <usize>hi; ++item) {
    let at = rows + (<usize>load<u32>(items + (item << 3), 0) << 2);
    const end = rows + (<usize>load<u32>(items + (item << 3), 4) << 2);
    let sumG = f64x2.splat(0);
    let sumH = f64x2.splat(0);
    for (; at < end; at += 8) {
      // a last odd row fills both lanes, and the second counts for nothing
      const isPair = at + 4 < end;
      const a = <usize>load<u32>(at);
      const b = isPair ? <usize>load<u32>(at, 4) : a;
      const score = f64x2.replace_lane(f64x2.splat(load<f64>(scores + (a << 3))), 1, load<f64>(scores + (b << 3)));
      const p = sigmoids(score, rules + CONSTANTS);
      const labelA = <u32>load<u8>(labels + a);
      const labelB = <u32>load<u8>(labels + b);
      const y = f64x2.replace_lane(f64x2.splat(<f64>labelA), 1, <f64>labelB);
      const weightA = weightOf(a, labelA, weights, rules);
      const weightB = weightOf(b, labelB, weights, rules);
      const weight = f64x2.replace_lane(f64x2.splat(weightA), 1, weightB);
      let g = f64x2.mul(f64x2.sub(p, y), weight);
      let h = f64x2.mul(f64x2.mul(p, f64x2.sub(one, p)), weight);
      if (!isPair) {
        g = f64x2.replace_lane(g, 1, 0);
        h = f64x2.replace_lane(h, 1, 0);
      }
      sumG = f64x2.add(sumG, g);
      sumH = f64x2.add(sumH, h);
    }
    store<f64>(out + (item << 4), f64x2.extract_lane(sumG, 0) + f64x2.extract_lane(sumG, 1), 0);
    store<f64>(out + (item << 4), f64x2.extract_lane(sumH, 0) + f64x2.extract_lane(sumH, 1), 8);
  }
}

export function addScores(
  thread: u32,
  lo: u32,
  hi: u32,
  items: usize,
  rows: usize,
  values: usize,
  scores: usize
): void {
  for (let item = <usize>lo; item < <usize>hi; ++item) {
    const end = rows + (<usize>load<u32>(items + (item << 3), 4) << 2);
    const value = load<f64>(values + (item << 3));
    for (let at = rows + (<usize>load<u32>(items + (item << 3), 0) << 2); at < end; at += 4) {
      const slot = scores + (<usize>load<u32>(at) << 3);
      store<f64>(slot, load<f64>(slot) + value);
    }
  }
}

export function traverse(
  thread: u32,
  lo: u32,
  hi: u32,
  rows: usize,
  matrix: usize,
  nodes: usize,
  scores: usize
): void {
  const numRows = <usize>load<u32>(matrix, NUM_ROWS);
  const numNarrow = <usize>load<u32>(matrix, NUM_NARROW);
  const rowBins = <usize>load<u32>(matrix, ROW_BINS);
  const wideBins = <usize>load<u32>(matrix, WIDE_BINS);
  for (let i = <usize>lo; i < <usize>hi; ++i) {
    const row = rows == 0 ? i : <usize>load<u32>(rows + (i << 2));
    const bins = rowBins + row * numNarrow;
    let at = nodes;
    while (true) {
      const left = load<u32>(at, LEFT);
      if (left == 0) break;
      const column = load<u32>(at, NODE_COLUMN);
      const bin =
        column < WIDE
          ? <usize>load<u8>(bins + <usize>column)
          : <usize>load<u16>(wideBins + ((<usize>(column - WIDE) * numRows + row) << 1));
      const goesLeft = load<u8>(<usize>load<u32>(at, GOES_LEFT) + bin);
      const next = select<u32>(left, load<u32>(at, RIGHT), goesLeft != 0);
      at = nodes + <usize>next * BINNED_NODE_BYTES;
    }
    const slot = scores + (row << 3);
    store<f64>(slot, load<f64>(slot) + load<f64>(at, VALUE));
  }
}
