import { type GbdtModel, treeFeature } from '@espalier/bundle';
import { countPositives } from '@espalier/core';
import { type Pipeline } from '@espalier/core/contracts';
import {
  type Dataset,
  DEFAULTS,
  encodeModel,
  type Feature,
  importances,
  type Model,
  type Params,
  train
} from '@espalier/gbdt';
import { keepsFitted, shareToChooseBy } from '../large.ts';
import { type FitInput, type Fitted } from './family.ts';

/** At LightGBM's learning rate; at a smaller one in proportion more. */
const MAX_ROUNDS = 500;
const PATIENCE = 50;
/** Share of the training rows that tell when to stop; of large tables so many rows. */
const STOPPING_SHARE = 0.2;
const MAX_STOPPING_ROWS = 50_000;
/** With fewer rows of a class than this, what they tell is chance: then it is LightGBM's default number of rounds. */
const MIN_CLASS_ROWS = 50;
const DEFAULT_ROUNDS = 100;

/**
 * Boosted trees with LightGBM's defaults. The number of rounds, unless it is given, is the one with the least log loss on a
 * fifth of the training rows; then the trees are grown anew on all of them, unless the table is large.
 */
export async function fitGbdt(input: FitInput): Promise<Fitted<GbdtModel>> {
  const { features, labels, weights, pipeline, random } = input;
  const dataset: Dataset = {
    numRows: labels.length,
    features: treeFeatures(pipeline, features),
    labels,
    ...(weights === undefined ? {} : { weights })
  };
  const seed = Math.floor(random() * 2 ** 32);
  // The engine puts its default where a parameter is undefined.
  const params = { ...input.params?.gbdt, seed } as Partial<Params>;
  const stopped =
    params.numIterations === undefined ? await stopEarly(dataset, input, params) : undefined;
  const rounds = stopped && { numIterations: stopped.numIterations };
  const model = stopped?.model ?? (await train(dataset, { ...params, ...rounds })).model;
  return {
    model: { format: 'espalier.model/1', family: 'gbdt', trees: encodeModel(model) },
    gains: [...importances(model, 'gain')]
  };
}

/** What the rows that were set aside tell: the number of rounds, and of a large table the trees themselves. */
interface Stopped {
  readonly numIterations: number;
  readonly model?: Model;
}

/** The pipeline's columns as trees take them; one more level than the step knows stands for all others. */
function treeFeatures(pipeline: Pipeline, features: readonly Float64Array[]): Feature[] {
  const numLevels = new Map(
    pipeline.steps.flatMap(step =>
      step.kind === 'ordinal' ? [[step.column, step.levels.length + 1] as const] : []
    )
  );
  return pipeline.features.map(({ column }, j) => treeFeature(features[j]!, numLevels.get(column)));
}

async function stopEarly(
  dataset: Dataset,
  { labels, splitting, random, progress }: FitInput,
  params: Partial<Params>
): Promise<Stopped> {
  const numPositives = countPositives(labels);
  if (Math.min(numPositives, labels.length - numPositives) < MIN_CLASS_ROWS)
    return { numIterations: DEFAULT_ROUNDS };
  const share = shareToChooseBy(labels.length, STOPPING_SHARE, MAX_STOPPING_ROWS);
  const split = splitting.holdOut(share, random);
  const { learningRate = DEFAULTS.learningRate } = params;
  const maxRounds = Math.round(MAX_ROUNDS * Math.max(1, DEFAULTS.learningRate / learningRate));
  const { model, report } = await train(
    selectDataset(dataset, split.train),
    { ...params, numIterations: maxRounds, earlyStoppingRounds: PATIENCE },
    {
      valid: selectDataset(dataset, split.validation),
      onIteration: ({ iteration }) => {
        progress.step('choosing the number of rounds', iteration, maxRounds);
      }
    }
  );
  progress.step('choosing the number of rounds', maxRounds, maxRounds);
  progress.note(
    `${report.bestIteration} rounds are best (${report.kernels} kernels, ${report.numThreads} threads)`
  );
  const numIterations = report.bestIteration;
  return keepsFitted(splitting, labels.length) ? { numIterations, model } : { numIterations };
}

function selectDataset({ features, labels, weights }: Dataset, rows: Uint32Array): Dataset {
  return {
    numRows: rows.length,
    labels: Uint8Array.from(rows, row => labels[row]!),
    ...(weights === undefined ? {} : { weights: Float64Array.from(rows, row => weights[row]!) }),
    features: features.map(feature =>
      feature.kind === 'number'
        ? { ...feature, values: Float64Array.from(rows, row => feature.values[row]!) }
        : { ...feature, codes: Int32Array.from(rows, row => feature.codes[row]!) }
    )
  };
}
