import { z } from 'zod';
import { DATE_PARTS, FAMILY_NAMES } from '../names.ts';
import { classWeightsSchema, mitigationSchema, thresholdRuleSchema } from './decision-rules.ts';
import { durationSchema, trainParamsSchema } from './train-params.ts';

/** YAML has numbers, booleans and strings; a level is always a string. */
const levelSchema = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const DECIMALS = ['.', ','] as const;
const THOUSANDS = [',', '.', ' ', "'"] as const;
const ENCODINGS = ['utf-8', 'utf-16', 'windows-1252', 'iso-8859-15'] as const;
const DATE_ORDERS = ['ymd', 'dmy', 'mdy'] as const;

/** Texts that stand for an empty cell, case and outer spaces aside. */
const missingValuesSchema = z.array(levelSchema);

/** How the numbers of text cells are written. */
const numberFormat = {
  decimal: z.enum(DECIMALS).optional(),
  thousands: z.enum(THOUSANDS).optional()
};

const numberFeatureSchema = z.strictObject({
  kind: z.literal('number'),
  /** A value with a fraction is flagged in `warnings`, never refused. */
  integer: z.boolean().default(false),
  min: z.number().optional(),
  max: z.number().optional(),
  /** Policy for a value outside min..max. */
  outside: z.enum(['flag', 'reject']).default('flag'),
  /** Which way the probability goes with the value, all else equal. */
  monotone: z.enum(['increasing', 'decreasing']).optional(),
  missing: z.enum(['impute', 'reject']).default('impute'),
  missing_values: missingValuesSchema.optional(),
  ...numberFormat,
  /** Stands before or after every number of a text file: "$", "%", "kg". */
  unit: z.string().min(1).max(16).optional(),
  /** May this column's values appear in errors and reports? */
  show: z.boolean().default(false),
  /** Keep the column out of profiles too. */
  private: z.boolean().default(false)
});

const categoryFeatureSchema = z.strictObject({
  kind: z.literal('category'),
  /** Learned from the training rows if omitted. */
  levels: z.array(levelSchema).min(1).optional(),
  missing_values: missingValuesSchema.optional(),
  unknown: z.enum(['reject', 'other']).default('reject'),
  missing: z.enum(['impute', 'reject']).default('impute'),
  show: z.boolean().default(false),
  private: z.boolean().default(false)
});

const dateFeatureSchema = z.strictObject({
  kind: z.literal('date'),
  /** Of a text file's dates like 03/04/2024; requests have ISO dates. */
  order: z.enum(DATE_ORDERS).optional(),
  /** What of the date the model takes; training fills in the parts that vary. */
  parts: z.array(z.enum(DATE_PARTS)).min(1).optional(),
  missing: z.enum(['impute', 'reject']).default('impute'),
  missing_values: missingValuesSchema.optional(),
  show: z.boolean().default(false),
  private: z.boolean().default(false)
});

const featureSchema = z.discriminatedUnion('kind', [
  numberFeatureSchema,
  categoryFeatureSchema,
  dateFeatureSchema
]);

/** How text files are read: see docs/tables.md. A feature's own key wins. */
const readingKeys = {
  missing_values: missingValuesSchema.optional(),
  ...numberFormat,
  encoding: z.enum(ENCODINGS).optional(),
  delimiter: z.string().length(1).optional(),
  /** Lines that start with it are left out. */
  comment: z.string().min(1).max(4).optional(),
  /** 1-based line of the column names. */
  header_line: z.int().min(1).max(1000).optional(),
  /** Of dates like 03/04/2024. */
  date_order: z.enum(DATE_ORDERS).optional(),
  /** Columns of dates that are inferred: left out (default), or features by their parts. */
  dates: z.enum(['ignore', 'parts']).optional()
};

/** The reading keys of a dataset spec alone. */
export const readingKeysSchema = z.strictObject(readingKeys);

export const CONTRACT_NAMES = ['rows', 'instances', 'triad'] as const;

/** The YAML beside a table: its columns, their kinds and policies, and what training, serving and drift need to know. */
export const datasetSpecSchema = z
  .strictObject({
    name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/),
    version: z.string().min(1).max(64).default('1.0.0'),
    target: z.strictObject({ column: z.string().min(1), positive: levelSchema }),
    ignore: z.array(z.string()).default([]),
    sensitive: z.array(z.string()).default([]),
    /** Rows with the same value here are never split between training and validation. */
    group: z.string().min(1).optional(),
    /** Validation takes the last rows by this column. */
    time: z.string().min(1).optional(),
    /** How much each row counts in training, calibration and metrics; never a feature. */
    weight: z.string().min(1).optional(),
    /** Strip spaces around header names and text cells. */
    trim: z.boolean().default(false),
    ...readingKeys,
    /** May name some columns only: training infers the rest. */
    features: z.record(z.string().min(1), featureSchema).default({}),
    train: z
      .strictObject({
        family: z.enum(FAMILY_NAMES).optional(),
        /** Share of the rows held out for the metrics. */
        validation: z.number().gt(0).lt(1).optional(),
        seed: z
          .int()
          .min(0)
          .max(2 ** 32 - 1)
          .optional(),
        /** Fixed parameters by family. */
        params: trainParamsSchema.optional(),
        /** Parameter search: number of trials, and time limit (seconds, or a string like 90s, 5m, 1h). */
        trials: z.int().min(1).max(100_000).optional(),
        time_budget: durationSchema.optional(),
        /** Models that take longer to score a row are not considered. */
        max_score_us: z.number().gt(0).optional(),
        /** Rule for the decision threshold; 0.5 by default. */
        threshold: thresholdRuleSchema.optional(),
        mitigation: mitigationSchema.optional(),
        /** Factors on the rows of each class in fitting; balanced makes both classes count alike. */
        class_weights: classWeightsSchema.optional(),
        /** Features may interact only where one list holds them together. */
        interactions: z
          .array(z.array(z.string().min(1)).min(1))
          .min(1)
          .optional(),
        gate: z.strictObject({ roc_auc: z.number().min(0).max(1) }).optional()
      })
      .default({}),
    serve: z.strictObject({ contract: z.enum(CONTRACT_NAMES).optional() }).default({}),
    drift: z
      .strictObject({
        threshold: z.number().gt(0).optional(),
        /** Thresholds of single columns, by name. */
        features: z.record(z.string().min(1), z.number().gt(0)).optional()
      })
      .default({})
  })
  .superRefine((spec, context) => {
    const roles = new Map<string, string>([[spec.target.column, 'target']]);
    const claim = (column: string, role: string, path: (string | number)[]): void => {
      const taken = roles.get(column);
      if (taken !== undefined)
        context.addIssue({
          code: 'custom',
          path,
          message: `"${column}" is listed twice: as ${taken} and as ${role}`
        });
      roles.set(column, role);
    };
    spec.ignore.forEach((column, i) => {
      claim(column, 'ignored', ['ignore', i]);
    });
    spec.sensitive.forEach((column, i) => {
      claim(column, 'sensitive', ['sensitive', i]);
    });
    for (const column of Object.keys(spec.features))
      claim(column, 'a feature', ['features', column]);
    for (const role of ['group', 'time', 'weight'] as const) {
      const column = spec[role];
      // Setting a column aside and splitting or weighing by it go together.
      if (column !== undefined && !spec.ignore.includes(column))
        claim(column, `the ${role}`, [role]);
    }
    if (spec.group !== undefined && spec.time !== undefined)
      context.addIssue({
        code: 'custom',
        path: ['time'],
        message: 'rows are split by group or by time, not by both'
      });
    const { mitigation } = spec.train;
    if (mitigation !== undefined && !spec.sensitive.includes(mitigation.column))
      context.addIssue({
        code: 'custom',
        path: ['train', 'mitigation', 'column'],
        message: `"${mitigation.column}" is no sensitive column`
      });
    if (mitigation?.method === 'reweighing' && mitigation.equalize !== undefined)
      context.addIssue({
        code: 'custom',
        path: ['train', 'mitigation', 'equalize'],
        message: 'only thresholds make a rate equal'
      });
    for (const column of Object.keys(spec.drift.features ?? {}))
      if (!Object.hasOwn(spec.features, column) && !spec.sensitive.includes(column))
        context.addIssue({
          code: 'custom',
          path: ['drift', 'features', column],
          message: 'neither a feature nor a sensitive column'
        });
    for (const [name, feature] of Object.entries(spec.features)) {
      if (feature.kind === 'number' && (feature.min ?? -Infinity) > (feature.max ?? Infinity))
        context.addIssue({ code: 'custom', path: ['features', name], message: 'min is over max' });
      if (
        feature.kind === 'category' &&
        new Set(feature.levels).size !== (feature.levels?.length ?? 0)
      )
        context.addIssue({
          code: 'custom',
          path: ['features', name, 'levels'],
          message: 'a level is listed twice'
        });
    }
  });

export type DatasetSpec = z.infer<typeof datasetSpecSchema>;
export type NumberFeature = z.infer<typeof numberFeatureSchema>;
export type CategoryFeature = z.infer<typeof categoryFeatureSchema> & {
  /** Every level that the model knows, where the spec does not declare them all; in memory only, never published. */
  readonly learned?: readonly string[] | undefined;
};
export type DateFeature = z.infer<typeof dateFeatureSchema>;
export type Feature = NumberFeature | CategoryFeature | DateFeature;

/** A feature with default policies, except that a category accepts unknown levels. */
export function plainFeature(kind: Feature['kind']): Feature {
  return featureSchema.parse(kind === 'category' ? { kind, unknown: 'other' } : { kind });
}
