import {
  BIN,
  COUNT,
  GAIN,
  LAMBDA_L2,
  LEFT_G,
  LEFT_H,
  MIN_DATA_IN_LEAF,
  MIN_GAIN,
  MIN_SUM_HESSIAN,
  SUM_G,
  SUM_H,
  UNIT_G,
  UNIT_H,
  WAY
} from './blocks';
import { isBounded, l1Of, leafGain, splitGain } from './gain';

/** Whether a side with so many units of hessian has the rows and the hessian that it needs. */
// @ts-ignore: decorator
@inline
function isEnough(h: f64, node: usize, rules: usize): bool {
  const count = load<f64>(node, COUNT);
  const leftCount = floor(h * (count / load<f64>(node, SUM_H)) + 0.5);
  return (
    h > 0 &&
    leftCount >= load<f64>(rules, MIN_DATA_IN_LEAF) &&
    h * load<f64>(rules, UNIT_H) >= load<f64>(rules, MIN_SUM_HESSIAN)
  );
}

/** The mirror of isEnough for the right side of a left side of `h` units. */
// @ts-ignore: decorator
@inline
function leavesEnough(h: f64, node: usize, rules: usize): bool {
  const count = load<f64>(node, COUNT);
  const sumH = load<f64>(node, SUM_H);
  const leftCount = floor(h * (count / sumH) + 0.5);
  return (
    sumH - h > 0 &&
    count - leftCount >= load<f64>(rules, MIN_DATA_IN_LEAF) &&
    (sumH - h) * load<f64>(rules, UNIT_H) >= load<f64>(rules, MIN_SUM_HESSIAN)
  );
}

/** The least left hessian that is enough: isEnough is false below it and true from it on. O(log sumH). */
export function leastEnough(node: usize, rules: usize): f64 {
  let low: f64 = 0;
  let high = load<f64>(node, SUM_H) + 1;
  while (high - low > 1) {
    const middle = floor((low + high) / 2);
    if (isEnough(middle, node, rules)) high = middle;
    else low = middle;
  }
  return high;
}

/** The greatest left hessian that leaves enough on the right; -1 for none. */
export function greatestLeaving(node: usize, rules: usize): f64 {
  let low: f64 = -1;
  let high = load<f64>(node, SUM_H) + 1;
  while (high - low > 1) {
    const middle = floor((low + high) / 2);
    if (leavesEnough(middle, node, rules)) low = middle;
    else high = middle;
  }
  return low;
}

/** Store the better of two candidates; the lower bin, then way 0, wins a tie. */
function storeBest(
  gain: f64,
  bin: f64,
  way: f64,
  histogram: usize,
  missing: i64,
  out: usize
): void {
  const best = load<f64>(out, GAIN);
  if (!(gain > 0) || gain < best) return;
  if (gain == best && bin >= load<f64>(out, BIN)) return;
  let left: i64 = way == 1 ? missing : 0;
  for (let at = histogram, end = histogram + (<usize>bin << 3); at <= end; at += 8) left += load<i64>(at);
  store<f64>(out, gain, GAIN);
  store<f64>(out, bin, BIN);
  store<f64>(out, way, WAY);
  store<f64>(out, <f64>(left >> 32), LEFT_G);
  store<f64>(out, <f64>(left & 0xffffffff), LEFT_H);
}

/**
 * All thresholds of one way, two bins at a time and without a branch: `start` are the sums of the missing values
 * where they go left. An empty bin gains what the bin before it gains, and the lower bin wins.
 */
function scanWay(
  histogram: usize,
  numThresholds: u32,
  start: i64,
  way: f64,
  node: usize,
  rules: usize,
  shift: f64,
  least: f64,
  greatest: f64,
  missing: i64,
  out: usize
): void {
  const unitG = v128.load64_splat(rules + UNIT_G);
  const unitH = v128.load64_splat(rules + UNIT_H);
  const l2 = v128.load64_splat(rules + LAMBDA_L2);
  const sumG = v128.load64_splat(node + SUM_G);
  const sumH = v128.load64_splat(node + SUM_H);
  const shifts = f64x2.splat(shift);
  const leasts = f64x2.splat(least);
  const greatests = f64x2.splat(greatest);
  const zero = i64x2.splat(0);
  const two = f64x2.splat(2);
  let sums = i64x2.splat(start);
  let bins = f64x2.replace_lane(f64x2.splat(0), 1, 1);
  let best = f64x2.splat(0);
  let bestBins = f64x2.splat(0);
  const end = f64x2.splat(<f64>numThresholds);
  for (let bin: u32 = 0; bin < numThresholds; bin += 2) {
    const pair = v128.load(histogram + (<usize>bin << 3));
    // sums behind each of the two bins
    sums = i64x2.add(i64x2.add(sums, pair), i64x2.shuffle(zero, pair, 0, 2));
    const g = f64x2.convert_low_i32x4_s(i32x4.shuffle(sums, sums, 1, 3, 1, 3));
    const h = f64x2.convert_low_i32x4_u(i32x4.shuffle(sums, sums, 0, 2, 0, 2));
    const leftG = f64x2.mul(g, unitG);
    const leftH = f64x2.mul(h, unitH);
    const rightG = f64x2.mul(f64x2.sub(sumG, g), unitG);
    const rightH = f64x2.mul(f64x2.sub(sumH, h), unitH);
    const left = f64x2.div(f64x2.mul(leftG, leftG), f64x2.add(leftH, l2));
    const right = f64x2.div(f64x2.mul(rightG, rightG), f64x2.add(rightH, l2));
    const gain = f64x2.sub(f64x2.add(left, right), shifts);
    const allowed = v128.and(
      v128.and(f64x2.ge(h, leasts), f64x2.le(h, greatests)),
      v128.and(f64x2.gt(gain, best), f64x2.lt(bins, end))
    );
    best = v128.bitselect(gain, best, allowed);
    bestBins = v128.bitselect(bins, bestBins, allowed);
    bins = f64x2.add(bins, two);
    sums = i64x2.shuffle(sums, sums, 1, 1);
  }
  storeBest(f64x2.extract_lane(best, 0), f64x2.extract_lane(bestBins, 0), way, histogram, missing, out);
  storeBest(f64x2.extract_lane(best, 1), f64x2.extract_lane(bestBins, 1), way, histogram, missing, out);
}

/** Bin by bin, for what is rare: L1 regularisation and bounds. */
function scanSlowly(
  histogram: usize,
  numThresholds: u32,
  numBins: u32,
  missing: i64,
  monotone: i32,
  node: usize,
  rules: usize,
  shift: f64,
  least: f64,
  greatest: f64,
  out: usize
): void {
  const unitG = load<f64>(rules, UNIT_G);
  const unitH = load<f64>(rules, UNIT_H);
  const l1 = l1Of(rules);
  const l2 = load<f64>(rules, LAMBDA_L2);
  const bounded = isBounded(rules);
  const sumG = load<f64>(node, SUM_G);
  const sumH = load<f64>(node, SUM_H);
  let sums: i64 = 0;
  for (let bin: u32 = 0; bin < numThresholds; ++bin) {
    sums += load<i64>(histogram + (<usize>bin << 3));
    const numWays: u32 = missing != 0 && bin < numBins - 1 ? 2 : 1;
    for (let way: u32 = 0; way < numWays; ++way) {
      const left = way == 1 ? sums + missing : sums;
      const g = <f64>(left >> 32);
      const h = <f64>(left & 0xffffffff);
      if (h < least || h > greatest) continue;
      const rightG = (sumG - g) * unitG;
      const rightH = (sumH - h) * unitH;
      const gain = splitGain(g * unitG, h * unitH, rightG, rightH, l1, l2, bounded, monotone, node) - shift;
      if (!(gain > load<f64>(out, GAIN))) continue;
      store<f64>(out, gain, GAIN);
      store<f64>(out, <f64>bin, BIN);
      store<f64>(out, <f64>way, WAY);
      store<f64>(out, g, LEFT_G);
      store<f64>(out, h, LEFT_H);
    }
  }
}

export function scanNumber(
  histogram: usize,
  numBins: u32,
  hasMissing: u32,
  monotone: i32,
  node: usize,
  rules: usize,
  least: f64,
  greatest: f64,
  out: usize
): void {
  const l1 = l1Of(rules);
  const l2 = load<f64>(rules, LAMBDA_L2);
  const realG = load<f64>(node, SUM_G) * load<f64>(rules, UNIT_G);
  const realH = load<f64>(node, SUM_H) * load<f64>(rules, UNIT_H);
  const shift = leafGain(realG, realH, l1, l2) + load<f64>(rules, MIN_GAIN);
  const missing = hasMissing != 0 ? load<i64>(histogram + (<usize>numBins << 3)) : 0;
  const numThresholds = missing != 0 ? numBins : numBins - 1;
  if (l1 != 0 || isBounded(rules)) {
    scanSlowly(histogram, numThresholds, numBins, missing, monotone, node, rules, shift, least, greatest, out);
    return;
  }
  scanWay(histogram, numThresholds, 0, 0, node, rules, shift, least, greatest, missing, out);
  if (missing == 0) return;
  scanWay(histogram, numBins - 1, missing, 1, node, rules, shift, least, greatest, missing, out);
}
