import type { BundleParts } from '@espalier/bundle';
import type { Fairness, Metrics } from '@espalier/core/contracts';
import type { Evaluation } from '@espalier/core/metrics';
import type { ScoreCurves } from './evaluate/score-curves.ts';
import type { TrainingScores } from './evaluate/training-scores.ts';
import type { Importance } from './explain/importances.ts';
import type { PartialDependence } from './explain/partial-dependence.ts';
import type { LeaderboardEntry } from './fit/fitted.ts';

/** A training's result: the parts of the bundle, and everything measured on the validation rows. */
export interface Trained {
  readonly parts: Omit<BundleParts, 'metrics'>;
  readonly evaluation: Evaluation;
  readonly scores: ScoreCurves;
  /** The same model on rows that it was trained on. */
  readonly training: TrainingScores;
  /** How the decision treats the groups of the sensitive columns, where the spec names any. */
  readonly fairness: Fairness | undefined;
  /** The result of the search for parameters, where one was asked for. */
  readonly search: Metrics['search'];
  /** Cost and benefit of the mitigation, where one was asked for. */
  readonly mitigation: Metrics['mitigation'];
  readonly importances: readonly Importance[];
  /** Of the most important columns. */
  readonly dependence: readonly PartialDependence[];
  /** How each family did on out-of-fold training rows. */
  readonly leaderboard: readonly LeaderboardEntry[];
  /** Warnings about the result. */
  readonly warnings: readonly string[];
  readonly numTrain: number;
  /** Validation rows that also occur among the training rows. */
  readonly numRepeats: number;
  readonly numValidation: number;
}
