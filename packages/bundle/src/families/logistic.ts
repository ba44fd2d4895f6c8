import { z } from 'zod';

/** log-odds = intercept + weights . features */
export const logisticSchema = z.strictObject({
  format: z.literal('espalier.model/1'),
  family: z.literal('logistic'),
  intercept: z.number(),
  /** One for each feature of the pipeline, in its order. */
  weights: z.array(z.number()),
  /** The ridge penalty: the loss is the summed negative log likelihood plus penalty / 2 times the squared weights. */
  penalty: z.number().min(0)
});

export type LogisticModel = z.infer<typeof logisticSchema>;

/** Compute the probabilities of n rows, given one column of n values for each feature. */
export function scoreLogistic(
  { intercept, weights }: LogisticModel,
  features: readonly Float64Array[], // in
  out: Float64Array // out
): void {
  out.fill(intercept);
  for (let j = 0; j < weights.length; ++j) addScaled(weights[j]!, features[j]!, out);
  for (let i = 0; i < out.length; ++i) out[i] = sigmoid(out[i]!);
}

/** With more features, adding all of them again for each change would cost more than the rest of the training. */
const MAX_FEATURES_TO_ADD = 256;

/**
 * Keep the features, and score with some changed. Of a wide table only the difference is added to the log-odds, which is
 * scoring anew but for the last digits.
 */
export function createLogisticRescorer(
  model: LogisticModel,
  features: readonly Float64Array[],
  numRows: number
): (changes: ReadonlyMap<number, Float64Array>, out: Float64Array) => boolean {
  const { intercept, weights } = model;
  const isUsed = (changes: ReadonlyMap<number, Float64Array>): boolean =>
    [...changes.keys()].some(j => weights[j] !== 0);
  if (weights.length <= MAX_FEATURES_TO_ADD)
    return (changes, out) => {
      if (!isUsed(changes)) return false;
      const changed = features.map((values, j) => changes.get(j) ?? values);
      scoreLogistic(model, changed, out);
      return true;
    };
  const logOdds = new Float64Array(numRows).fill(intercept);
  for (let j = 0; j < weights.length; ++j) addScaled(weights[j]!, features[j]!, logOdds);
  return (changes, out) => {
    if (!isUsed(changes)) return false;
    out.set(logOdds);
    for (const [j, values] of changes) {
      addScaled(weights[j]!, values, out);
      addScaled(-weights[j]!, features[j]!, out);
    }
    for (let i = 0; i < numRows; ++i) out[i] = sigmoid(out[i]!);
    return true;
  };
}

/** Linear SHAP (Lundberg and Lee 2017): contributions relative to the means. Returns the log-odds of the mean row. */
export function explainLogistic(
  { intercept, weights }: LogisticModel,
  features: readonly Float64Array[], // in
  means: readonly number[], // in
  out: readonly Float64Array[] // out
): number {
  weights.forEach((weight, j) => {
    const values = features[j]!;
    const to = out[j]!;
    for (let i = 0; i < to.length; ++i) to[i] = weight * (values[i]! - means[j]!);
  });
  return weights.reduce((sum, weight, j) => sum + weight * means[j]!, intercept);
}

function addScaled(weight: number, values: Float64Array, out: Float64Array): void {
  if (weight === 0) return;
  for (let i = 0; i < out.length; ++i) out[i]! += weight * values[i]!;
}

/** 1 / (1 + exp(-x)) without overflow. */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e / (1 + e);
}
