import { z } from 'zod';
import { searchLimitsSchema } from './trials.ts';

const probability = z.number().min(0).max(1);

/** Calibration of the family's probability. */
export const calibratorSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  /** sigmoid(slope * logit(p) + intercept) (Platt 1999). */
  z.strictObject({ kind: z.literal('platt'), slope: z.number().positive(), intercept: z.number() }),
  /** Straight lines through (from[i], to[i]), level beyond both ends; from rises, to never falls (Zadrozny and Elkan 2002). */
  z
    .strictObject({
      kind: z.literal('isotonic'),
      from: z.array(probability).min(1),
      to: z.array(probability).min(1)
    })
    .refine(
      ({ from, to }) =>
        from.length === to.length &&
        from.every((x, i) => i === 0 || x > from[i - 1]!) &&
        to.every((y, i) => i === 0 || y >= to[i - 1]!)
    )
]);

/** decision.json: calibration and thresholds. */
export const decisionSchema = z.strictObject({
  format: z.literal('espalier.decision/1'),
  calibrator: calibratorSchema,
  /** A row is positive when its probability is at least this. */
  threshold: probability,
  /** Groups of one sensitive column with a threshold of their own. */
  group_thresholds: z
    .strictObject({ column: z.string(), thresholds: z.record(z.string(), probability) })
    .optional()
});

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);

/** manifest.json: the files of a bundle, and rows with the scores that a loader must reproduce. */
export const manifestSchema = z.strictObject({
  format: z.literal('espalier.bundle/1'),
  name: z.string(),
  version: z.string(),
  family: z.string(),
  /** sha256 of every other file. */
  files: z.record(z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/), sha256Schema),
  /** sha256 over the files that a seed, an input and a configuration decide. */
  content_sha256: sha256Schema,
  /** Synthetic rows, drawn from the spec, with their probabilities. */
  golden: z
    .strictObject({
      rows: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.null()]))).min(1),
      probabilities: z.array(z.number().min(0).max(1))
    })
    .refine(({ rows, probabilities }) => rows.length === probabilities.length)
});

const calibrationBinSchema = z.strictObject({
  low: z.number(),
  high: z.number(),
  count: z.int(),
  weight: z.number().optional(),
  probability: z.number(),
  share: z.number()
});

const tradeOffSchema = z.strictObject({
  roc_auc: z.number(),
  accuracy: z.number(),
  demographic_parity_difference: z.number(),
  equal_opportunity_difference: z.number()
});

/** metrics.json, on the validation rows. More may follow. */
export const metricsSchema = z.looseObject({
  roc_auc: z.number(),
  pr_auc: z.number(),
  accuracy: z.number(),
  log_loss: z.number(),
  brier: z.number(),
  precision: z.number(),
  recall: z.number(),
  f1: z.number(),
  mcc: z.number().optional(),
  ks: z.number().optional(),
  /** Of the tenth with the highest probabilities. */
  lift_10: z.number().optional(),
  ece: z.number().optional(),
  reliability: z.array(calibrationBinSchema).readonly().optional(),
  /** Low and high end at 95 %, by the name of the metric. */
  intervals: z.record(z.string(), z.tuple([z.number(), z.number()]).readonly()).optional(),
  threshold: z.number(),
  /** The column whose weights the metrics are measured with. */
  weight: z.string().optional(),
  rows_train: z.int(),
  rows_validation: z.int(),
  seed: z.int(),
  timestamp: z.string(),
  git_sha: z.string().nullable(),
  dataset_sha256: sha256Schema,
  family: z.string(),
  gate: z.enum(['passed', 'failed', 'none']),
  /** On training rows that the models had not seen: every family that was tried, and the share of positives. */
  leaderboard: z
    .array(
      z.strictObject({
        family: z.string(),
        roc_auc: z.number(),
        log_loss: z.number(),
        /** What choosing by this family took. */
        seconds: z.number().optional(),
        /** Median time of scoring one row, in microseconds. */
        score_us: z.number().optional()
      })
    )
    .optional(),
  /** Limits and results of a parameter search. */
  search: searchLimitsSchema
    .extend({
      tried: z.int(),
      /** Trials stopped before using all rows. */
      pruned: z.int(),
      seconds: z.number(),
      best: z.array(
        z.strictObject({
          family: z.string(),
          trial: z.int(),
          log_loss: z.number().nullable(),
          score_us: z.number(),
          seconds: z.number(),
          params: z.record(z.string(), z.number()).readonly(),
          /** Is the final model trained with these? */
          chosen: z.boolean()
        })
      )
    })
    .optional(),
  /** The decision on the validation rows without and with the mitigation that the spec asks for. */
  mitigation: z
    .strictObject({
      method: z.string(),
      column: z.string(),
      before: tradeOffSchema,
      after: tradeOffSchema
    })
    .optional(),
  /** Warnings: accepted, but worth a look. */
  warnings: z.array(z.string()).optional()
});

export type Calibrator = z.infer<typeof calibratorSchema>;
export type Decision = z.infer<typeof decisionSchema>;
export type Manifest = z.infer<typeof manifestSchema>;
export type TradeOff = z.infer<typeof tradeOffSchema>;
export type Metrics = z.infer<typeof metricsSchema>;
export type GoldenRow = Manifest['golden']['rows'][number];
