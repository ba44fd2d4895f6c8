import { type GbdtModel, treeFeature } from '@espalier/bundle';
import { countPositives, present } from '@espalier/core';
import type { Pipeline } from '@espalier/core/contracts';
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
import { EARLY_STOPPING, MIN_CLASS_ROWS } from '../limits.ts';
import { keepsFitted, shareToChooseBy } from '../split/large-tables.ts';
import { treeConstraints } from './constraints.ts';
import type { FitInput, Fitted } from './family.ts';

/** At LightGBM's learning rate; proportionally more at a smaller one. */
const MAX_ROUNDS = 500;
const PATIENCE = 50;
/** LightGBM's default number, for too few rows to stop early. */
const DEFAULT_ROUNDS = 100;

/**
 * Boosted trees with LightGBM's defaults. The number of rounds, unless given, is the one with the least log loss on a fifth of
 * the training rows; the trees are then grown again on all of them, unless the table is large.
 */
export async function fitGbdt(input: FitInput): Promise<Fitted<GbdtModel>> {
  const { features, labels, weights, pipeline, random } = input;
  const dataset: Dataset = present({
    numRows: labels.length,
    features: treeFeatures(pipeline, features),
    labels,
    weights
  });
  const seed = Math.floor(random() * 2 ** 32);
  // The engine uses its default where a parameter is undefined.
  const params = {
    ...input.params?.gbdt,
    ...(input.constraints && treeConstraints(input.constraints, pipeline)),
    seed
  } as Partial<Params>;
  const stopped =
    params.numIterations === undefined ? await stopEarly(dataset, input, params) : undefined;
  const rounds = stopped && { numIterations: stopped.numIterations };
  const model = stopped?.model ?? (await train(dataset, { ...params, ...rounds })).model;
  return {
    model: { format: 'espalier.model/1', family: 'gbdt', trees: encodeModel(model) },
    gains: [...importances(model, 'gain')]
  };
}

/** The number of rounds that the rows set aside chose and, for a large table, the trees themselves. */
interface Stopped {
  readonly numIterations: number;
  readonly model?: Model;
}

/** The pipeline's columns as features of trees; one extra level stands for all unknown levels. */
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
  const share = shareToChooseBy(labels.length, EARLY_STOPPING);
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
    `best number of rounds: ${report.bestIteration} (${report.kernels} kernels, ${report.numThreads} threads)`
  );
  const numIterations = report.bestIteration;
  return keepsFitted(splitting, labels.length) ? { numIterations, model } : { numIterations };
}

function selectDataset({ features, labels, weights }: Dataset, rows: Uint32Array): Dataset {
  return present({
    numRows: rows.length,
    labels: Uint8Array.from(rows, row => labels[row]!),
    weights: weights && Float64Array.from(rows, row => weights[row]!),
    features: features.map(feature =>
      feature.kind === 'number'
        ? { ...feature, values: gather(feature.values, rows, new Float64Array(rows.length)) }
        : { ...feature, codes: gather(feature.codes, rows, new Int32Array(rows.length)) }
    )
  });
}

/** A plain loop: of a wide table these are many cells. */
function gather<T extends Float64Array | Int32Array>(
  from: ArrayLike<number>, // in
  rows: Uint32Array, // in
  out: T
): T {
  for (let i = 0; i < rows.length; ++i) out[i] = from[rows[i]!]!;
  return out;
}
