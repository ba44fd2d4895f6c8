import { NODE, RULE, SPLIT } from './blocks.ts';
import { leafGain, leafOutput, outputGain } from './gain.ts';
import type { Scan } from './scan-input.ts';

const { floor } = Math;

/** Gain of a split whose sides are bounded, or 0 where it would break the order that `monotone` demands. */
export function boundedGain(
  { node, rule, monotone }: Scan,
  leftG: number,
  leftH: number,
  rightG: number,
  rightH: number,
  lambdaL2: number
): number {
  const l1 = rule[RULE.lambdaL1];
  const lower = node[NODE.lower];
  const upper = node[NODE.upper];
  const left = leafOutput(leftG, leftH, l1, lambdaL2, lower, upper);
  const right = leafOutput(rightG, rightH, l1, lambdaL2, lower, upper);
  if ((monotone > 0 && left > right) || (monotone < 0 && left < right)) return 0;
  return (
    outputGain(leftG, leftH, l1, lambdaL2, left) + outputGain(rightG, rightH, l1, lambdaL2, right)
  );
}

/**
 * Best threshold of a number: bins up to `bin` go left, missing values to the side that gains more; of equal gains
 * the lowest bin wins. O(numBins).
 */
export function scanNumber(work: Scan): void {
  const { hessians, gradients, numBins, hasMissing, node, rule, out } = work;
  const unitG = rule[RULE.unitG];
  const unitH = rule[RULE.unitH];
  const l1 = rule[RULE.lambdaL1];
  const l2 = rule[RULE.lambdaL2];
  const sumG = node[NODE.sumG];
  const sumH = node[NODE.sumH];
  const count = node[NODE.count];
  const countPerUnit = count / sumH;
  const missingG = hasMissing ? gradients[2 * numBins + 1] : 0;
  const missingH = hasMissing ? hessians[2 * numBins] : 0;
  const anyMissing = missingG !== 0 || missingH !== 0;
  const shift = leafGain(sumG * unitG, sumH * unitH, l1, l2) + rule[RULE.minGain];
  const bounded = rule[RULE.bounded] === 1;
  const numThresholds = anyMissing ? numBins : numBins - 1;
  let best = 0;
  let g = 0;
  let h = 0;
  for (let bin = 0; bin < numThresholds; ++bin) {
    g += gradients[2 * bin + 1];
    h += hessians[2 * bin];
    const numWays = anyMissing && bin < numBins - 1 ? 2 : 1;
    for (let way = 0; way < numWays; ++way) {
      const leftG = way === 1 ? g + missingG : g;
      const leftH = way === 1 ? h + missingH : h;
      const rightH = sumH - leftH;
      if (leftH === 0 || rightH === 0) continue;
      const leftCount = floor(leftH * countPerUnit + 0.5);
      if (leftCount < rule[RULE.minDataInLeaf] || count - leftCount < rule[RULE.minDataInLeaf])
        continue;
      const realLeftH = leftH * unitH;
      const realRightH = rightH * unitH;
      if (realLeftH < rule[RULE.minSumHessian] || realRightH < rule[RULE.minSumHessian]) continue;
      const realLeftG = leftG * unitG;
      const realRightG = (sumG - leftG) * unitG;
      const gain =
        (bounded
          ? boundedGain(work, realLeftG, realLeftH, realRightG, realRightH, l2)
          : leafGain(realLeftG, realLeftH, l1, l2) + leafGain(realRightG, realRightH, l1, l2)) -
        shift;
      if (!(gain > best)) continue;
      best = gain;
      out[SPLIT.bin] = bin;
      out[SPLIT.way] = way;
      out[SPLIT.leftG] = leftG;
      out[SPLIT.leftH] = leftH;
    }
  }
  out[SPLIT.gain] = best;
}
