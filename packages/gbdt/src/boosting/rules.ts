import { FACTORS, LN2_HIGH, LN2_LOW, log, LOG2E } from '../exp.ts';
import type { Dataset } from '../dataset.ts';
import { GRADIENT_RULE, RULE } from '../kernels/blocks.ts';
import type { Session } from './session.ts';

/** A 16-bit field, with room for the rounding up. */
const MAX_G = 32_700;
const MAX_H = 65_400;
/** Probabilities beyond this have no finite log-odds worth starting from (LightGBM's bound). */
const LEAST_SHARE = 1e-15;

/** Log-odds of the weighted share of label 1. */
export function startScore({ labels, weights }: Dataset): number {
  let sum = 0;
  let positive = 0;
  for (let i = 0; i < labels.length; ++i) {
    const weight = weights ? weights[i] : 1;
    sum += weight;
    if (labels[i] === 1) positive += weight;
  }
  const share = Math.min(Math.max(positive / sum, LEAST_SHARE), 1 - LEAST_SHARE);
  return log(share / (1 - share));
}

/**
 * Integer units of a gradient and a hessian: as fine as a 16-bit field holds for one row and 32 bits hold for the
 * sum of all rows, for |g| <= w and h <= w / 4.
 */
export function writeRules(session: Session, dataset: Dataset): void {
  const { engine, layout, columns, params } = session;
  const { f64 } = engine.views;
  const { labels, weights, numRows } = dataset;
  let most = 0;
  let sum = 0;
  for (let i = 0; i < numRows; ++i) {
    const weight = (weights ? weights[i] : 1) * (labels[i] === 1 ? params.scalePosWeight : 1);
    sum += weight;
    if (weight > most) most = weight;
  }
  const scaleG = Math.min(MAX_G / most, (2 ** 31 - 1 - numRows) / sum);
  const scaleH = 4 * Math.min(MAX_H / most, (2 ** 32 - 1 - numRows) / sum);
  const gradientRules = layout.gradientRules / 8;
  f64[gradientRules + GRADIENT_RULE.scaleG] = scaleG;
  f64[gradientRules + GRADIENT_RULE.scaleH] = scaleH;
  f64.set([1, params.scalePosWeight], gradientRules + GRADIENT_RULE.labelWeights);
  f64.set([LOG2E, LN2_HIGH, LN2_LOW, ...FACTORS], gradientRules + GRADIENT_RULE.constants);
  const rules = layout.rules / 8;
  f64[rules + RULE.unitG] = 1 / scaleG;
  f64[rules + RULE.unitH] = 1 / scaleH;
  f64[rules + RULE.lambdaL1] = params.lambdaL1;
  f64[rules + RULE.lambdaL2] = params.lambdaL2;
  f64[rules + RULE.minDataInLeaf] = params.minDataInLeaf;
  f64[rules + RULE.minSumHessian] = params.minSumHessianInLeaf;
  f64[rules + RULE.minGain] = params.minGainToSplit;
  f64[rules + RULE.catL2] = params.catL2;
  f64[rules + RULE.catSmooth] = params.catSmooth;
  f64[rules + RULE.maxCatThreshold] = layout.maxSet;
  f64[rules + RULE.maxCatToOnehot] = params.maxCatToOnehot;
  f64[rules + RULE.minDataPerGroup] = params.minDataPerGroup;
  f64[rules + RULE.bounded] = columns.some(({ monotone }) => monotone !== 0) ? 1 : 0;
}
