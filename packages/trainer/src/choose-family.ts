import { calibrate } from '@espalier/bundle';
import { type Progress } from '@espalier/cli';
import { countPositives, randomSeeded } from '@espalier/core';
import { type Calibrator, type TrainParams } from '@espalier/core/contracts';
import { rocAuc } from '@espalier/core/metrics';
import { canCalibrate, chooseCalibrator, isBetter, NONE } from './calibration/index.ts';
import { outOfFold, RAW } from './calibration/out-of-fold.ts';
import { type TrainedFamily } from './families/family.ts';
import { type Unseen } from './decision/threshold.ts';
import { type FittedFamily } from './fit-family.ts';
import { scoreCost } from './search/score-cost.ts';
import { type TrainingRows } from './training-rows.ts';

/** What one family is worth on training rows that its models had not seen, calibrated. */
export interface Standing {
  readonly family: TrainedFamily | 'prior';
  readonly roc_auc: number;
  readonly log_loss: number;
  /** What fitting it to choose by it took. */
  readonly seconds?: number;
  /** Median time of scoring one row, in microseconds. */
  readonly score_us?: number;
}

export interface Choice {
  readonly family: TrainedFamily;
  readonly calibrator: Calibrator;
  /** The model itself, where the table is so large that the one that was judged is kept. */
  readonly fitted?: FittedFamily | undefined;
  /** Training rows as models of that family scored them unseen, calibrated; undefined when there were too few. */
  readonly unseen?: Unseen;
  /** Every family that was tried, and the share of positives as the baseline; empty when there were too few rows. */
  readonly leaderboard: readonly Standing[];
}

export interface ChoiceSettings {
  readonly family: TrainedFamily | 'auto';
  readonly seed: number;
  /** What is not to be chosen, by family. */
  readonly params?: TrainParams | undefined;
  /** Those to choose from, when not all that `family` stands for. */
  readonly families?: readonly TrainedFamily[] | undefined;
  /** Milliseconds of a clock that never runs backwards; without one the leaderboard has no times. */
  readonly clock?: (() => number) | undefined;
}

/** From the simplest on: a later one must be better by more than chance. */
const BY_SIMPLICITY: readonly TrainedFamily[] = ['logistic', 'gbdt'];
/** The families that a name stands for. `auto` is the same everywhere: mlp is for those who name it, wherever it is installed. */
export function familiesFor(family: TrainedFamily | 'auto'): readonly TrainedFamily[] {
  return family === 'auto' ? BY_SIMPLICITY : [family];
}

/** Independent streams of one seed, beside those of train. */
const STREAM = { folds: 3, calibration: 4 } as const;

/**
 * Choose the family, if it is to be chosen, and its calibration by log loss on training rows that the models had not seen.
 * The simpler family stays unless the other is better by more than one standard error of the paired difference.
 */
export async function chooseFamily(
  training: TrainingRows,
  columns: readonly string[],
  { family, seed, params, clock, families = familiesFor(family) }: ChoiceSettings,
  progress: Progress
): Promise<Choice> {
  const { labels } = training;
  if (!canCalibrate(labels)) return { family: families[0]!, calibrator: NONE, leaderboard: [] };
  const tried = [];
  for (const [i, candidate] of families.entries()) {
    progress.step('choosing family and calibration', i, families.length);
    const start = clock?.();
    const { unseen, fitted, isKept } = await outOfFold(
      training,
      columns,
      { family: candidate, params },
      randomSeeded(seed, STREAM.folds),
      progress
    );
    const calibrated = chooseCalibrator(
      unseen.labels,
      unseen.probabilities,
      randomSeeded(seed, STREAM.calibration)
    );
    tried.push({
      ...calibrated,
      unseen,
      family: candidate,
      roc_auc: rocAuc(unseen.labels, unseen.probabilities),
      kept: isKept ? fitted : undefined,
      ...(clock === undefined ? {} : timesOf(start!, clock, fitted, training))
    });
  }
  progress.step('choosing family and calibration', families.length, families.length);
  const best = tried.reduce((kept, next) => (isBetter(next.losses, kept.losses) ? next : kept));
  const leaderboard = tried.map(({ family, roc_auc, losses, seconds, score_us }): Standing => ({
    family,
    roc_auc,
    log_loss: mean(losses),
    ...(seconds === undefined ? {} : { seconds, score_us: score_us! })
  }));
  return {
    family: best.family,
    calibrator: best.calibrator,
    fitted: best.kept,
    unseen: calibratedUnseen(best.unseen, best.calibrator),
    leaderboard: [...leaderboard, { family: 'prior', roc_auc: 0.5, log_loss: entropy(labels) }]
  };
}

function timesOf(
  start: number,
  clock: () => number,
  { pipeline, model }: FittedFamily,
  { table }: TrainingRows
): { seconds: number; score_us: number } {
  const seconds = Math.round(clock() - start) / 1000;
  return { seconds, score_us: scoreCost({ pipeline, model, decision: RAW }, table, clock) };
}

function calibratedUnseen(unseen: Unseen, calibrator: Calibrator): Unseen {
  const probabilities = Float64Array.from(unseen.probabilities);
  calibrate(calibrator, probabilities);
  return { ...unseen, probabilities };
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The log loss of whoever says the share of positives of every row. */
function entropy(labels: Uint8Array): number {
  const share = countPositives(labels) / labels.length;
  return -(share * Math.log(share) + (1 - share) * Math.log(1 - share));
}
