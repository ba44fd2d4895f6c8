import type { ClauseName } from './rules.ts';
import type { Signals } from './signals.ts';

/** Possible causes, most direct evidence first. */
export const HYPOTHESES = {
  monitoring_gap: 'the job that measures the model stopped, or writes what cannot be read',
  broken_data:
    'a column is broken: empty, absent, constant, of another type or unit, or of unseen levels alone',
  population_shift: 'incoming rows differ from the training rows',
  concept_change: 'the relation between features and target has changed',
  bad_model: 'the served model is worse than the one before it',
  overload: 'the server receives more requests than it can answer in time',
  failing_requests: 'requests fail, so the metrics cover fewer predictions'
} as const;

export type Hypothesis = keyof typeof HYPOTHESES;

/** An error rate counts as raised from this multiple of its median. */
const MIN_ERROR_RISE = 1.5;

/** Hypotheses that the signals support, most direct evidence first. Empty for a healthy model. */
export function listHypotheses(signals: Signals, fired: ReadonlySet<ClauseName>): Hypothesis[] {
  if (fired.size === 0) return [];
  const { overallDrift, brokenColumns, errorRate } = signals;
  const isWorse = ['warn_auc', 'critical_auc', 'critical_drift'].some(name =>
    fired.has(name as ClauseName)
  );
  const { latest, median } = errorRate;
  const isFailing =
    latest !== null && median !== null && latest > 0 && latest >= MIN_ERROR_RISE * median;
  const held: [Hypothesis, boolean][] = [
    ['monitoring_gap', fired.has('cannot_tell')],
    ['broken_data', isWorse && brokenColumns.length > 0],
    ['population_shift', isWorse && overallDrift],
    ['bad_model', isWorse && !overallDrift],
    ['concept_change', isWorse],
    ['overload', fired.has('warn_latency')],
    ['failing_requests', isFailing]
  ];
  return held.flatMap(([name, holds]) => (holds ? [name] : []));
}
