import { z } from 'zod';

const share = z.number().min(0).max(1);
const count = z.int().min(0);
const interval = z.tuple([share, share]).readonly();

const estimateSchema = z.strictObject({
  roc_auc: share,
  accuracy: share,
  precision: share.nullable(),
  recall: share.nullable(),
  f1: share.nullable(),
  brier: share
});

const realisedSchema = z.strictObject({
  /** Null where all labels are of one class. */
  roc_auc: share.nullable(),
  pr_auc: share.nullable(),
  accuracy: share,
  log_loss: z.number().min(0),
  brier: share,
  precision: share.nullable(),
  recall: share.nullable(),
  f1: share.nullable(),
  /** At 95%, by the name of the metric. */
  intervals: z.record(z.string(), z.tuple([z.number(), z.number()]).readonly()),
  /** Rows with a label, and how many of them are positive. */
  rows: count,
  positives: count,
  /** Rows without a label. */
  unlabelled: count,
  /** The metrics are of so many of the rows, drawn at random. */
  sampled: count.optional(),
  /** The ROC-AUC beside that at training: `worse` and `better` by more than chance gives, and by at least 3%. */
  verdict: z.enum(['worse', 'as_before', 'better', 'unknown'])
});

export const performanceSchema = z.strictObject({
  method: z.literal('cbpe'),
  /** Conditions of the estimate. */
  checks: z.array(
    z.strictObject({
      check: z.enum([
        'calibrated',
        'seen_region',
        'near_reference',
        'enough_rows',
        'sound_columns',
        'agrees_with_labels'
      ]),
      passed: z.boolean(),
      because: z.string()
    })
  ),
  valid: z.boolean(),
  /** Estimated without labels; null where a check fails. */
  estimate: estimateSchema.nullable(),
  /** At 95%: the chance of the labels, the calibration and the distance of the new rows. */
  intervals: z.record(z.string(), interval).nullable(),
  /** The same estimate for the reference, and the difference to it: errors of calibration cancel out. */
  reference_estimate: z.record(z.string(), share).nullable(),
  change: z.record(z.string(), z.number()).nullable(),
  /** The line of the calibration on the validation rows: 0 and 1 for a calibrated model. */
  calibration: z.strictObject({ intercept: z.number(), slope: z.number() }).optional(),
  /** Measured on the new rows that have a label. */
  realised: realisedSchema.optional(),
  /** Measured on the validation rows of training. */
  reference: z.record(z.string(), z.number()),
  rows: count
});

export const labelSchema = z.strictObject({
  /** The share of positives. */
  reference: share,
  new: share,
  rows: z.strictObject({ reference: count, new: count }),
  psi: z.number().min(0),
  p_value: share,
  /** As of a column: `drift` is a shift over the threshold that chance does not give. */
  verdict: z.enum(['drift', 'inconclusive', 'changed', 'stable'])
});

export type PerformanceReport = z.infer<typeof performanceSchema>;
export type LabelReport = z.infer<typeof labelSchema>;
