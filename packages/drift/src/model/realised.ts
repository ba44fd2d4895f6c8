import { randomSeeded } from '@espalier/core';
import type { Decision, Metrics } from '@espalier/core/contracts';
import { differenceInterval, evaluate, type Interval } from '@espalier/core/metrics';
import type { PerformanceReport } from '../compare/performance-schema.ts';
import type { Labelled } from './labelled.ts';

const UNRANKED = ['accuracy', 'log_loss', 'brier'] as const;
/** Further metrics, which need both classes. */
const RANKED = [...UNRANKED, 'roc_auc', 'pr_auc', 'precision', 'recall', 'f1'] as const;

type Realised = NonNullable<PerformanceReport['realised']>;

const SEED = 42;
/** A relative drop of the ROC-AUC that matters, as for agent-monitor's warning. */
const MIN_DROP = 0.03;

/** Measure the model on the new rows whose labels are known, and compare its ranking with that at training. */
export function measureRealised(
  { count, positives, numUnlabelled, probabilities, labels, decisions }: Labelled,
  decision: Decision,
  training: Metrics
): Realised {
  const hasBoth = positives > 0 && positives < count;
  const found = evaluate(labels, probabilities, decision, decisions, randomSeeded(SEED));
  const ranked = (value: number): number | null => (hasBoth ? value : null);
  const { accuracy, log_loss, brier, intervals } = found;
  const known = hasBoth ? RANKED : UNRANKED;
  return {
    roc_auc: ranked(found.roc_auc),
    pr_auc: ranked(found.pr_auc),
    accuracy,
    log_loss,
    brier,
    precision: ranked(found.precision),
    recall: ranked(found.recall),
    f1: ranked(found.f1),
    intervals: Object.fromEntries(known.map(metric => [metric, intervals[metric]])),
    rows: count,
    positives,
    unlabelled: numUnlabelled,
    ...(labels.length < count ? { sampled: labels.length } : {}),
    verdict: compareRanking(
      hasBoth ? [found.roc_auc, found.intervals.roc_auc] : undefined,
      training.roc_auc,
      training.intervals?.['roc_auc']
    )
  };
}

/** `worse` or `better`: by more than chance gives, and by at least 3%. */
function compareRanking(
  now: readonly [number, Interval] | undefined,
  before: number,
  ofBefore: Interval | undefined
): Realised['verdict'] {
  if (now === undefined) return 'unknown';
  const [low, high] = differenceInterval(now, [before, ofBefore ?? [before, before]]);
  if (high < 0 && now[0] < before * (1 - MIN_DROP)) return 'worse';
  return low > 0 && now[0] > before * (1 + MIN_DROP) ? 'better' : 'as_before';
}
