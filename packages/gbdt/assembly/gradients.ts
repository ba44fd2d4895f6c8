import {
  BINNED_NODE_BYTES,
  CONSTANTS,
  GOES_LEFT,
  LABEL_WEIGHTS,
  LEFT,
  NODE_COLUMN,
  NUM_ROWS,
  PACKED_BYTES,
  RIGHT,
  ROW_BINS,
  STRIDE,
  VALUE,
  WIDE,
  WIDE_BINS
} from './blocks';
import { sigmoids } from './exp';

/** Looked up, not chosen: engines branch to choose a float, and labels are hard to foresee. */
// @ts-ignore: decorator
@inline
function weightOf(row: usize, label: u32, weights: usize, rules: usize): f64 {
  const own = load<f64>(rules + (<usize>(label & 1) << 3), LABEL_WEIGHTS);
  return weights == 0 ? own : own * load<f64>(weights + (row << 3));
}

/** The noise of four rows. */
// @ts-ignore: decorator
@inline
function hashes(rows: v128): v128 {
  let x = v128.xor(rows, i32x4.shr_u(rows, 16));
  x = i32x4.mul(x, i32x4.splat(0x7feb352d));
  x = v128.xor(x, i32x4.shr_u(x, 15));
  x = i32x4.mul(x, i32x4.splat(0x846ca68b));
  return v128.xor(x, i32x4.shr_u(x, 16));
}

// @ts-ignore: decorator
@inline
function pairOf(a: f64, b: f64): v128 {
  return f64x2.replace_lane(f64x2.splat(a), 1, b);
}

/** The packed gradients of two rows, in the lower lanes; `noise` is in the lower lanes too. */
// @ts-ignore: decorator
@inline
function packPair(
  row: usize,
  noise: v128,
  scores: usize,
  labels: usize,
  weights: usize,
  rules: usize
): v128 {
  const p = sigmoids(v128.load(scores + (row << 3)), rules + CONSTANTS);
  const labelA = <u32>load<u8>(labels + row);
  const labelB = <u32>load<u8>(labels + row, 1);
  const y = pairOf(<f64>labelA, <f64>labelB);
  const weight = pairOf(weightOf(row, labelA, weights, rules), weightOf(row + 1, labelB, weights, rules));
  const unit = f64x2.splat(1.0 / 65536);
  const low = f64x2.mul(f64x2.convert_low_i32x4_s(v128.and(noise, i32x4.splat(0xffff))), unit);
  const high = f64x2.mul(f64x2.convert_low_i32x4_s(i32x4.shr_u(noise, 16)), unit);
  const scaleG = v128.load64_splat(rules);
  const scaleH = v128.load64_splat(rules + 8);
  const one = f64x2.splat(1);
  const g = f64x2.mul(f64x2.mul(f64x2.sub(p, y), weight), scaleG);
  const h = f64x2.mul(f64x2.mul(f64x2.mul(p, f64x2.sub(one, p)), weight), scaleH);
  const gs = i32x4.trunc_sat_f64x2_s_zero(f64x2.floor(f64x2.add(g, low)));
  const hs = i32x4.trunc_sat_f64x2_s_zero(f64x2.floor(f64x2.add(h, high)));
  return v128.or(i32x4.shl(gs, 16), hs);
}

/** Four rows at a time; what is computed behind the last row is dropped. */
export function gradients(
  thread: u32,
  lo: u32,
  hi: u32,
  scores: usize,
  labels: usize,
  weights: usize,
  rules: usize,
  key: u32,
  rowBins: usize,
  stride: u32
): void {
  const step = <usize>stride;
  const keys = i32x4.splat(key);
  const lanes = i32x4.replace_lane(i32x4.replace_lane(i32x4.replace_lane(i32x4.splat(0), 1, 1), 2, 2), 3, 3);
  for (let row = <usize>lo; row < <usize>hi; row += 4) {
    const noise = hashes(v128.xor(i32x4.add(i32x4.splat(<i32>row), lanes), keys));
    const first = packPair(row, noise, scores, labels, weights, rules);
    const second = packPair(row + 2, i32x4.shuffle(noise, noise, 2, 3, 2, 3), scores, labels, weights, rules);
    const at = rowBins + (row + 1) * step - PACKED_BYTES;
    v128.store32_lane(at, first, 0);
    if (row + 1 < <usize>hi) v128.store32_lane(at + step, first, 1);
    if (row + 2 < <usize>hi) v128.store32_lane(at + 2 * step, second, 0);
    if (row + 3 < <usize>hi) v128.store32_lane(at + 3 * step, second, 1);
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
  const stride = <usize>load<u32>(matrix, STRIDE);
  const rowBins = <usize>load<u32>(matrix, ROW_BINS);
  const wideBins = <usize>load<u32>(matrix, WIDE_BINS);
  for (let i = <usize>lo; i < <usize>hi; ++i) {
    const row = rows == 0 ? i : <usize>load<u32>(rows + (i << 2));
    const bins = rowBins + row * stride;
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
