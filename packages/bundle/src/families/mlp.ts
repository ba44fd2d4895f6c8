import { z } from 'zod';
import { sigmoid } from './logistic.ts';

/** Larger layers are rejected. */
const MAX_WIDTH = 65_536;
const MAX_LAYERS = 16;
/** Rows processed together, so that their activations stay in the cache. */
const BLOCK = 256;

const layerSchema = z.strictObject({
  /** A list for each input with a number for each unit. */
  weights: z.array(z.array(z.number()).min(1).max(MAX_WIDTH)).min(1).max(MAX_WIDTH),
  /** One for each unit. */
  biases: z.array(z.number()).min(1).max(MAX_WIDTH)
});

/**
 * A dense network. activation = max(0, biases + activations below . weights) in every layer but the last, whose one unit is
 * the log-odds.
 */
export const mlpSchema = z.strictObject({
  format: z.literal('espalier.model/1'),
  family: z.literal('mlp'),
  activation: z.literal('relu'),
  layers: z
    .array(layerSchema)
    .min(1)
    .max(MAX_LAYERS)
    .refine(fitTogether, 'layers that do not fit together')
});

export type MlpModel = z.infer<typeof mlpSchema>;

/** Check that the layers fit together and end in a single unit. */
function fitTogether(layers: readonly z.infer<typeof layerSchema>[]): boolean {
  return (
    layers.at(-1)?.biases.length === 1 &&
    layers.every(
      ({ weights, biases }, i) =>
        weights.every(ofInput => ofInput.length === biases.length) &&
        (i === 0 || weights.length === layers[i - 1]!.biases.length)
    )
  );
}

/** A layer in flat form: the weights of each unit in turn, `numInputs` for each. */
export interface FlatLayer {
  readonly weights: Float64Array;
  readonly biases: Float64Array;
  readonly numInputs: number;
}

/** Flatten the layers once and create a scorer for columns of n values. */
export function createMlpScorer({
  layers
}: Pick<MlpModel, 'layers'>): (features: readonly Float64Array[], out: Float64Array) => void {
  const flat = layers.map(flatten);
  const widest = Math.max(...flat.map(({ biases }) => biases.length));
  const buffers = [0, 1].map(() => Array.from({ length: widest }, () => new Float64Array(BLOCK)));
  return (features, out) => {
    for (let start = 0; start < out.length; start += BLOCK) {
      const end = Math.min(start + BLOCK, out.length);
      let below: readonly Float64Array[] =
        start === 0 ? features : features.map(values => values.subarray(start, end));
      flat.forEach((layer, i) => {
        const above = buffers[i % 2]!;
        activate(layer, below, end - start, i < flat.length - 1, above);
        below = above;
      });
      const logOdds = below[0]!;
      for (let i = start; i < end; ++i) out[i] = sigmoid(logOdds[i - start]!);
    }
  };
}

/** Flatten the weights of each layer. */
export function flatten({ weights, biases }: MlpModel['layers'][number]): FlatLayer {
  const numInputs = weights.length;
  const flat = new Float64Array(numInputs * biases.length);
  weights.forEach((ofInput, input) => {
    ofInput.forEach((weight, unit) => {
      flat[unit * numInputs + input] = weight;
    });
  });
  return { weights: flat, biases: Float64Array.from(biases), numInputs };
}

function activate(
  { weights, biases, numInputs }: FlatLayer,
  below: readonly Float64Array[], // in: one column an input
  numRows: number,
  isHidden: boolean,
  above: readonly Float64Array[] // out: one column a unit
): void {
  for (let unit = 0; unit < biases.length; ++unit) {
    const column = above[unit]!;
    column.fill(biases[unit]!, 0, numRows);
    for (let input = 0; input < numInputs; ++input) {
      const weight = weights[unit * numInputs + input]!;
      const values = below[input]!;
      for (let i = 0; i < numRows; ++i) column[i]! += weight * values[i]!;
    }
    if (isHidden) for (let i = 0; i < numRows; ++i) if (column[i]! < 0) column[i] = 0;
  }
}
