import {
  BIN,
  CAT_L2,
  CAT_SMOOTH,
  COUNT,
  GAIN,
  LAMBDA_L2,
  LEFT_G,
  LEFT_H,
  MAX_CAT_THRESHOLD,
  MAX_CAT_TO_ONEHOT,
  MIN_DATA_IN_LEAF,
  MIN_DATA_PER_GROUP,
  MIN_GAIN,
  MIN_SUM_HESSIAN,
  SUM_G,
  SUM_H,
  UNIT_G,
  UNIT_H,
  WAY
} from './blocks';
import { isBounded, l1Of, leafGain, splitGain } from './gain';

// @ts-ignore: decorator
@inline
function gradientOf(entry: i64): f64 {
  return <f64>(entry >> 32);
}

// @ts-ignore: decorator
@inline
function hessianOf(entry: i64): f64 {
  return <f64>(entry & 0xffffffff);
}

// @ts-ignore: decorator
@inline
function rowsPerUnit(node: usize): f64 {
  return load<f64>(node, COUNT) / load<f64>(node, SUM_H);
}

// @ts-ignore: decorator
@inline
function countOf(h: f64, perUnit: f64): f64 {
  return floor(h * perUnit + 0.5);
}

function gainOf(leftG: f64, leftH: f64, l2: f64, node: usize, rules: usize): f64 {
  const unitG = load<f64>(rules, UNIT_G);
  const unitH = load<f64>(rules, UNIT_H);
  const rightG = (load<f64>(node, SUM_G) - leftG) * unitG;
  const rightH = (load<f64>(node, SUM_H) - leftH) * unitH;
  return splitGain(leftG * unitG, leftH * unitH, rightG, rightH, l1Of(rules), l2, isBounded(rules), 0, node);
}

function keep(gain: f64, bin: u32, way: f64, leftG: f64, leftH: f64, out: usize): void {
  if (!(gain > load<f64>(out, GAIN))) return;
  store<f64>(out, gain, GAIN);
  store<f64>(out, <f64>bin, BIN);
  store<f64>(out, way, WAY);
  store<f64>(out, leftG, LEFT_G);
  store<f64>(out, leftH, LEFT_H);
}

export function scanLevels(
  histogram: usize,
  numEntries: usize,
  node: usize,
  rules: usize,
  out: usize,
  scratch: usize
): void {
  const shift =
    leafGain(
      load<f64>(node, SUM_G) * load<f64>(rules, UNIT_G),
      load<f64>(node, SUM_H) * load<f64>(rules, UNIT_H),
      l1Of(rules),
      load<f64>(rules, LAMBDA_L2)
    ) + load<f64>(rules, MIN_GAIN);
  if (<f64>numEntries <= load<f64>(rules, MAX_CAT_TO_ONEHOT)) {
    scanSingleLevels(histogram, numEntries, node, rules, shift, out);
  } else {
    const numLevels = extremeLevels(histogram, numEntries, node, rules, scratch);
    const highest = scratch + (<usize>load<f64>(rules, MAX_CAT_THRESHOLD) << 4);
    scanLevelSets(histogram, node, rules, shift, 1, out, scratch, numLevels);
    scanLevelSets(histogram, node, rules, shift, -1, out, highest, numLevels);
  }
}

function scanSingleLevels(
  histogram: usize,
  numEntries: usize,
  node: usize,
  rules: usize,
  shift: f64,
  out: usize
): void {
  const unitH = load<f64>(rules, UNIT_H);
  const minData = load<f64>(rules, MIN_DATA_IN_LEAF);
  const minSumHessian = load<f64>(rules, MIN_SUM_HESSIAN);
  const perUnit = rowsPerUnit(node);
  for (let bin: usize = 0; bin < numEntries; ++bin) {
    const entry = load<i64>(histogram + (bin << 3));
    const g = gradientOf(entry);
    const h = hessianOf(entry);
    const restH = load<f64>(node, SUM_H) - h;
    if (h == 0 || restH == 0) continue;
    const count = countOf(h, perUnit);
    if (count < minData || load<f64>(node, COUNT) - count < minData) continue;
    if (h * unitH < minSumHessian || restH * unitH < minSumHessian) continue;
    keep(gainOf(g, h, load<f64>(rules, LAMBDA_L2), node, rules) - shift, <u32>bin, 0, g, h, out);
  }
}

/** Insert into the ascending list of (f64 ratio, u32 bin) at `list`; the `n` there are `most` at most. */
// @ts-ignore: decorator
@inline
function insert(list: usize, n: usize, most: usize, ratio: f64, bin: u32): usize {
  if (n == most) {
    if (!(ratio < load<f64>(list + ((most - 1) << 4)))) return n;
    --n;
  }
  let at = list + (n << 4);
  while (at > list && ratio < load<f64>(at - 16)) {
    v128.store(at, v128.load(at - 16));
    at -= 16;
  }
  store<f64>(at, ratio);
  store<u32>(at, bin, 8);
  return n + 1;
}

/** The least hessian of a level that has catSmooth rows. O(log sumH). */
function leastUsed(node: usize, rules: usize): u32 {
  const perUnit = rowsPerUnit(node);
  const catSmooth = load<f64>(rules, CAT_SMOOTH);
  let low: f64 = 0;
  let high = load<f64>(node, SUM_H) + 1;
  while (high - low > 1) {
    const middle = floor((low + high) / 2);
    if (countOf(middle, perUnit) >= catSmooth) high = middle;
    else low = middle;
  }
  return <u32>min<f64>(high, 4294967295);
}

/**
 * Fill two lists of maxCatThreshold entries at `list` with the extreme levels of src/kernels/scan-levels.ts, the
 * lowest ratios and then the highest, in one pass; returns how many entries of each list may be used.
 */
function extremeLevels(
  histogram: usize,
  numEntries: usize,
  node: usize,
  rules: usize,
  list: usize
): usize {
  const unitG = load<f64>(rules, UNIT_G);
  const unitH = load<f64>(rules, UNIT_H);
  const catSmooth = load<f64>(rules, CAT_SMOOTH);
  const most = <usize>load<f64>(rules, MAX_CAT_THRESHOLD);
  const least = leastUsed(node, rules);
  const highest = list + (most << 4);
  let numUsed: usize = 0;
  let numLow: usize = 0;
  let numHigh: usize = 0;
  for (let bin: usize = 0; bin < numEntries; ++bin) {
    if (load<u32>(histogram + (bin << 3)) < least) continue;
    const entry = load<i64>(histogram + (bin << 3));
    const ratio = (gradientOf(entry) * unitG) / (hessianOf(entry) * unitH + catSmooth);
    numLow = insert(list, numLow, most, ratio, <u32>bin);
    numHigh = insert(highest, numHigh, most, -ratio, <u32>bin);
    ++numUsed;
  }
  return min(most, (numUsed + 1) >> 1);
}

function scanLevelSets(
  histogram: usize,
  node: usize,
  rules: usize,
  shift: f64,
  way: f64,
  out: usize,
  list: usize,
  numLevels: usize
): void {
  const l2 = load<f64>(rules, LAMBDA_L2) + load<f64>(rules, CAT_L2);
  const unitH = load<f64>(rules, UNIT_H);
  const minData = load<f64>(rules, MIN_DATA_IN_LEAF);
  const minPerGroup = load<f64>(rules, MIN_DATA_PER_GROUP);
  const minSumHessian = load<f64>(rules, MIN_SUM_HESSIAN);
  const perUnit = rowsPerUnit(node);
  let g: f64 = 0;
  let h: f64 = 0;
  let leftCount: f64 = 0;
  let groupCount: f64 = 0;
  for (let i: usize = 0; i < numLevels; ++i) {
    const entry = load<i64>(histogram + (<usize>load<u32>(list + (i << 4), 8) << 3));
    const binH = hessianOf(entry);
    g += gradientOf(entry);
    h += binH;
    leftCount += countOf(binH, perUnit);
    groupCount += countOf(binH, perUnit);
    const restH = load<f64>(node, SUM_H) - h;
    const restCount = load<f64>(node, COUNT) - leftCount;
    if (restH == 0 || restH * unitH < minSumHessian) break;
    if (restCount < minData || restCount < minPerGroup) break;
    if (leftCount < minData) continue;
    if (h * unitH < minSumHessian) continue;
    if (groupCount < minPerGroup) continue;
    groupCount = 0;
    keep(gainOf(g, h, l2, node, rules) - shift, <u32>(i + 1), way, g, h, out);
  }
}
