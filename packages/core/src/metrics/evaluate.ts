import type { Decision } from '../contracts/bundle-files.ts';
import type { Random } from '../random.ts';
import {
  type BootstrapIntervals,
  bootstrapIntervals,
  NUM_CALIBRATION_BINS,
  numResamplesFor
} from './bootstrap.ts';
import { type CalibrationBin, calibrationTable, expectedCalibrationError } from './calibration.ts';
import {
  accuracy,
  type Confusion,
  confusionOf,
  f1,
  matthews,
  precision,
  recall
} from './confusion.ts';
import { delongIntervalOf } from './delong.ts';
import type { Interval } from './interval.ts';
import { brierScore, logLoss } from './probability.ts';
import { averagePrecisionOf, rankingCurve, rocAucOf } from './ranking.ts';
import { ksOf, liftOf } from './separation.ts';

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

/** The metrics of decisions; all others are of probabilities. */
const DECISION_METRICS = ['accuracy', 'precision', 'recall', 'f1', 'mcc'] as const;

/** Every metric of probabilities and of the decisions made on them, as metrics.json names them. */
export function evaluate(
  labels: Uint8Array,
  probabilities: Float64Array,
  { threshold, group_thresholds }: Pick<Decision, 'threshold' | 'group_thresholds'>,
  decisions: Uint8Array,
  random: Random, // for the intervals
  weights?: Float64Array // in: how much each row counts
): Evaluation {
  const curve = rankingCurve(labels, probabilities, weights);
  const confusion = confusionOf(labels, decisions, weights);
  const reliability = calibrationTable(labels, probabilities, NUM_CALIBRATION_BINS, weights);
  const numResamples = numResamplesFor(labels.length);
  const intervals = bootstrapIntervals(
    labels,
    probabilities,
    threshold,
    random,
    numResamples,
    weights
  );
  // With thresholds by group, no single threshold makes these decisions: they are resampled themselves.
  const ofDecisions =
    group_thresholds &&
    bootstrapIntervals(labels, Float64Array.from(decisions), 0.5, random, numResamples, weights);
  return {
    roc_auc: rocAucOf(curve),
    pr_auc: averagePrecisionOf(curve),
    accuracy: accuracy(confusion),
    log_loss: logLoss(labels, probabilities, weights),
    brier: brierScore(labels, probabilities, weights),
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
      ...intervals,
      ...(ofDecisions && pick(ofDecisions, DECISION_METRICS))
    },
    confusion
  };
}

function pick<T, K extends keyof T>(from: T, keys: readonly K[]): Pick<T, K> {
  return Object.fromEntries(keys.map(key => [key, from[key]])) as Pick<T, K>;
}
