import type { Random } from '@espalier/core';
import type { Decision } from '@espalier/core/contracts';
import {
  accuracy,
  averagePrecisionOf,
  type BootstrapIntervals,
  bootstrapIntervals,
  brierScore,
  type CalibrationBin,
  calibrationTable,
  type Confusion,
  confusionAt,
  delongIntervalOf,
  expectedCalibrationError,
  f1,
  type Interval,
  ksOf,
  liftOf,
  logLoss,
  matthews,
  NUM_CALIBRATION_BINS,
  numResamplesFor,
  precision,
  rankingCurve,
  recall,
  rocAucOf
} from '@espalier/core/metrics';

export interface Evaluation {
  readonly roc_auc: number;
  readonly pr_auc: number;
  readonly accuracy: number;
  readonly log_loss: number;
  readonly brier: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly mcc: number;
  readonly ks: number;
  readonly lift_10: number;
  readonly ece: number;
  readonly reliability: readonly CalibrationBin[];
  readonly intervals: BootstrapIntervals & { readonly roc_auc: Interval };
  readonly confusion: Confusion;
}

/**
 * Every metric of probabilities and of what is decided on them, as metrics.json names them. The random numbers are those of
 * the intervals. Where groups have thresholds of their own, the decisions are measured for themselves.
 */
export function evaluate(
  labels: Uint8Array,
  probabilities: Float64Array,
  { threshold, group_thresholds }: Pick<Decision, 'threshold' | 'group_thresholds'>,
  decisions: Uint8Array,
  random: Random
): Evaluation {
  const evaluation = evaluateAt(labels, probabilities, threshold, random);
  if (group_thresholds === undefined) return evaluation;
  // A decision is a probability of 0 or 1 that every threshold between agrees with.
  const decided = evaluateAt(labels, Float64Array.from(decisions), 0.5, random);
  return {
    ...evaluation,
    ...pick(decided, DECISION_METRICS),
    confusion: decided.confusion,
    intervals: { ...evaluation.intervals, ...pick(decided.intervals, DECISION_METRICS) }
  };
}

const DECISION_METRICS = ['accuracy', 'precision', 'recall', 'f1', 'mcc'] as const;

function pick<T, K extends keyof T>(from: T, keys: readonly K[]): Pick<T, K> {
  return Object.fromEntries(keys.map(key => [key, from[key]])) as Pick<T, K>;
}

function evaluateAt(
  labels: Uint8Array,
  probabilities: Float64Array,
  threshold: number,
  random: Random
): Evaluation {
  const curve = rankingCurve(labels, probabilities);
  const confusion = confusionAt(labels, probabilities, threshold);
  const reliability = calibrationTable(labels, probabilities, NUM_CALIBRATION_BINS);
  const numResamples = numResamplesFor(labels.length);
  return {
    roc_auc: rocAucOf(curve),
    pr_auc: averagePrecisionOf(curve),
    accuracy: accuracy(confusion),
    log_loss: logLoss(labels, probabilities),
    brier: brierScore(labels, probabilities),
    precision: precision(confusion),
    recall: recall(confusion),
    f1: f1(confusion),
    mcc: matthews(confusion),
    ks: ksOf(curve),
    lift_10: liftOf(curve, 0.1),
    ece: expectedCalibrationError(reliability),
    reliability,
    intervals: {
      roc_auc: delongIntervalOf(curve),
      ...bootstrapIntervals(labels, probabilities, threshold, random, numResamples)
    },
    confusion
  };
}
