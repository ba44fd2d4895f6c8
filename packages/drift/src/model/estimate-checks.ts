import { randomSeeded } from '@espalier/core';
import { type Decision, listBrokenColumns, type Metrics } from '@espalier/core/contracts';
import type { FullReport } from '../compare/report-schema.ts';
import type { PerformanceReport } from '../compare/performance-schema.ts';
import { type Calibration, logit, shareAt } from './calibration.ts';
import type { Distance } from './distance.ts';
import { estimateIntervals, estimateMetrics } from './estimate.ts';
import type { Labelled } from './labelled.ts';
import type { ScoreCounts } from './score-counts.ts';
import { sum } from '../statistics/sum.ts';

/** Highest expected calibration error on the validation rows. */
const MAX_ECE = 0.05;
/** Highest share of rows outside the values of the reference. */
const MAX_OUTSIDE = 0.05;
/** Beyond this distance the calibration of the validation rows says little. */
const MAX_DISTANCE = 1;
const MIN_ROWS = 300;
const MIN_CLASS_ROWS = 30;
const SEED = 89;

type Check = PerformanceReport['checks'][number];

/** A few validation rows look miscalibrated by chance: the lower end of the interval decides. */
export function calibrated({ ece, reliability, intervals }: Metrics): Check {
  const check = 'calibrated' as const;
  if (ece === undefined || reliability === undefined)
    return { check, passed: false, because: 'the bundle has no reliability table' };
  const [low, high] = intervals?.['ece'] ?? [ece, ece];
  const range = low === high ? '' : ` (${low.toFixed(3)} to ${high.toFixed(3)})`;
  return {
    check,
    passed: low <= MAX_ECE,
    because: `expected calibration error ${ece.toFixed(3)}${range} on the validation rows, at most ${MAX_ECE} allowed`
  };
}

const DISTANCE_WORDS = {
  columns: 'by the columns that the model uses',
  scores: 'by its scores',
  dependence: 'by the dependence of its columns'
} as const;

export function nearReference({ value, by }: Distance): Check {
  return {
    check: 'near_reference',
    passed: value <= MAX_DISTANCE,
    because: `the new rows are ${value.toFixed(2)} away from the reference ${DISTANCE_WORDS[by]}, at most ${MAX_DISTANCE} allowed`
  };
}

/** Metrics whose estimate must agree with the labels, and how often all three do when nothing changed. */
const AGREEING = ['roc_auc', 'accuracy', 'brier'] as const;
const AGREEMENT_LEVEL = 0.99;
/** With fewer labels of either class nothing can disagree. */
const MIN_LABELS = 10;

/** The estimate for the labelled rows beside what their labels give. */
export function agreesWithLabels(
  { count, positives, scores }: Labelled,
  realised: NonNullable<PerformanceReport['realised']>,
  calibration: Calibration,
  { group_thresholds }: Decision
): Check[] {
  if (Math.min(positives, count - positives) < MIN_LABELS) return [];
  const estimate = estimateMetrics(scores, calibration);
  const intervals = estimateIntervals(scores, calibration, randomSeeded(SEED), AGREEMENT_LEVEL);
  // The estimate knows one threshold for all.
  const known = AGREEING.filter(metric => metric !== 'accuracy' || group_thresholds === undefined);
  const shown = known.map(metric => {
    const [low, high] = intervals[metric];
    const value = realised[metric] ?? NaN;
    return {
      isOutside: value < low || value > high,
      text: `${METRIC_NAMES[metric]} is ${value.toFixed(3)} by the labels, ${estimate[metric].toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)}) was estimated`
    };
  });
  const off = shown.filter(({ isOutside }) => isOutside);
  const texts = (off.length === 0 ? shown.slice(0, 1) : off).map(({ text }) => text);
  const isBetter = (realised.roc_auc ?? 0) > intervals.roc_auc[1];
  const hint = isBetter ? '; rows that the model was trained on look better than they are' : '';
  return [
    {
      check: 'agrees_with_labels',
      passed: off.length === 0,
      because: `${texts.join('; ')} (${count} rows, 99%)${hint}`
    }
  ];
}

const METRIC_NAMES = { roc_auc: 'ROC-AUC', accuracy: 'accuracy', brier: 'Brier score' } as const;

/** The worst column decides: the share of new rows with an undeclared level or a number outside the training range. */
export function seenRegion({ columns }: FullReport): Check {
  const shares = Object.entries(columns).map(([name, { unseen, outside, outside_bounds }]) => {
    const least = outside ?? outside_bounds?.[0] ?? 0;
    const share = unseen === undefined ? least : unseen.new - unseen.reference;
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

export function enoughRows({ counts, sums }: ScoreCounts, calibration: Calibration): Check {
  const rows = sum(counts);
  let positives = 0;
  for (let i = 0; i < counts.length; ++i)
    if (counts[i]! > 0)
      positives += counts[i]! * shareAt(logit(sums[i]! / counts[i]!), calibration);
  const fewest = Math.min(positives, rows - positives);
  return {
    check: 'enough_rows',
    passed: rows >= MIN_ROWS && fewest >= MIN_CLASS_ROWS,
    because: `${rows} rows, ${fewest.toFixed(0)} of the rarer class expected; at least ${MIN_ROWS} and ${MIN_CLASS_ROWS} needed`
  };
}

/** `canScore`: are the columns that the model needs there, of their kinds? */
export function soundColumns(report: FullReport, canScore: boolean): Check {
  const broken = listBrokenColumns(report).map(({ column }) => column);
  const because =
    broken.length > 0
      ? `broken: ${broken.join(', ')}`
      : canScore
        ? 'no column is broken'
        : 'the new rows lack columns that the model needs';
  return { check: 'sound_columns', passed: broken.length === 0 && canScore, because };
}
