import { type FeatureStyle } from '@espalier/core';
import { type z } from 'zod';
import { createGbdtScorer, type GbdtModel, gbdtSchema } from './gbdt.ts';
import { type LogisticModel, logisticSchema, scoreLogistic } from './logistic.ts';

/** Writes the probability of the positive class of each row, before calibration, given one column a feature. */
export type FeatureScorer = (features: readonly Float64Array[], out: Float64Array) => void;

/** What scoring needs to know of a family of models. Training's half, `fit`, lives with the trainer. */
export interface FamilyScoring<Model> {
  readonly style: FeatureStyle;
  /** The form of model.json. */
  readonly schema: z.ZodType<Model>;
  /** How many features the model takes. */
  readonly numFeatures: (model: Model) => number;
  /** What can be done once for many tables is done here. */
  readonly createScorer: (model: Model) => FeatureScorer;
}

const logistic: FamilyScoring<LogisticModel> = {
  style: 'dense',
  schema: logisticSchema,
  numFeatures: model => model.weights.length,
  createScorer: model => (features, out) => {
    scoreLogistic(model, features, out);
  }
};

const gbdt: FamilyScoring<GbdtModel> = {
  style: 'trees',
  schema: gbdtSchema,
  numFeatures: model => model.trees.features.length,
  createScorer: createGbdtScorer
};

/** Every family that a bundle may hold. A new one is a file beside this and a row here. */
export const FAMILIES = { logistic, gbdt } as const;

export type Family = keyof typeof FAMILIES;
export type Model = LogisticModel | GbdtModel;

export function isFamily(name: string): name is Family {
  return Object.hasOwn(FAMILIES, name);
}

/** What scoring knows of the family that a model is of. */
export function familyOf<M extends Model>(model: M): FamilyScoring<M> {
  return FAMILIES[model.family] as unknown as FamilyScoring<M>;
}
