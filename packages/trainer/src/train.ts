import { type BundleParts, createScorer, FAMILIES } from '@espalier/bundle';
import { type Progress } from '@espalier/cli';
import {
  type CategoryColumn,
  columnOf,
  countPositives,
  createTransform,
  type DatasetSpec,
  type Fairness,
  type Feature,
  fitPipeline,
  profileScores,
  profileTable,
  randomSeeded,
  selectLabels,
  selectRows,
  type Table,
  type TrainParams
} from '@espalier/core';
import { evaluate, type Evaluation } from './evaluate.ts';
import { countRepeats } from './checks/repeats.ts';
import { chooseFamily, type Standing } from './choose-family.ts';
import { measureFairness } from './fairness/index.ts';
import { type TrainedFamily, TRAINERS } from './families/index.ts';
import { type Importance } from './importances.ts';
import { type ScoreCurves, traceScores } from './page/score-curves.ts';
import { createSplitting } from './split/index.ts';

export interface TrainSettings {
  readonly family: TrainedFamily | 'auto';
  /** What is not to be chosen, by family. */
  readonly params?: TrainParams | undefined;
  readonly seed: number;
  /** Share of the rows that is set aside for the evaluation. */
  readonly validation: number;
  /** A key of each row, NaN for none: rows of one key are not parted. */
  readonly groups?: Float64Array;
  /** The time of each row: the last ones are set aside. */
  readonly times?: Float64Array;
}

export interface Trained {
  readonly parts: Omit<BundleParts, 'metrics'>;
  readonly evaluation: Evaluation;
  readonly scores: ScoreCurves;
  /** How the decision treats the groups of the sensitive columns, where the spec names any. */
  readonly fairness: Fairness | undefined;
  readonly importances: readonly Importance[];
  /** How the families that were tried did on training rows that their models had not seen. */
  readonly leaderboard: readonly Standing[];
  readonly numTrain: number;
  /** Validation rows that stand among the training rows too. */
  readonly numRepeats: number;
  readonly numValidation: number;
}

/** Independent streams of one seed. */
const STREAM = { split: 0, fit: 1, intervals: 2 } as const;
const THRESHOLD = 0.5;

/**
 * Train on a table: the pipeline, the model and everything that is chosen see the training rows alone; the evaluation is of
 * the validation rows, scored the way that serving scores.
 */
export async function train(
  table: Table,
  labels: Uint8Array,
  spec: DatasetSpec,
  settings: TrainSettings,
  progress: Progress
): Promise<Trained> {
  const splitting = createSplitting(labels, settings);
  const split = splitting.holdOut(settings.validation, randomSeeded(settings.seed, STREAM.split));
  const inner = splitting.select(split.train);
  const trainTable = selectRows(table, split.train);
  const trainLabels = selectLabels(labels, split.train);
  const columns = Object.keys(spec.features);
  const choice = await chooseFamily(trainTable, trainLabels, columns, inner, settings, progress);
  const { family, calibrator, leaderboard } = choice;
  const pipeline = fitPipeline(trainTable, columns, FAMILIES[family].style);
  const features = createTransform(pipeline)(trainTable);
  progress.note(`fitting ${family} to ${split.train.length} rows and ${features.length} features`);
  const { model, importances } = await TRAINERS[family]({
    features,
    pipeline,
    labels: trainLabels,
    splitting: inner,
    params: settings.params,
    random: randomSeeded(settings.seed, STREAM.fit),
    progress
  });
  const scoring = {
    pipeline,
    model,
    decision: { format: 'espalier.decision/1', calibrator, threshold: THRESHOLD } as const
  };
  const held = selectRows(table, split.validation);
  const heldLabels = selectLabels(labels, split.validation);
  const probabilities = createScorer(scoring)(held);
  const parts = {
    ...scoring,
    spec: withLevels(spec, trainTable),
    profile: {
      ...profileTable(trainTable, spec),
      scores: profileScores(probabilities),
      labels: { count: trainLabels.length, positives: countPositives(trainLabels) }
    }
  };
  const random = randomSeeded(settings.seed, STREAM.intervals);
  const sensitive = spec.sensitive.map(name => columnOf(held, name));
  return {
    parts,
    evaluation: evaluate(heldLabels, probabilities, THRESHOLD, random),
    scores: traceScores(heldLabels, probabilities),
    fairness:
      sensitive.length === 0 ? undefined : measureFairness(heldLabels, probabilities, sensitive),
    importances,
    leaderboard,
    numTrain: split.train.length,
    numRepeats: countRepeats(trainTable, held),
    numValidation: split.validation.length
  };
}

/** The spec with the levels of the training rows, where it does not declare them: what serving accepts is then written down. */
function withLevels(spec: DatasetSpec, table: Table): DatasetSpec {
  const features = Object.entries(spec.features).map(([name, feature]): [string, Feature] => {
    const column = columnOf(table, name);
    if (feature.kind === 'number' || column.kind === 'number' || feature.levels !== undefined)
      return [name, feature];
    const levels = presentLevels(column);
    return [name, levels.length === 0 ? feature : { ...feature, levels }];
  });
  return { ...spec, features: Object.fromEntries(features) };
}

function presentLevels({ levels, codes }: CategoryColumn): string[] {
  const present = new Set(codes);
  return levels.filter((_, code) => present.has(code));
}
