import { type FeatureStyle } from '@espalier/core';
import { type z } from 'zod';
import { createGbdtExplainer, createGbdtScorer, type GbdtModel, gbdtSchema } from './gbdt.ts';
import { explainLogistic, type LogisticModel, logisticSchema, scoreLogistic } from './logistic.ts';
import { createMlpExplainer } from './mlp-explain.ts';
import { createMlpScorer, type MlpModel, mlpSchema } from './mlp.ts';

/** Writes the probability of the positive class of each row, before calibration, given one column a feature. */
export type FeatureScorer = (features: readonly Float64Array[], out: Float64Array) => void;

/**
 * Writes what each feature adds to the log-odds of each row, before calibration, and gives what they start from: together
 * they are the family's log-odds. `means` are those of the features over the training rows, where the pipeline has them.
 */
export type FeatureExplainer = (
  features: readonly Float64Array[], // in: one column of n values a feature
  means: readonly number[], // in
  out: readonly Float64Array[] // out: one column of n values a feature
) => number;

/** What scoring needs to know of a family of models. Training's half, `fit`, lives with the trainer. */
export interface FamilyScoring<Model> {
  readonly style: FeatureStyle;
  /** The form of model.json. */
  readonly schema: z.ZodType<Model>;
  /** How many features the model takes. */
  readonly numFeatures: (model: Model) => number;
  /** What can be done once for many tables is done here. */
  readonly createScorer: (model: Model) => FeatureScorer;
  readonly createExplainer: (model: Model) => FeatureExplainer;
}

const logistic: FamilyScoring<LogisticModel> = {
  style: 'dense',
  schema: logisticSchema,
  numFeatures: model => model.weights.length,
  createScorer: model => (features, out) => {
    scoreLogistic(model, features, out);
  },
  createExplainer: model => (features, means, out) => explainLogistic(model, features, means, out)
};

const gbdt: FamilyScoring<GbdtModel> = {
  style: 'trees',
  schema: gbdtSchema,
  numFeatures: model => model.trees.features.length,
  createScorer: createGbdtScorer,
  createExplainer: createGbdtExplainer
};

const mlp: FamilyScoring<MlpModel> = {
  style: 'dense',
  schema: mlpSchema,
  numFeatures: model => model.layers[0]!.weights.length,
  createScorer: createMlpScorer,
  createExplainer: createMlpExplainer
};

/** Every family that a bundle may hold. A new one is a file beside this and a row here. */
export const FAMILIES = { logistic, gbdt, mlp } as const;

export type Family = keyof typeof FAMILIES;
export type Model = LogisticModel | GbdtModel | MlpModel;

export function isFamily(name: string): name is Family {
  return Object.hasOwn(FAMILIES, name);
}

/** What scoring knows of the family that a model is of. */
export function familyOf<M extends Model>(model: M): FamilyScoring<M> {
  return FAMILIES[model.family] as unknown as FamilyScoring<M>;
}
