import { z } from 'zod';

/**
 * The messages of MLflow's REST API 2.0, as far as tracking and the registry of models need them. MLflow leaves out empty lists
 * and unset fields, and later versions add fields: those are kept.
 */

const text = z.string();
/** MLflow writes NaN and infinities as text. */
const number = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity']).transform(Number)]);
/** 64-bit integers come as numbers; proxies that go through protobuf write them as text. */
const integer = z.union([
  z.number().int(),
  z
    .string()
    .regex(/^-?\d+$/)
    .transform(Number)
]);
const pair = z.looseObject({ key: text, value: text.default('') });
const pairs = z.array(pair).default([]);

export const metricSchema = z.looseObject({
  key: text,
  value: number,
  timestamp: integer,
  step: integer.default(0)
});

export const experimentSchema = z.looseObject({
  experiment_id: text,
  name: text,
  artifact_location: text.optional(),
  lifecycle_stage: text.optional(),
  tags: pairs
});

export const RUN_STATUSES = ['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED'] as const;

const runInfoSchema = z.looseObject({
  run_id: text,
  run_name: text.optional(),
  experiment_id: text,
  user_id: text.optional(),
  status: z.enum(RUN_STATUSES),
  start_time: integer.optional(),
  end_time: integer.optional(),
  artifact_uri: text.optional(),
  lifecycle_stage: text.optional()
});

const datasetSchema = z.looseObject({
  name: text,
  digest: text,
  source_type: text,
  source: text,
  schema: text.optional(),
  profile: text.optional()
});

export const runSchema = z.looseObject({
  info: runInfoSchema,
  data: z
    .looseObject({ metrics: z.array(metricSchema).default([]), params: pairs, tags: pairs })
    .default({ metrics: [], params: [], tags: [] }),
  inputs: z
    .looseObject({
      dataset_inputs: z.array(z.looseObject({ tags: pairs, dataset: datasetSchema })).default([])
    })
    .optional()
});

export const loggedModelSchema = z.looseObject({
  info: z.looseObject({
    model_id: text,
    experiment_id: text,
    name: text.optional(),
    artifact_uri: text.optional(),
    status: text.optional()
  })
});

export const modelVersionSchema = z.looseObject({
  name: text,
  version: text,
  creation_timestamp: integer.optional(),
  current_stage: text.optional(),
  description: text.optional(),
  source: text.optional(),
  run_id: text.optional(),
  status: text.optional(),
  tags: pairs,
  aliases: z.array(text).default([])
});

export const registeredModelSchema = z.looseObject({
  name: text,
  creation_timestamp: integer.optional(),
  description: text.optional(),
  latest_versions: z.array(modelVersionSchema).default([]),
  tags: pairs,
  aliases: z.array(z.looseObject({ alias: text, version: text })).default([])
});

export const fileSchema = z.looseObject({
  path: text,
  is_dir: z.boolean().default(false),
  file_size: integer.optional()
});

export type Metric = z.infer<typeof metricSchema>;
export type Experiment = z.infer<typeof experimentSchema>;
export type Run = z.infer<typeof runSchema>;
export type RunStatus = (typeof RUN_STATUSES)[number];
export type LoggedModel = z.infer<typeof loggedModelSchema>;
export type ModelVersion = z.infer<typeof modelVersionSchema>;
export type RegisteredModel = z.infer<typeof registeredModelSchema>;
export type ArtifactFile = z.infer<typeof fileSchema>;

/** A key with a value, as params and tags are. */
export interface Pair {
  readonly key: string;
  readonly value: string;
}

export interface DatasetInput {
  readonly tags?: readonly Pair[];
  readonly dataset: {
    readonly name: string;
    /** At most 36 characters. */
    readonly digest: string;
    readonly source_type: string;
    readonly source: string;
    readonly schema?: string;
    readonly profile?: string;
  };
}
