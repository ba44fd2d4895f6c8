import { calibrate } from '@espalier/bundle';
import type { Progress } from '@espalier/cli';
import { countPositives } from '@espalier/core';
import type { Calibrator } from '@espalier/core/contracts';
import { rocAuc } from '@espalier/core/metrics';
import {
  canCalibrate,
  chooseCalibrator,
  isBetter,
  NONE,
  UNCALIBRATED
} from '../calibration/index.ts';
import type { TrainedFamily } from '../families/family.ts';
import { scoreCost } from '../search/score-cost.ts';
import type { TrainingRows } from '../split/training-rows.ts';
import { createStream } from '../streams.ts';
import type { FittedFamily } from './fit-family.ts';
import type { LeaderboardEntry, OutOfFoldScores } from './fitted.ts';
import { scoreOutOfFold } from './out-of-fold.ts';
import type { FitSettings } from './settings.ts';

export interface Choice {
  readonly family: TrainedFamily;
  readonly calibrator: Calibrator;
  /** The model itself, where the table is so large that it is not fitted again. */
  readonly fitted?: FittedFamily | undefined;
  /** Of that family; undefined when there were too few rows. */
  readonly outOfFold: OutOfFoldScores | undefined;
  /** Every family that was tried, and the share of positives as the baseline; empty when there were too few rows. */
  readonly leaderboard: readonly LeaderboardEntry[];
}

/** The simplest first: a later family must be better by more than chance. */
const BY_SIMPLICITY: readonly TrainedFamily[] = ['logistic', 'gbdt'];

/** The families that a name stands for. `auto` is the same on every machine, so mlp, which needs an install, is not in it. */
export function familiesFor(family: TrainedFamily | 'auto'): readonly TrainedFamily[] {
  return family === 'auto' ? BY_SIMPLICITY : [family];
}

/**
 * Choose the family, if there is a choice, and its calibration by log loss on out-of-fold training rows.
 * The simpler family stays unless the other is better by more than one standard error of the paired difference.
 */
export async function chooseFamily(
  training: TrainingRows,
  columns: readonly string[],
  {
    family,
    seed,
    params,
    constraints,
    classWeights,
    clock,
    families = familiesFor(family)
  }: FitSettings,
  progress: Progress
): Promise<Choice> {
  const { labels } = training;
  if (!canCalibrate(labels)) {
    const family = families[0]!;
    return { family, calibrator: NONE, outOfFold: undefined, leaderboard: [] };
  }
  const tried = [];
  for (const [i, candidate] of families.entries()) {
    progress.step('choosing family and calibration', i, families.length);
    const start = clock?.();
    const { scores, fitted, isKept } = await scoreOutOfFold(
      training,
      columns,
      { family: candidate, params, constraints },
      createStream(seed, 'familyFolds'),
      progress
    );
    const choice = chooseCalibrator(
      scores.labels,
      scores.probabilities,
      createStream(seed, 'calibration'),
      { weights: scores.weights, isShifted: classWeights !== undefined }
    );
    tried.push({
      ...choice,
      scores,
      family: candidate,
      roc_auc: rocAuc(scores.labels, scores.probabilities, scores.weights),
      kept: isKept ? fitted : undefined,
      times: clock && timesOf(start!, clock, fitted, training)
    });
  }
  progress.step('choosing family and calibration', families.length, families.length);
  const best = tried.reduce((kept, next) => (isBetter(next.losses, kept.losses) ? next : kept));
  const leaderboard = tried.map(({ family, roc_auc, losses, times }) => ({
    family,
    roc_auc,
    log_loss: mean(losses),
    ...times
  }));
  return {
    family: best.family,
    calibrator: best.calibrator,
    fitted: best.kept,
    outOfFold: calibrated(best.scores, best.calibrator),
    leaderboard: [...leaderboard, { family: 'prior', roc_auc: 0.5, log_loss: entropy(training) }]
  };
}

function timesOf(
  start: number,
  clock: () => number,
  { pipeline, model }: FittedFamily,
  { table }: TrainingRows
): { seconds: number; score_us: number } {
  const seconds = Math.round(clock() - start) / 1000;
  return {
    seconds,
    score_us: scoreCost({ pipeline, model, decision: UNCALIBRATED }, table, clock)
  };
}

function calibrated(scores: OutOfFoldScores, calibrator: Calibrator): OutOfFoldScores {
  const probabilities = Float64Array.from(scores.probabilities);
  calibrate(calibrator, probabilities);
  return { ...scores, probabilities };
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Log loss of predicting the share of positives for every row. */
function entropy({ labels, weights }: TrainingRows): number {
  const sumOf = (label: number): number =>
    weights!.reduce((sum, weight, row) => (labels[row] === label ? sum + weight : sum), 0);
  const share =
    weights === undefined
      ? countPositives(labels) / labels.length
      : sumOf(1) / (sumOf(0) + sumOf(1));
  return -(share * Math.log(share) + (1 - share) * Math.log(1 - share));
}
