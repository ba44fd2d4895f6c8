import {
  contributions,
  decodeModel,
  type EncodedModel,
  type Feature,
  type Model,
  predict
} from '@espalier/gbdt';
import { z } from 'zod';

/** Boosted trees; the engine checks the form of `trees` itself, and refuses what it could not score. */
export const gbdtSchema = z.strictObject({
  format: z.literal('espalier.model/1'),
  family: z.literal('gbdt'),
  trees: z.custom<EncodedModel>(isModel, 'no boosted trees in a form that can be scored')
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

/** Decode once, score often: probabilities of n rows, given one column of n values a feature, codes as numbers. */
export function createGbdtScorer({
  trees
}: GbdtModel): (features: readonly Float64Array[], out: Float64Array) => void {
  const model: Model = decodeModel(trees);
  return (features, out) => {
    predict(
      model,
      model.features.map((feature, j) =>
        treeFeature(
          features[j]!,
          feature.kind === 'category' ? feature.binOfLevel.length : undefined
        )
      ),
      out
    );
  };
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

/** What the trees say of an average row: the same for every row. */
function createBase(model: Model, out: Float64Array): number {
  contributions(model, new Float64Array(model.features.length).fill(NaN), out);
  return out[model.features.length]!;
}

/** A column of the pipeline as the trees take it: numbers as they are, or codes of so many levels, missing as -1. */
export function treeFeature(values: Float64Array, numLevels: number | undefined): Feature {
  if (numLevels === undefined) return { kind: 'number', values };
  return {
    kind: 'category',
    codes: Int32Array.from(values, code => (Number.isNaN(code) ? -1 : code)),
    numLevels
  };
}
