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

export function scanNumber(
  histogram: usize,
  numBins: u32,
  hasMissing: u32,
  monotone: i32,
  node: usize,
  rules: usize,
  out: usize
): void {
  const unitG = load<f64>(rules, UNIT_G);
  const unitH = load<f64>(rules, UNIT_H);
  const l1 = l1Of(rules);
  const l2 = load<f64>(rules, LAMBDA_L2);
  const minData = load<f64>(rules, MIN_DATA_IN_LEAF);
  const minSumHessian = load<f64>(rules, MIN_SUM_HESSIAN);
  const bounded = isBounded(rules);
  const sumG = load<f64>(node, SUM_G);
  const sumH = load<f64>(node, SUM_H);
  const count = load<f64>(node, COUNT);
  const countPerUnit = count / sumH;
  const missing = hasMissing != 0 ? load<i64>(histogram + (<usize>numBins << 3)) : 0;
  const missingG = <f64>(missing >> 32);
  const missingH = <f64>(missing & 0xffffffff);
  const shift = leafGain(sumG * unitG, sumH * unitH, l1, l2) + load<f64>(rules, MIN_GAIN);
  const numThresholds = missing != 0 ? numBins : numBins - 1;
  let best: f64 = 0;
  let bestBin: u32 = 0;
  let bestWay: u32 = 0;
  let bestG: f64 = 0;
  let bestH: f64 = 0;
  let g: f64 = 0;
  let h: f64 = 0;
  for (let bin: u32 = 0; bin < numThresholds; ++bin) {
    const entry = load<i64>(histogram + (<usize>bin << 3));
    if (entry == 0) continue;
    g += <f64>(entry >> 32);
    h += <f64>(entry & 0xffffffff);
    const numWays: u32 = missing != 0 && bin < numBins - 1 ? 2 : 1;
    for (let way: u32 = 0; way < numWays; ++way) {
      const leftG = way == 1 ? g + missingG : g;
      const leftH = way == 1 ? h + missingH : h;
      const rightH = sumH - leftH;
      if (leftH == 0 || rightH == 0) continue;
      const leftCount = floor(leftH * countPerUnit + 0.5);
      if (leftCount < minData || count - leftCount < minData) continue;
      const realLeftH = leftH * unitH;
      const realRightH = rightH * unitH;
      if (realLeftH < minSumHessian || realRightH < minSumHessian) continue;
      const realLeftG = leftG * unitG;
      const realRightG = (sumG - leftG) * unitG;
      const gain =
        splitGain(realLeftG, realLeftH, realRightG, realRightH, l1, l2, bounded, monotone, node) - shift;
      if (!(gain > best)) continue;
      best = gain;
      bestBin = bin;
      bestWay = way;
      bestG = leftG;
      bestH = leftH;
    }
  }
  store<f64>(out, best, GAIN);
  store<f64>(out, <f64>bestBin, BIN);
  store<f64>(out, <f64>bestWay, WAY);
  store<f64>(out, bestG, LEFT_G);
  store<f64>(out, bestH, LEFT_H);
}
