import { createDecider, createScorer, type ScoringParts } from '@espalier/bundle';
import { selectLabels, selectRows } from '@espalier/core';
import {
  accuracy,
  averagePrecisionOf,
  brierScore,
  confusionOf,
  f1,
  logLoss,
  rankingCurve,
  rocAucOf
} from '@espalier/core/metrics';
import { MAX_ROWS_TO_RESCORE } from '../limits.ts';
import type { TrainingRows } from '../split/training-rows.ts';

/** Metrics of the final model on rows that it was trained on: how far they lie above validation shows overfitting. */
export interface TrainingScores {
  readonly rows: number;
  readonly roc_auc: number;
  readonly pr_auc: number;
  readonly log_loss: number;
  readonly brier: number;
  readonly accuracy: number;
  readonly f1: number;
}

/** Measure on all training rows, or on evenly spaced ones of a large table. */
export function scoreTraining(
  { table, labels, weights: all }: TrainingRows,
  scoring: ScoringParts
): TrainingScores {
  const step = Math.max(1, Math.ceil(labels.length / MAX_ROWS_TO_RESCORE));
  const rows = Uint32Array.from({ length: Math.ceil(labels.length / step) }, (_, i) => i * step);
  const sample = selectRows(table, rows);
  const truth = selectLabels(labels, rows);
  const probabilities = createScorer(scoring)(sample);
  const decisions = createDecider(scoring.decision)(sample, probabilities);
  const weights = all && Float64Array.from(rows, row => all[row]!);
  const curve = rankingCurve(truth, probabilities, weights);
  const confusion = confusionOf(truth, decisions, weights);
  return {
    rows: rows.length,
    roc_auc: rocAucOf(curve),
    pr_auc: averagePrecisionOf(curve),
    log_loss: logLoss(truth, probabilities, weights),
    brier: brierScore(truth, probabilities, weights),
    accuracy: accuracy(confusion),
    f1: f1(confusion)
  };
}
