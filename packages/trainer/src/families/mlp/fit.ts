import type { MlpModel } from '@espalier/bundle';
import { countPositives, type Random, shuffle } from '@espalier/core';
import type { TrainParams } from '@espalier/core/contracts';
import { EARLY_STOPPING, MIN_CLASS_ROWS } from '../../limits.ts';
import { shareToChooseBy } from '../../split/large-tables.ts';
import type { Split } from '../../split/split.ts';
import type { FitInput, Fitted } from '../family.ts';
import { type Batch, createNetwork, type Network } from './network.ts';
import type { Tensorflow } from './tensorflow-types.ts';
import { loadTensorflow } from './tensorflow.ts';

export interface MlpParams {
  /** Units of the first hidden layer; the second has half as many. */
  readonly units: number;
  readonly learningRate: number;
  /** Penalty on half the squared weights, beside the mean log loss. */
  readonly l2: number;
}

export const MLP_DEFAULTS: MlpParams = { units: 32, learningRate: 0.003, l2: 1e-4 };

const MAX_EPOCHS = 100;
/** Epochs without a lower loss on the rows set aside. */
const PATIENCE = 8;
/** For too few rows to stop early. */
const DEFAULT_EPOCHS = 30;
const MIN_BATCH = 64;
const MAX_BATCH = 1024;
/** A batch is about this share of the rows. */
const BATCHES_PER_EPOCH = 50;

/**
 * A dense network of two hidden layers: Adam (Kingma and Ba 2015) over shuffled batches, stopped where the log loss on a fifth
 * of the training rows is least. Seeded throughout: the same machine and backend always give the same numbers.
 */
export async function fitMlp(input: FitInput): Promise<Fitted<MlpModel>> {
  const tf = await loadTensorflow();
  const params = withDefaults(MLP_DEFAULTS, input.params?.mlp);
  const layers = trainNetwork(tf, input, params);
  const model: MlpModel = { format: 'espalier.model/1', family: 'mlp', activation: 'relu', layers };
  return { model };
}

function withDefaults(defaults: MlpParams, given: TrainParams['mlp'] = {}): MlpParams {
  return {
    units: given.units ?? defaults.units,
    learningRate: given.learningRate ?? defaults.learningRate,
    l2: given.l2 ?? defaults.l2
  };
}

/** Train on four fifths of the rows; keep the layers of the epoch with the least loss on the others. */
function trainNetwork(
  tf: Tensorflow,
  input: FitInput,
  { units, ...rates }: MlpParams
): MlpModel['layers'] {
  const { features, labels, weights, random, progress } = input;
  const stopping = splitToStop(input);
  const rows = stopping?.train ?? Uint32Array.from(labels, (_, i) => i);
  const kept = batchOf(features, labels, weights, rows);
  const held = stopping && batchOf(features, labels, weights, stopping.validation);
  const widths = [features.length, units, Math.max(1, Math.round(units / 2)), 1];
  const network = createNetwork(tf, widths, rates, random);
  const maxEpochs = held ? MAX_EPOCHS : DEFAULT_EPOCHS;
  try {
    let best = { epoch: 0, loss: Infinity, layers: network.layers() };
    for (let epoch = 1; epoch <= maxEpochs; ++epoch) {
      for (const batch of shuffledBatches(kept, random)) network.step(batch);
      const loss = held ? lossOf(network, held) : -epoch;
      if (loss < best.loss) best = { epoch, loss, layers: network.layers() };
      progress.step('training the network', epoch, maxEpochs);
      if (epoch - best.epoch >= PATIENCE) break;
    }
    progress.step('training the network', maxEpochs, maxEpochs);
    progress.note(`best number of epochs: ${best.epoch} (TensorFlow.js on ${tf.getBackend()})`);
    return best.layers;
  } finally {
    network.dispose();
  }
}

function splitToStop({ labels, splitting, random }: FitInput): Split | undefined {
  const numPositives = countPositives(labels);
  if (Math.min(numPositives, labels.length - numPositives) < MIN_CLASS_ROWS) return undefined;
  const share = shareToChooseBy(labels.length, EARLY_STOPPING);
  return splitting.holdOut(share, random);
}

function batchOf(
  features: readonly Float64Array[],
  labels: Uint8Array,
  weights: Float64Array | undefined,
  rows: Uint32Array
): Batch {
  const numFeatures = features.length;
  const flat = new Float32Array(rows.length * numFeatures);
  features.forEach((values, j) => {
    for (let i = 0; i < rows.length; ++i) flat[i * numFeatures + j] = values[rows[i]!]!;
  });
  return {
    rows: flat,
    labels: Float32Array.from(rows, row => labels[row]!),
    weights: Float32Array.from(rows, row => weights?.[row] ?? 1)
  };
}

/** Every row once, in random order. */
function* shuffledBatches({ rows, labels, weights }: Batch, random: Random): Generator<Batch> {
  const n = labels.length;
  const numFeatures = rows.length / n;
  const order = shuffle(
    Uint32Array.from(labels, (_, i) => i),
    random
  );
  const size = Math.min(MAX_BATCH, Math.max(MIN_BATCH, Math.ceil(n / BATCHES_PER_EPOCH)));
  for (let start = 0; start < n; start += size) {
    const picked = order.subarray(start, start + size);
    const flat = new Float32Array(picked.length * numFeatures);
    picked.forEach((row, i) => {
      flat.set(rows.subarray(row * numFeatures, (row + 1) * numFeatures), i * numFeatures);
    });
    yield {
      rows: flat,
      labels: Float32Array.from(picked, row => labels[row]!),
      weights: Float32Array.from(picked, row => weights[row]!)
    };
  }
}

/** Weighted mean log loss. */
function lossOf(network: Network, { rows, labels, weights }: Batch): number {
  const logOdds = network.logOdds(rows);
  let sum = 0;
  let total = 0;
  for (let i = 0; i < labels.length; ++i) {
    const z = logOdds[i]!;
    sum += weights[i]! * (Math.max(z, 0) - labels[i]! * z + Math.log1p(Math.exp(-Math.abs(z))));
    total += weights[i]!;
  }
  return sum / total;
}
