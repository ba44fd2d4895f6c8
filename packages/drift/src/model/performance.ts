import { randomSeeded } from '@espalier/core';
import { listBrokenColumns, type Metrics, type NumberProfile } from '@espalier/core/contracts';
import type { FullReport, PerformanceReport } from '../compare/report-schema.ts';
import { estimateIntervals, estimateMetrics } from './estimate.ts';
import { type ScoreCounts, spreadScores } from './score-counts.ts';
import { sum } from '../statistics/sum.ts';

/** Highest expected calibration error on the validation rows. */
const MAX_ECE = 0.05;
/** Highest share of rows outside the values of the reference. */
const MAX_OUTSIDE = 0.05;
const MIN_ROWS = 300;
const MIN_CLASS_ROWS = 30;
const SEED = 88;

type Check = PerformanceReport['checks'][number];

/**
 * The label-free estimate of how the model does on the new rows, or none where it would not hold. That the relation of
 * features and target stayed as it was is assumed, and cannot be seen without labels.
 */
export function estimatePerformance(
  { counts: scores, profile }: ScoresOf,
  reference: ScoresOf | undefined,
  metrics: Metrics,
  report: FullReport
): PerformanceReport {
  const checks = [
    calibrated(metrics),
    seenRegion(report),
    enoughRows(scores),
    soundColumns(report)
  ];
  const isValid = checks.every(({ passed }) => passed);
  const { roc_auc, accuracy, precision, recall, f1, brier } = metrics;
  return {
    method: 'cbpe',
    checks,
    valid: isValid,
    estimate: isValid ? estimateMetrics(scores) : null,
    intervals: isValid ? estimateIntervals(scores, randomSeeded(SEED)) : null,
    change:
      isValid && reference !== undefined ? changeOf(profile, reference.profile, scores) : null,
    reference: { roc_auc, accuracy, precision, recall, f1, brier },
    rows: sum(scores.counts)
  };
}

/** Scores of a side: fine, and in hundredths. */
export interface ScoresOf {
  readonly counts: ScoreCounts;
  readonly profile: NumberProfile;
}

function changeOf(
  fresh: NumberProfile,
  reference: NumberProfile,
  { threshold }: ScoreCounts
): Record<string, number> {
  const now = estimateMetrics(spreadScores(fresh, threshold));
  const before = estimateMetrics(spreadScores(reference, threshold)) as Record<
    string,
    number | null
  >;
  return Object.fromEntries(
    Object.entries(now).flatMap(([metric, value]) => {
      const was = before[metric] ?? null;
      return value === null || was === null ? [] : [[metric, value - was]];
    })
  );
}

function calibrated({ ece }: Metrics): Check {
  const check = 'calibrated' as const;
  if (ece === undefined)
    return { check, passed: false, because: 'the bundle has no calibration error' };
  return {
    check,
    passed: ece <= MAX_ECE,
    because: `expected calibration error ${ece.toFixed(3)} on the validation rows, at most ${MAX_ECE} allowed`
  };
}

/** The worst column decides: the share of new rows with an undeclared level or a number outside the training range. */
function seenRegion({ columns }: FullReport): Check {
  const shares = Object.entries(columns).map(([name, { unseen, outside }]) => {
    const share = unseen === undefined ? (outside ?? 0) : unseen.new - unseen.reference;
    return { name, share };
  });
  const worst = shares.reduce((a, b) => (b.share > a.share ? b : a), { name: '', share: 0 });
  const unknown = Object.values(columns).filter(
    ({ kind, outside, missing }) => kind === 'number' && outside === undefined && missing.new < 1
  ).length;
  return {
    check: 'seen_region',
    passed: worst.share <= MAX_OUTSIDE,
    because: [
      worst.share === 0
        ? 'no column has values outside those of the reference'
        : `${(100 * worst.share).toFixed(1)}% of the new rows lie outside the values that the reference has of ${worst.name}, at most ${100 * MAX_OUTSIDE}% allowed`,
      ...(unknown === 0
        ? []
        : [`the range of ${unknown} number columns is unknown: a profile has it with show: true`])
    ].join('; ')
  };
}

function enoughRows({ counts, sums }: ScoreCounts): Check {
  const rows = sum(counts);
  const positives = sum(sums);
  const fewest = Math.min(positives, rows - positives);
  return {
    check: 'enough_rows',
    passed: rows >= MIN_ROWS && fewest >= MIN_CLASS_ROWS,
    because: `${rows} rows, ${fewest.toFixed(0)} of the rarer class expected; at least ${MIN_ROWS} and ${MIN_CLASS_ROWS} needed`
  };
}

function soundColumns(report: FullReport): Check {
  const broken = listBrokenColumns(report).map(({ column }) => column);
  return {
    check: 'sound_columns',
    passed: broken.length === 0,
    because: broken.length === 0 ? 'no column is broken' : `broken: ${broken.join(', ')}`
  };
}
