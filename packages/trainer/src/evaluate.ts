import {
  accuracy,
  averagePrecision,
  brierScore,
  type Confusion,
  confusionAt,
  f1,
  logLoss,
  precision,
  recall,
  rocAuc
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
  readonly confusion: Confusion;
}

/** Every metric of probabilities and of the decision at the threshold, as metrics.json names them. */
export function evaluate(
  labels: Uint8Array,
  probabilities: Float64Array,
  threshold: number
): Evaluation {
  const confusion = confusionAt(labels, probabilities, threshold);
  return {
    roc_auc: rocAuc(labels, probabilities),
    pr_auc: averagePrecision(labels, probabilities),
    accuracy: accuracy(confusion),
    log_loss: logLoss(labels, probabilities),
    brier: brierScore(labels, probabilities),
    precision: precision(confusion),
    recall: recall(confusion),
    f1: f1(confusion),
    confusion
  };
}
