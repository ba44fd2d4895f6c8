import type { Progress } from '@espalier/cli';
import type { Pipeline } from '@espalier/core/contracts';
import { chooseThreshold } from '../decision/threshold.ts';
import type { TrainingRows } from '../split/training-rows.ts';
import { createStream } from '../streams.ts';
import { chooseFamily } from './choose-family.ts';
import { fitFamily } from './fit-family.ts';
import type { FittedScoring } from './fitted.ts';
import type { FitSettings } from './settings.ts';

/**
 * Choose family, calibration and threshold, then fit pipeline and model to all the training rows. For a large table the model
 * that was chosen by is kept.
 */
export async function fitScoring(
  training: TrainingRows,
  columns: readonly string[],
  settings: FitSettings,
  progress: Progress
): Promise<FittedScoring> {
  const choice = await chooseFamily(training, columns, settings, progress);
  const { family, calibrator, leaderboard, outOfFold } = choice;
  const threshold = chooseThreshold(settings.threshold, outOfFold);
  const { params, constraints } = settings;
  const plan = { family, params, constraints };
  const random = createStream(settings.seed, 'fit');
  const { pipeline, model, gains } =
    choice.fitted ?? (await fitFamily(training, columns, plan, random, progress));
  const decision = { format: 'espalier.decision/1', calibrator, threshold } as const;
  return {
    scoring: { pipeline, model, decision },
    gains: gains && gainsByColumn(pipeline, gains),
    leaderboard,
    outOfFold
  };
}

/** A column may be several features, as the parts of a date are. */
function gainsByColumn({ features }: Pipeline, gains: readonly number[]): Map<string, number> {
  const sums = new Map<string, number>();
  features.forEach(({ column }, j) => sums.set(column, (sums.get(column) ?? 0) + gains[j]!));
  return sums;
}
