import { type ScoringParts } from '@espalier/bundle';
import { type Progress } from '@espalier/cli';
import { randomSeeded } from '@espalier/core';
import { type ThresholdRule } from '@espalier/core/contracts';
import { type ChoiceSettings, chooseFamily, type Standing } from './choose-family.ts';
import { chooseThreshold, type Unseen } from './decision/threshold.ts';
import { fitFamily } from './fit-family.ts';
import { type TrainingRows } from './training-rows.ts';

export interface FitSettings extends ChoiceSettings {
  readonly threshold?: ThresholdRule | undefined;
}

/** All that decides a score, and how it came about. */
export interface FittedScoring {
  readonly scoring: ScoringParts;
  /** What the splits on each column saved; of trees alone. */
  readonly gains: ReadonlyMap<string, number> | undefined;
  /** How the families that were tried did on training rows that their models had not seen. */
  readonly leaderboard: readonly Standing[];
  readonly unseen: Unseen | undefined;
}

/** A stream of the seed beside those of train and chooseFamily. */
const STREAM = 1;

/** Choose family, calibration and threshold, then fit pipeline and model to all the training rows; of a large table keep the model that was judged. */
export async function fitScoring(
  training: TrainingRows,
  columns: readonly string[],
  settings: FitSettings,
  progress: Progress
): Promise<FittedScoring> {
  const choice = await chooseFamily(training, columns, settings, progress);
  const { family, calibrator, leaderboard, unseen } = choice;
  const threshold = chooseThreshold(settings.threshold, unseen);
  const { pipeline, model, gains } =
    choice.fitted ??
    (await fitFamily(
      training,
      columns,
      { family, params: settings.params },
      randomSeeded(settings.seed, STREAM),
      progress
    ));
  const decision = { format: 'espalier.decision/1', calibrator, threshold } as const;
  return {
    scoring: { pipeline, model, decision },
    gains: gains && new Map(pipeline.features.map(({ column }, j) => [column, gains[j]!])),
    leaderboard,
    unseen
  };
}
