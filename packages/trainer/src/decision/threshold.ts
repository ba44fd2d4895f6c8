import { EspalierError } from '@espalier/core';
import { type ThresholdRule } from '@espalier/core/contracts';
import { type RankingCurve, rankingCurve } from '@espalier/core/metrics';

export const DEFAULT_THRESHOLD = 0.5;

/** Calibrated probabilities of training rows by models that had not seen them. */
export interface Unseen {
  /** Places among the training rows, ascending. */
  readonly rows: Uint32Array;
  readonly labels: Uint8Array;
  readonly probabilities: Float64Array;
}

/** The threshold that a rule asks for. E_TARGET_INVALID when it has to be found and there are too few rows to find it with. */
export function chooseThreshold(
  rule: ThresholdRule | undefined,
  unseen: Unseen | undefined
): number {
  if (rule === undefined) return DEFAULT_THRESHOLD;
  if (typeof rule === 'number') return rule;
  if (typeof rule === 'object' && 'cost' in rule) return costThreshold(rule.cost);
  if (unseen === undefined)
    throw new EspalierError(
      'E_TARGET_INVALID',
      'Cannot choose the threshold: 50 training rows of each class are needed',
      'Give more rows, or a number as train.threshold'
    );
  const curve = rankingCurve(unseen.labels, unseen.probabilities);
  if (rule === 'f1') return bestOn(curve, f1At);
  if (rule === 'youden') return bestOn(curve, youdenAt);
  return bestOn(curve, (tp, fp, { numPositives }) =>
    tp >= rule.recall * numPositives ? tp / Math.max(1, tp + fp) : -1
  );
}

/** C. Elkan, "The foundations of cost-sensitive learning" (2001), equation 2. */
function costThreshold(cost: Extract<ThresholdRule, { cost: unknown }>['cost']): number {
  const ofAlarm = cost.false_positive - cost.true_negative;
  const ofMiss = cost.false_negative - cost.true_positive;
  return ofAlarm / (ofAlarm + ofMiss);
}

type Criterion = (tp: number, fp: number, curve: RankingCurve) => number;

const f1At: Criterion = (tp, fp, { numPositives }) => (2 * tp) / (numPositives + tp + fp);
const youdenAt: Criterion = (tp, fp, { numPositives, numNegatives }) =>
  tp / numPositives - fp / numNegatives;

/**
 * The threshold with the largest criterion, half-way between the probability that it still takes and the next lower one;
 * the higher one on a tie.
 */
function bestOn(curve: RankingCurve, criterion: Criterion): number {
  let best = 0;
  let bestValue = -Infinity;
  for (let i = 0; i < curve.thresholds.length; ++i) {
    const value = criterion(curve.truePositives[i]!, curve.falsePositives[i]!, curve);
    if (value <= bestValue) continue;
    best = i;
    bestValue = value;
  }
  const next = curve.thresholds[best + 1];
  return next === undefined ? curve.thresholds[best]! : (curve.thresholds[best]! + next) / 2;
}
