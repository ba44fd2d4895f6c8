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
  type Random,
  rankingCurve,
  recall,
  rocAucOf
} from '@espalier/core';

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
 * Every metric of probabilities and of the decision at the threshold, as metrics.json names them. The random numbers are
 * those of the intervals.
 */
export function evaluate(
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
