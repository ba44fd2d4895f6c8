import { createDecider, createScorer, type ScoringParts } from '@espalier/bundle';
import type { Progress } from '@espalier/cli';
import { columnOf } from '@espalier/core';
import type { Metrics, Mitigation } from '@espalier/core/contracts';
import { describeFairness, evaluate, type Evaluation } from '@espalier/core/metrics';
import { countRepeats } from '../checks/repeats.ts';
import { tradeOff } from '../decision/trade-off.ts';
import { measureImportances } from '../explain/importances.ts';
import { measureDependence } from '../explain/partial-dependence.ts';
import type { FittedScoring } from '../fit/fitted.ts';
import type { HeldOutRows } from '../split/hold-out.ts';
import type { TrainingRows } from '../split/training-rows.ts';
import { createStream } from '../streams.ts';
import type { Trained } from '../trained.ts';
import { traceScores } from './score-curves.ts';
import { scoreTraining } from './training-scores.ts';

/** Columns whose partial dependence is measured. */
const NUM_DEPENDENCE = 6;

/** A scoring on the validation rows: its probabilities, its decisions, and how good they are. */
export interface Assessment {
  readonly probabilities: Float64Array;
  readonly decisions: Uint8Array;
  readonly evaluation: Evaluation;
}

/** Score and decide the validation rows the way serving does, and measure the result. */
export function assess(scoring: ScoringParts, held: HeldOutRows, seed: number): Assessment {
  const probabilities = createScorer(scoring)(held.table);
  const decisions = createDecider(scoring.decision)(held.table, probabilities);
  const random = createStream(seed, 'intervals');
  const evaluation = evaluate(
    held.labels,
    probabilities,
    scoring.decision,
    decisions,
    random,
    held.weights
  );
  return { probabilities, decisions, evaluation };
}

type Measured = Pick<
  Trained,
  'evaluation' | 'scores' | 'training' | 'fairness' | 'importances' | 'dependence' | 'numRepeats'
>;

/** Everything else measured on the validation rows: curves, fairness, explanations, repeated rows. */
export function describeAssessment(
  { evaluation, probabilities, decisions }: Assessment,
  { scoring, gains }: FittedScoring,
  { table, labels, weights }: HeldOutRows,
  training: TrainingRows,
  { sensitive, seed }: { readonly sensitive: readonly string[]; readonly seed: number },
  progress: Progress
): Measured {
  const random = createStream(seed, 'explanation');
  const importances = measureImportances(scoring, table, labels, gains, random, progress);
  const explained = importances.slice(0, NUM_DEPENDENCE).map(({ column }) => column);
  const columns = sensitive.map(name => columnOf(table, name));
  return {
    evaluation,
    scores: traceScores(labels, probabilities, weights),
    training: scoreTraining(training, scoring),
    fairness:
      columns.length === 0
        ? undefined
        : describeFairness(labels, probabilities, columns, scoring.decision, decisions),
    importances,
    dependence: measureDependence(scoring, table, explained, random),
    numRepeats: countRepeats(training.table, table)
  };
}

/** The cost and benefit of a mitigation: the decision on the validation rows without it and with it. */
export function compareMitigation(
  { method, column: name }: Mitigation,
  before: Assessment,
  after: Assessment,
  { table, labels }: HeldOutRows
): NonNullable<Metrics['mitigation']> {
  const measure = (assessment: Assessment) => tradeOff(labels, assessment, columnOf(table, name));
  return { method, column: name, before: measure(before), after: measure(after) };
}
