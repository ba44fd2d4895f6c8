import { z } from 'zod';

const column = z.string();
const finite = z.number();

export const imputeSchema = z.strictObject({
  kind: z.literal('impute'),
  column,
  /** What an empty cell becomes: the median of the training rows. */
  value: finite,
  /** Adds the feature `<column>=missing`, 1 where the cell was empty. */
  indicator: z.boolean()
});

export const standardizeSchema = z.strictObject({
  kind: z.literal('standardize'),
  column,
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

export const stepSchema = z.discriminatedUnion('kind', [
  imputeSchema,
  standardizeSchema,
  oneHotSchema,
  ordinalSchema
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
export type Step = z.infer<typeof stepSchema>;
export type Pipeline = z.infer<typeof pipelineSchema>;
