import { NODE, RULE, SPLIT } from './blocks.ts';
import { leafGain } from './gain.ts';
import type { Scan } from './scan-input.ts';
import { boundedGain } from './scan-number.ts';

const { floor, min } = Math;

/** Sums of the bins that would go left, and whether a split there is allowed. */
interface Side {
  g: number;
  h: number;
}

/** Bins that take part: those of the levels and, as one more level, the missing values. */
function numLevelBins({ numBins, hasMissing }: Scan): number {
  return numBins + (hasMissing ? 1 : 0);
}

/** Rows that one unit of hessian stands for. */
function rowsPerUnit({ node }: Scan): number {
  return node[NODE.count] / node[NODE.sumH];
}

function countOf(work: Scan, h: number): number {
  return floor(h * rowsPerUnit(work) + 0.5);
}

function gainOf(work: Scan, left: Side, lambdaL2: number): number {
  const { node, rule } = work;
  const l1 = rule[RULE.lambdaL1];
  const leftG = left.g * rule[RULE.unitG];
  const leftH = left.h * rule[RULE.unitH];
  const rightG = (node[NODE.sumG] - left.g) * rule[RULE.unitG];
  const rightH = (node[NODE.sumH] - left.h) * rule[RULE.unitH];
  return rule[RULE.bounded] === 1
    ? boundedGain(work, leftG, leftH, rightG, rightH, lambdaL2)
    : leafGain(leftG, leftH, l1, lambdaL2) + leafGain(rightG, rightH, l1, lambdaL2);
}

function keep(work: Scan, gain: number, bin: number, way: number, left: Side): void {
  const { out } = work;
  if (!(gain > out[SPLIT.gain])) return;
  out[SPLIT.gain] = gain;
  out[SPLIT.bin] = bin;
  out[SPLIT.way] = way;
  out[SPLIT.leftG] = left.g;
  out[SPLIT.leftH] = left.h;
}

/**
 * The levels with the lowest ratios g / (h + catSmooth) (way 1) or the highest (way -1), best first, at most
 * maxCatThreshold and no more than half of those that have catSmooth rows. O(bins x levels) at worst.
 */
export function extremeLevels(work: Scan, way: number): number[] {
  const { hessians, gradients, rule } = work;
  const used = usedLevels(work);
  const most = min(rule[RULE.maxCatThreshold], (used.length + 1) >> 1);
  const ratios: number[] = [];
  const bins: number[] = [];
  for (const bin of used) {
    const g = gradients[2 * bin + 1] * rule[RULE.unitG];
    const h = hessians[2 * bin] * rule[RULE.unitH];
    const ratio = (g / (h + rule[RULE.catSmooth])) * way;
    if (bins.length === most) {
      if (!(ratio < ratios[most - 1])) continue;
      ratios.pop();
      bins.pop();
    }
    let at = bins.length;
    while (at > 0 && ratio < ratios[at - 1]) --at;
    ratios.splice(at, 0, ratio);
    bins.splice(at, 0, bin);
  }
  return bins;
}

/** Bins that have catSmooth rows. */
function usedLevels(work: Scan): number[] {
  const used: number[] = [];
  const n = numLevelBins(work);
  const perUnit = rowsPerUnit(work);
  const least = work.rule[RULE.catSmooth];
  for (let bin = 0; bin < n; ++bin) {
    const h = work.hessians[2 * bin];
    if (h > 0 && floor(h * perUnit + 0.5) >= least) used.push(bin);
  }
  return used;
}

/** Best split of a category: one level against the others when there are few, else a set of extreme levels. */
export function scanLevels(work: Scan): void {
  const { node, rule } = work;
  const shift =
    leafGain(
      node[NODE.sumG] * rule[RULE.unitG],
      node[NODE.sumH] * rule[RULE.unitH],
      rule[RULE.lambdaL1],
      rule[RULE.lambdaL2]
    ) + rule[RULE.minGain];
  if (numLevelBins(work) <= rule[RULE.maxCatToOnehot]) {
    scanSingleLevels(work, shift);
  } else {
    scanLevelSets(work, shift, 1);
    scanLevelSets(work, shift, -1);
  }
}

function scanSingleLevels(work: Scan, shift: number): void {
  const { hessians, gradients, node, rule } = work;
  for (let bin = 0; bin < numLevelBins(work); ++bin) {
    const left = { g: gradients[2 * bin + 1], h: hessians[2 * bin] };
    const restH = node[NODE.sumH] - left.h;
    if (left.h === 0 || restH === 0) continue;
    const count = countOf(work, left.h);
    if (count < rule[RULE.minDataInLeaf]) continue;
    if (node[NODE.count] - count < rule[RULE.minDataInLeaf]) continue;
    if (left.h * rule[RULE.unitH] < rule[RULE.minSumHessian]) continue;
    if (restH * rule[RULE.unitH] < rule[RULE.minSumHessian]) continue;
    keep(work, gainOf(work, left, rule[RULE.lambdaL2]) - shift, bin, 0, left);
  }
}

function scanLevelSets(work: Scan, shift: number, way: number): void {
  const { hessians, gradients, node, rule } = work;
  const lambdaL2 = rule[RULE.lambdaL2] + rule[RULE.catL2];
  const left = { g: 0, h: 0 };
  let leftCount = 0;
  let groupCount = 0;
  const bins = extremeLevels(work, way);
  for (let i = 0; i < bins.length; ++i) {
    const h = hessians[2 * bins[i]];
    left.g += gradients[2 * bins[i] + 1];
    left.h += h;
    leftCount += countOf(work, h);
    groupCount += countOf(work, h);
    const restH = node[NODE.sumH] - left.h;
    const restCount = node[NODE.count] - leftCount;
    if (restH === 0 || restH * rule[RULE.unitH] < rule[RULE.minSumHessian]) break;
    if (restCount < rule[RULE.minDataInLeaf] || restCount < rule[RULE.minDataPerGroup]) break;
    if (leftCount < rule[RULE.minDataInLeaf]) continue;
    if (left.h * rule[RULE.unitH] < rule[RULE.minSumHessian]) continue;
    if (groupCount < rule[RULE.minDataPerGroup]) continue;
    groupCount = 0;
    keep(work, gainOf(work, left, lambdaL2) - shift, i + 1, way, left);
  }
}
