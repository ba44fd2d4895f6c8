import { driftReportSchema, modelIdentitySchema } from '@espalier/core/contracts';
import { z } from 'zod';
import { WAYS } from '../pair/sample.ts';
import { labelSchema, performanceSchema } from './performance-schema.ts';

const share = z.number().min(0).max(1);
const count = z.int().min(0);
const bounds = z.tuple([z.number().min(0), z.number().min(0)]).readonly();

const binSchema = z.strictObject({
  /** `range`: between two deciles of the reference, without the values that have a bin of their own, `value`; `level`; `missing`; `unseen`: not a level of the reference, or not a number. */
  kind: z.enum(['range', 'value', 'level', 'other', 'missing', 'unseen']),
  /** The bounds of a range, [from, to), null where it is open: rounded unless the spec says `show: true`. */
  from: z.number().nullable().optional(),
  to: z.number().nullable().optional(),
  /** Rounded like bounds; of few rows it is part of a range. */
  value: z.number().optional(),
  /** A declared level, any with `show: true`, else one of at least 10 rows. */
  level: z.string().optional(),
  /** Of `other`: how many levels it holds that are not named. */
  levels: count.optional(),
  reference: share,
  new: share
});

const centresSchema = z.strictObject({
  reference: z.number().nullable(),
  new: z.number().nullable()
});

export const VERDICTS = ['drift', 'inconclusive', 'changed', 'stable'] as const;

const columnSchema = z.strictObject({
  kind: z.enum(['number', 'category']),
  /** Its numbers are dates: milliseconds since 1970. */
  date: z.literal(true).optional(),
  /** `drift`: over the threshold; `inconclusive`: over it, but no more than by chance; `changed`: under it, but not by chance. */
  verdict: z.enum(VERDICTS),
  /** Where it differs from that of the report. */
  threshold: z.number().positive().optional(),
  psi: z.number().min(0),
  /** The part of the PSI that comes from bins with rows on one side alone. */
  psi_empty_bins: z.number().min(0).optional(),
  /** The mean PSI of samples of these sizes without drift. */
  psi_expected: z.number().min(0),
  /** The profiles have different bins: new counts are estimated, assuming values spread evenly within bins. */
  psi_estimated: z.literal(true).optional(),
  /** For a column over the threshold: the most that samples of these sizes give without drift. */
  psi_limit: z.number().min(0).optional(),
  /** The share of samples without drift whose PSI is as large. */
  psi_chance: z.number().min(0).max(1).optional(),
  /** With `ks_bounds`: the largest gap at an edge of the bins. */
  ks: share.optional(),
  ks_bounds: bounds.optional(),
  chi_square: z.number().min(0).optional(),
  /** Jensen-Shannon distance, base 2. */
  js: share,
  /** In standard deviations of the reference. */
  wasserstein: z.number().min(0).optional(),
  wasserstein_bounds: bounds.optional(),
  p_value: share,
  /** Adjusted for the number of columns: 0.05 or less is a change. */
  p_adjusted: share,
  /** Of a number, rounded unless the spec says `show: true`; null where a side does not tell it. Absent for a private column. */
  mean: centresSchema.optional(),
  median: centresSchema.optional(),
  missing: z.strictObject({ reference: share, new: share }),
  /** For a number or a date: the share of rows whose cell holds something else; absent where there is none. */
  bad: z.strictObject({ reference: share, new: share }).optional(),
  /** For a category: the share of rows with a level that the reference does not have, or the spec does not declare. */
  unseen: z.strictObject({ reference: share, new: share }).optional(),
  /** For a category: levels of the reference, and how many of them the new data lacks. */
  levels: z.strictObject({ reference: count, vanished: count }).optional(),
  /** For a number: the share of the new values beyond the range of the reference, where it was counted. */
  outside: share.optional(),
  /** The least and the most it can be: the new side is a profile, whose range goes beyond that of the reference. */
  outside_bounds: bounds.optional(),
  /** The share of the model's importance that is this column's. */
  importance: share.optional(),
  /** Absent for a private column. */
  bins: z.array(binSchema).optional()
});

export const FINDINGS = [
  'empty',
  'absent',
  'type_changed',
  'unit_changed',
  'constant',
  'bad_cells',
  'unseen_levels',
  'vanished_levels',
  'range_left',
  'reference_empty',
  'reference_absent',
  'reference_bad_cells',
  'reference_unseen'
] as const;

const findingSchema = z.strictObject({
  column: z.string(),
  finding: z.enum(FINDINGS),
  was: z.enum(['number', 'date', 'text']).optional(),
  is: z.enum(['number', 'text']).optional(),
  /** New values divided by old ones. */
  factor: z.number().positive().optional(),
  /** Of the new rows, or of those of the reference. */
  share: share.optional(),
  /** Of new levels: what would have to be written alike for `alike_share` of their rows to match known levels. */
  alike: z.array(z.enum(WAYS)).optional(),
  alike_share: share.optional(),
  levels: count.optional()
});

const leftOutSchema = z.strictObject({ column: z.string(), because: z.string() });

const periodSchema = z.strictObject({ from: z.iso.date(), to: z.iso.date() });

const sourceSchema = z.enum(['table', 'bundle', 'profile']);

const domainSchema = z.strictObject({
  /** The mean over the folds; 0.5: both sides look alike. */
  roc_auc: share,
  interval: z.tuple([share, share]).readonly(),
  rows: count,
  /** Is the whole interval above 0.5? */
  told_apart: z.boolean(),
  /** Columns by their share of the gain of the trees, the largest first. */
  culprits: z.array(z.strictObject({ column: z.string(), share }))
});

/** drift_report.json as drift writes it: the fixed fields first, then the details. */
export const fullReportSchema = driftReportSchema.extend({
  threshold: z.number().positive(),
  features: z.record(z.string(), z.number()),
  ks: z.record(z.string(), z.number()),
  changed: z.boolean(),
  inconclusive: z.array(z.string()),
  format: z.literal('espalier.drift-report/1'),
  policy: z.enum(['any', 'share', 'mean']),
  rows: z.strictObject({ reference: count, new: count }),
  /** Where a bundle or live traffic is compared: the model of the new side, else of the reference. */
  model: modelIdentitySchema.optional(),
  /** The model of the reference where it is another version: then scores are not compared. */
  reference_model: modelIdentitySchema.optional(),
  /** With anything but two tables, KS and Wasserstein are bounds. */
  sources: z.strictObject({ reference: sourceSchema, new: sourceSchema }).optional(),
  /** `--season week`: the reference has only rows of these hours of the week. */
  season: z.strictObject({ by: z.literal('week'), hours: z.int().min(1).max(168) }).optional(),
  /** The first and the last day of each side, where the spec names a time column and the rows are there. */
  periods: z
    .strictObject({ reference: periodSchema.nullable(), new: periodSchema.nullable() })
    .optional(),
  findings: z.array(findingSchema),
  /** Rows of one value of this column depend on each other: how many such blocks each side has. */
  block: z.strictObject({ column: z.string(), reference: count, new: count }).optional(),
  /** Columns that are not compared. */
  left_out: z.array(leftOutSchema),
  columns: z.record(z.string(), columnSchema),
  /** The model's probabilities, in bins between hundredths near the deciles of the reference. */
  scores: columnSchema.optional(),
  labels: labelSchema.optional(),
  /** Mean PSI of the columns, weighted by their importance for the model. */
  importance_weighted: z.strictObject({ psi: z.number().min(0), columns: count }).optional(),
  domain_classifier: domainSchema.optional(),
  performance: performanceSchema.optional()
});

export type FullReport = z.infer<typeof fullReportSchema>;
export type ColumnReport = z.infer<typeof columnSchema>;
export type BinReport = z.infer<typeof binSchema>;
export type LeftOut = z.infer<typeof leftOutSchema>;
export type Finding = z.infer<typeof findingSchema>;
export type DomainReport = z.infer<typeof domainSchema>;
export type Verdict = (typeof VERDICTS)[number];
export type Period = z.infer<typeof periodSchema>;
export type FindingName = (typeof FINDINGS)[number];
