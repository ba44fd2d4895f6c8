import type { ScoringParts } from '@espalier/bundle';
import type { Metrics } from '@espalier/core/contracts';

/** Calibrated probabilities of training rows, from models that were fitted without them. */
export interface OutOfFoldScores {
  /** Places among the training rows, ascending. */
  readonly rows: Uint32Array;
  readonly labels: Uint8Array;
  readonly probabilities: Float64Array;
  /** Undefined where each row counts alike. */
  readonly weights?: Float64Array | undefined;
}

/** How one family did on out-of-fold training rows, calibrated; `prior` predicts the share of positives for every row. */
export type LeaderboardEntry = NonNullable<Metrics['leaderboard']>[number];

/** Pipeline, model and decision, and how they were chosen. */
export interface FittedScoring {
  readonly scoring: ScoringParts;
  /** Loss saved by the splits on each column; trees only. */
  readonly gains: ReadonlyMap<string, number> | undefined;
  readonly leaderboard: readonly LeaderboardEntry[];
  /** Undefined when there were too few rows. */
  readonly outOfFold: OutOfFoldScores | undefined;
}
