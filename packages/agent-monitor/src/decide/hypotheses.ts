import type { ClauseName } from './evidence.ts';
import type { Signals } from './signals.ts';

/** What may lie behind a plan, each with the reason to think so. The rules' own order is by how near the evidence is. */
export const HYPOTHESES = {
  broken_data: 'a column arrives empty, absent or of another type',
  population_shift: 'the rows that come now differ from those of training',
  concept_change: 'the features mean something else for the target than they did',
  bad_model: 'the model that is served is worse than the one before it',
  overload: 'the server gets more than it can answer in time',
  failing_requests: 'requests fail, so the metrics rest on fewer answers'
} as const;

export type Hypothesis = keyof typeof HYPOTHESES;

/** An error rate that rose by this factor is one that says something. */
const MIN_ERROR_RISE = 1.5;

/** The hypotheses that the signals give reason to, the nearest first. Empty for a healthy model. */
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
    ['broken_data', isWorse && brokenColumns.length > 0],
    ['population_shift', isWorse && overallDrift],
    ['bad_model', isWorse && !overallDrift],
    ['concept_change', isWorse],
    ['overload', fired.has('warn_latency')],
    ['failing_requests', isFailing]
  ];
  return held.flatMap(([name, holds]) => (holds ? [name] : []));
}
