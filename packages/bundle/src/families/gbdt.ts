import {
  contributions,
  createRescorer,
  decodeModel,
  type EncodedModel,
  type Feature,
  type Model,
  predict
} from '@espalier/gbdt';
import { z } from 'zod';

/** Boosted trees. The engine validates `trees` itself and rejects anything it could not score. */
export const gbdtSchema = z.strictObject({
  format: z.literal('espalier.model/1'),
  family: z.literal('gbdt'),
  trees: z.custom<EncodedModel>(isModel, 'not boosted trees that can be scored')
});

export type GbdtModel = z.infer<typeof gbdtSchema>;

function isModel(value: unknown): boolean {
  try {
    decodeModel(value);
    return true;
  } catch {
    return false;
  }
}

/** Decode the trees once and create a scorer for columns of n values, with codes as numbers. */
export function createGbdtScorer({
  trees
}: GbdtModel): (features: readonly Float64Array[], out: Float64Array) => void {
  const model: Model = decodeModel(trees);
  return (features, out) => {
    predict(
      model,
      features.map((values, j) => featureOf(model, j, values)),
      out
    );
  };
}

/** Bin the features once; each change bins its own features again. */
export function createGbdtRescorer(
  { trees }: GbdtModel,
  features: readonly Float64Array[],
  numRows: number
): (changes: ReadonlyMap<number, Float64Array>, out: Float64Array) => boolean {
  const model: Model = decodeModel(trees);
  const rescore = createRescorer(
    model,
    features.map((values, j) => featureOf(model, j, values)),
    numRows
  );
  return (changes, out) =>
    rescore(new Map(Array.from(changes, ([j, values]) => [j, featureOf(model, j, values)])), out);
}

/** Values of a pipeline column as feature j of a model. */
function featureOf({ features }: Model, j: number, values: Float64Array): Feature {
  const feature = features[j]!;
  return treeFeature(values, feature.kind === 'category' ? feature.binOfLevel.length : undefined);
}

/** Exact Shapley values of the trees (Lundberg et al. 2018), row by row. */
export function createGbdtExplainer({
  trees
}: GbdtModel): (
  features: readonly Float64Array[],
  means: readonly number[],
  out: readonly Float64Array[]
) => number {
  const model: Model = decodeModel(trees);
  const numFeatures = model.features.length;
  const ofRow = new Float64Array(numFeatures + 1);
  const base = createBase(model, ofRow);
  return (features, _means, out) => {
    const numRows = out[0]?.length ?? 0;
    const row = new Float64Array(numFeatures);
    for (let i = 0; i < numRows; ++i) {
      for (let j = 0; j < numFeatures; ++j) row[j] = features[j]![i]!;
      contributions(model, row, ofRow);
      for (let j = 0; j < numFeatures; ++j) out[j]![i] = ofRow[j]!;
    }
    return base;
  };
}

/** The base value of the trees, the same for every row. */
function createBase(model: Model, out: Float64Array): number {
  contributions(model, new Float64Array(model.features.length).fill(NaN), out);
  return out[model.features.length]!;
}

/** Convert a pipeline column for the trees: numbers unchanged, or codes of `numLevels` levels with missing as -1. */
export function treeFeature(values: Float64Array, numLevels: number | undefined): Feature {
  if (numLevels === undefined) return { kind: 'number', values };
  const codes = new Int32Array(values.length);
  for (let i = 0; i < values.length; ++i) {
    const code = values[i]!;
    codes[i] = code !== code ? -1 : code;
  }
  return { kind: 'category', codes, numLevels };
}
