import { z } from 'zod';
import { DATE_PARTS } from '../names.ts';

const column = z.string();
const finite = z.number();

/** The feature of the column that a step works on, where it is not the column itself: a part of a date. */
const feature = z.string().optional();

export const imputeSchema = z.strictObject({
  kind: z.literal('impute'),
  column,
  feature,
  /** What an empty cell becomes: the median of the training rows. */
  value: finite,
  /** Adds the feature `<column>=missing`, 1 where the cell was empty. */
  indicator: z.boolean()
});

export const standardizeSchema = z.strictObject({
  kind: z.literal('standardize'),
  column,
  feature,
  mean: finite,
  std: z.number().positive()
});

export const oneHotSchema = z.strictObject({
  kind: z.literal('one_hot'),
  column,
  /** Levels with a feature of their own, `<column>=<level>`. */
  levels: z.array(z.string()),
  /** Adds `<column>=other`, 1 for every other level. */
  other: z.boolean(),
  /** Adds `<column>=missing`. */
  missing: z.boolean()
});

export const ordinalSchema = z.strictObject({
  kind: z.literal('ordinal'),
  column,
  /** A level's code is its place here; missing is NaN, any other level the code after the last. */
  levels: z.array(z.string())
});

export const datePartsSchema = z.strictObject({
  kind: z.literal('date_parts'),
  column,
  /** Each is the feature `<column>.<part>`. */
  parts: z.array(z.enum(DATE_PARTS)).min(1),
  /** Days are counted from here. */
  reference: z.iso.date()
});

export const stepSchema = z.discriminatedUnion('kind', [
  imputeSchema,
  standardizeSchema,
  oneHotSchema,
  ordinalSchema,
  datePartsSchema
]);

/** feature_pipeline.json: how the columns of a table become the features of a model. */
export const pipelineSchema = z.strictObject({
  format: z.literal('espalier.pipeline/1'),
  steps: z.array(stepSchema),
  /** Every feature in the order that the model takes them, with the column it is made from. */
  features: z.array(
    z.strictObject({
      name: z.string(),
      column: z.string(),
      /** Over the training rows, where the model takes no missing values: what contributions are measured from. */
      mean: finite.optional()
    })
  )
});

export type Impute = z.infer<typeof imputeSchema>;
export type Standardize = z.infer<typeof standardizeSchema>;
export type OneHot = z.infer<typeof oneHotSchema>;
export type Ordinal = z.infer<typeof ordinalSchema>;
export type DateParts = z.infer<typeof datePartsSchema>;
export type DatePart = DateParts['parts'][number];
export type Step = z.infer<typeof stepSchema>;
export type Pipeline = z.infer<typeof pipelineSchema>;
