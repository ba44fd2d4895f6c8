import { present, randomSeeded } from '@espalier/core';
import type { Decision, Metrics, NumberProfile } from '@espalier/core/contracts';
import type { FullReport } from '../compare/report-schema.ts';
import type { PerformanceReport } from '../compare/performance-schema.ts';
import { type Calibration, fitCalibration, widenCalibration } from './calibration.ts';
import { measureDistance } from './distance.ts';
import {
  agreesWithLabels,
  calibrated,
  enoughRows,
  nearReference,
  seenRegion,
  soundColumns
} from './estimate-checks.ts';
import { type Estimate, estimateIntervals, estimateMetrics } from './estimate.ts';
import type { Labelled } from './labelled.ts';
import { measureRealised } from './realised.ts';
import { type ScoreCounts, spreadScores } from './score-counts.ts';
import { sum } from '../statistics/sum.ts';

const SEED = 88;

/** Scores of a side: fine, and in hundredths. */
export interface ScoresOf {
  readonly counts: ScoreCounts;
  readonly profile: NumberProfile;
}

/** What an estimate is made of. */
export interface Evidence {
  /** Undefined where the new rows cannot be scored. */
  readonly fresh: ScoresOf | undefined;
  readonly reference: ScoresOf | undefined;
  readonly labelled: Labelled | undefined;
  /** Of the model: its decision, and its metrics at training. */
  readonly decision: Decision;
  readonly metrics: Metrics;
}

/**
 * The label-free estimate of how the model does on the new rows, or none where it would not hold. That the relation of
 * features and target stayed as it was is assumed; only labels can tell, and where there are some, they do.
 */
export function estimatePerformance(
  { fresh, reference, labelled, decision, metrics }: Evidence,
  report: FullReport
): PerformanceReport {
  const { roc_auc, pr_auc, accuracy, log_loss, precision, recall, f1, brier } = metrics;
  const line = fitCalibration(metrics.reliability ?? []);
  const distance = measureDistance(report);
  const calibration = widenCalibration(line, distance.value);
  const realised = labelled && measureRealised(labelled, decision, metrics);
  const sound = soundColumns(report, fresh !== undefined);
  const checks = [
    calibrated(metrics),
    seenRegion(report),
    // A broken column has no distance.
    ...(sound.passed ? [nearReference(distance)] : []),
    ...(fresh === undefined ? [] : [enoughRows(fresh.counts, calibration)]),
    sound
  ];
  // Labels are asked only about an estimate that would be shown.
  if (labelled !== undefined && realised !== undefined && checks.every(({ passed }) => passed))
    checks.push(...agreesWithLabels(labelled, realised, calibration, decision));
  const isValid = fresh !== undefined && checks.every(({ passed }) => passed);
  const estimate = isValid ? estimateMetrics(fresh.counts, calibration) : null;
  const before =
    estimate === null || fresh === undefined || reference === undefined
      ? null
      : estimateReference(estimate, fresh.profile, reference.profile, {
          calibration,
          threshold: fresh.counts.threshold
        });
  return {
    method: 'cbpe',
    checks,
    valid: isValid,
    estimate,
    intervals: isValid ? estimateIntervals(fresh.counts, calibration, randomSeeded(SEED)) : null,
    reference_estimate: before,
    change:
      estimate === null || before === null
        ? null
        : Object.fromEntries(
            Object.entries(before).map(([metric, was]) => [
              metric,
              estimate[metric as keyof Estimate]! - was
            ])
          ),
    calibration: { intercept: line.intercept, slope: line.slope },
    ...present({ realised }),
    reference: { roc_auc, pr_auc, accuracy, log_loss, precision, recall, f1, brier },
    rows: fresh === undefined ? report.rows.new : sum(fresh.counts.counts)
  };
}

/**
 * Estimate the same for the reference. Of a profile only hundredths are known: the difference is taken between both sides in
 * hundredths, so that it holds no error of rounding.
 */
function estimateReference(
  estimate: Estimate,
  fresh: NumberProfile,
  reference: NumberProfile,
  { calibration, threshold }: { calibration: Calibration; threshold: number }
): Record<string, number> {
  const now = estimateMetrics(spreadScores(fresh, threshold), calibration);
  const before = estimateMetrics(spreadScores(reference, threshold), calibration);
  return Object.fromEntries(
    Object.entries(estimate).flatMap(([metric, value]) => {
      const [to, from] = [now, before].map(found => found[metric as keyof Estimate]);
      return value === null || typeof to !== 'number' || typeof from !== 'number'
        ? []
        : [[metric, Math.min(Math.max(value - (to - from), 0), 1)]];
    })
  );
}
