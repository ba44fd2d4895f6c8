import type { Metrics } from '@espalier/core/contracts';
import {
  differenceInterval,
  type Interval,
  isSmall,
  type LabelMetric,
  SMALL_RULE
} from '@espalier/core/metrics';
import type { WindowMetrics } from './measure.ts';

/** A metric of the window beside that of the training's validation rows. */
export interface Comparison {
  readonly metric: LabelMetric;
  readonly training: number;
  readonly now: number;
  readonly difference: number;
  /** 95 % interval of the difference; null where either side has none. */
  readonly interval: Interval | null;
  /** `within`: the interval has 0 in it, so that chance gives as much. */
  readonly verdict: 'better' | 'worse' | 'within' | 'unknown';
}

const LOWER_IS_BETTER: ReadonlySet<LabelMetric> = new Set(['log_loss', 'brier']);

/** Compare every metric that both sides have. */
export function compareWithTraining(now: WindowMetrics, training: Metrics): Comparison[] {
  return (Object.keys(now.values) as LabelMetric[]).flatMap(metric => {
    const value = now.values[metric];
    const before = training[metric];
    if (value === null || typeof before !== 'number') return [];
    const difference = value - before;
    const ofValue = now.intervals[metric];
    const ofBefore = training.intervals?.[metric];
    const interval =
      ofValue && ofBefore ? differenceInterval([value, ofValue], [before, ofBefore]) : null;
    return [
      {
        metric,
        training: before,
        now: value,
        difference,
        interval,
        verdict: judge(metric, difference, interval)
      }
    ];
  });
}

/** A difference in the share of positives that moves metrics by itself. */
const MAX_SHARE_CHANGE = 0.05;

/** What makes the comparison less than it seems, as sentences. `isTrainingTable`: the rows are those that the model was made of. */
export function comparisonCaveats(
  shareNow: number,
  { reliability = [] }: Metrics,
  isTrainingTable: boolean,
  window: { readonly rows: number; readonly positives: number }
): string[] {
  const numRows = reliability.reduce((sum, { count }) => sum + count, 0);
  const positives = reliability.reduce((sum, { count, share }) => sum + count * share, 0);
  const before = positives / numRows;
  const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;
  return [
    ...(isTrainingTable
      ? ['this is the table that the model was trained on: it looks better than it is']
      : []),
    ...(isSmall(window) ? [`the window has ${SMALL_RULE}: too few to judge by`] : []),
    ...(Math.abs(shareNow - before) > MAX_SHARE_CHANGE
      ? [
          `${percent(shareNow)} of the rows are positive, ${percent(before)} in training: PR-AUC, accuracy, precision and F1 move with that alone`
        ]
      : [])
  ];
}

function judge(
  metric: LabelMetric,
  difference: number,
  interval: Interval | null
): Comparison['verdict'] {
  if (interval === null) return 'unknown';
  if (interval[0] <= 0 && interval[1] >= 0) return 'within';
  return difference > 0 === LOWER_IS_BETTER.has(metric) ? 'worse' : 'better';
}
