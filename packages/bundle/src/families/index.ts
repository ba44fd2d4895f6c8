import type { FeatureStyle } from '@espalier/core';
import type { z } from 'zod';
import {
  createGbdtExplainer,
  createGbdtRescorer,
  createGbdtScorer,
  type GbdtModel,
  gbdtSchema
} from './gbdt.ts';
import {
  createLogisticRescorer,
  explainLogistic,
  type LogisticModel,
  logisticSchema,
  scoreLogistic
} from './logistic.ts';
import { createMlpExplainer } from './mlp-explain.ts';
import { createMlpScorer, type MlpModel, mlpSchema } from './mlp.ts';

/** Write the uncalibrated probability of the positive class of each row, given one column for each feature. */
export type FeatureScorer = (features: readonly Float64Array[], out: Float64Array) => void;

/**
 * Write the contribution of each feature to the uncalibrated log-odds of each row, and return the base value; together they
 * sum to the log-odds. `means` are the training means of the features, where the pipeline has them.
 */
export type FeatureExplainer = (
  features: readonly Float64Array[], // in: one column of n values a feature
  means: readonly number[], // in
  out: readonly Float64Array[] // out: one column of n values a feature
) => number;

/**
 * Score the same rows again with some features changed. False, and `out` untouched, when the model does not use these
 * features.
 */
export type FeatureRescorer = (
  changes: ReadonlyMap<number, Float64Array>, // in: columns of n values by the place of their feature
  out: Float64Array // out
) => boolean;

/** The scoring half of a model family; the other half, `fit`, is in the trainer. */
export interface FamilyScoring<Model> {
  readonly style: FeatureStyle;
  /** Schema of model.json. */
  readonly schema: z.ZodType<Model>;
  /** Number of features that the model takes. */
  readonly numFeatures: (model: Model) => number;
  /** Work that is shared by many tables is done here once. */
  readonly createScorer: (model: Model) => FeatureScorer;
  readonly createExplainer: (model: Model) => FeatureExplainer;
  /** The features of n rows, of which one column at a time will change: all are prepared once. */
  readonly createRescorer: (
    model: Model,
    features: readonly Float64Array[],
    numRows: number
  ) => FeatureRescorer;
}

const logistic: FamilyScoring<LogisticModel> = {
  style: 'dense',
  schema: logisticSchema,
  numFeatures: model => model.weights.length,
  createScorer: model => (features, out) => {
    scoreLogistic(model, features, out);
  },
  createExplainer: model => (features, means, out) => explainLogistic(model, features, means, out),
  createRescorer: createLogisticRescorer
};

const gbdt: FamilyScoring<GbdtModel> = {
  style: 'trees',
  schema: gbdtSchema,
  numFeatures: model => model.trees.features.length,
  createScorer: createGbdtScorer,
  createExplainer: createGbdtExplainer,
  createRescorer: createGbdtRescorer
};

const mlp: FamilyScoring<MlpModel> = {
  style: 'dense',
  schema: mlpSchema,
  numFeatures: model => model.layers[0]!.weights.length,
  createScorer: createMlpScorer,
  createExplainer: createMlpExplainer,
  createRescorer(model, features) {
    const score = createMlpScorer(model);
    return (changes, out) => {
      score(
        features.map((values, j) => changes.get(j) ?? values),
        out
      );
      return true;
    };
  }
};

/** Every family that a bundle may hold. A new family is a new file and a row here. */
export const FAMILIES = { logistic, gbdt, mlp } as const;

export type Family = keyof typeof FAMILIES;
export type Model = LogisticModel | GbdtModel | MlpModel;

export function isFamily(name: string): name is Family {
  return Object.hasOwn(FAMILIES, name);
}

/** Look up the family of a model. */
export function familyOf<M extends Model>(model: M): FamilyScoring<M> {
  return FAMILIES[model.family] as unknown as FamilyScoring<M>;
}
