import { type FeatureStyle } from '@espalier/core';
import { type z } from 'zod';
import { type LogisticModel, logisticSchema, scoreLogistic } from './logistic.ts';

/** What scoring needs to know of a family of models. Training's half, `fit`, lives with the trainer. */
export interface FamilyScoring<Model> {
  readonly style: FeatureStyle;
  /** The form of model.json. */
  readonly schema: z.ZodType<Model>;
  /** How many features the model takes. */
  readonly numFeatures: (model: Model) => number;
  /** Probabilities of the positive class, before calibration. */
  readonly score: (model: Model, features: readonly Float64Array[], out: Float64Array) => void;
}

const logistic: FamilyScoring<LogisticModel> = {
  style: 'dense',
  schema: logisticSchema,
  numFeatures: model => model.weights.length,
  score: scoreLogistic
};

/** Every family that a bundle may hold. A new one is a file beside this and a row here. */
export const FAMILIES = { logistic } as const;

export type Family = keyof typeof FAMILIES;
export type Model = LogisticModel;

export function isFamily(name: string): name is Family {
  return Object.hasOwn(FAMILIES, name);
}
