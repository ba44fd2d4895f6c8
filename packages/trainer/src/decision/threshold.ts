import { EspalierError } from '@espalier/core';
import type { ThresholdRule } from '@espalier/core/contracts';
import { type RankingCurve, rankingCurve } from '@espalier/core/metrics';
import type { OutOfFoldScores } from '../fit/fitted.ts';
import { MIN_CLASS_ROWS } from '../limits.ts';

export const DEFAULT_THRESHOLD = 0.5;

/** The threshold that a rule asks for. E_TARGET_INVALID when it must be searched for and there are too few rows. */
export function chooseThreshold(
  rule: ThresholdRule | undefined,
  scores: OutOfFoldScores | undefined
): number {
  if (rule === undefined) return DEFAULT_THRESHOLD;
  if (typeof rule === 'number') return rule;
  if (typeof rule === 'object' && 'cost' in rule) return costThreshold(rule.cost);
  if (scores === undefined)
    throw new EspalierError(
      'E_TARGET_INVALID',
      `Cannot choose the threshold: at least ${MIN_CLASS_ROWS} training rows of each class are needed`,
      'Add rows, or set train.threshold to a number'
    );
  const curve = rankingCurve(scores.labels, scores.probabilities, scores.weights);
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
 * The threshold with the largest criterion, half-way between the lowest probability it accepts and the next lower one; the
 * higher threshold on a tie.
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
