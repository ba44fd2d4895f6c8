import { FAMILIES, type Model } from '@espalier/bundle';
import type { Progress } from '@espalier/cli';
import { createTransform, fitPipeline, type Random } from '@espalier/core';
import type { Pipeline, TrainParams } from '@espalier/core/contracts';
import type { TrainedFamily } from '../families/family.ts';
import { TRAINERS } from '../families/index.ts';
import type { Constraints } from '../families/constraints.ts';
import { fittingWeights, type TrainingRows } from '../split/training-rows.ts';

/** A family, and what is not to be chosen of it. */
export interface FamilyPlan {
  readonly family: TrainedFamily;
  readonly params?: TrainParams | undefined;
  readonly constraints?: Constraints | undefined;
}

export interface FittedFamily {
  readonly pipeline: Pipeline;
  readonly model: Model;
  /** What the splits on each feature saved; of trees alone. */
  readonly gains?: readonly number[] | undefined;
}

/** Fit a pipeline and a model of a family to rows. */
export async function fitFamily(
  rows: TrainingRows,
  columns: readonly string[],
  { family, params, constraints }: FamilyPlan,
  random: Random,
  progress: Progress
): Promise<FittedFamily> {
  const pipeline = fitPipeline(rows.table, columns, FAMILIES[family].style);
  const features = createTransform(pipeline)(rows.table);
  progress.note(`fitting ${family} to ${rows.table.numRows} rows and ${features.length} features`);
  const { labels, splitting } = rows;
  const fitted = await TRAINERS[family]({
    ...{ features, pipeline, labels, splitting, params, constraints, random, progress },
    weights: fittingWeights(rows)
  });
  return { pipeline, ...fitted };
}
