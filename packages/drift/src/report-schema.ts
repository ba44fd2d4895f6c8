import { driftReportSchema } from '@espalier/core';
import { z } from 'zod';

const share = z.number().min(0).max(1);
const count = z.int().min(0);

const binSchema = z.strictObject({
  /** `range`: between two deciles of the reference, numbered from the lowest; `level`; `missing`; `unseen`: no level of the reference. */
  kind: z.enum(['range', 'level', 'missing', 'unseen']),
  /** The bounds of a range, [from, to), null where it is open: only where the spec says `show: true`. */
  from: z.number().nullable().optional(),
  to: z.number().nullable().optional(),
  /** Only where the spec declares the levels or says `show: true`. */
  level: z.string().optional(),
  reference: share,
  new: share
});

export const VERDICTS = ['drift', 'inconclusive', 'changed', 'stable'] as const;

const columnSchema = z.strictObject({
  kind: z.enum(['number', 'category']),
  /** `drift`: over the threshold; `inconclusive`: over it, but no more than chance gives; `changed`: under it, yet not by chance. */
  verdict: z.enum(VERDICTS),
  psi: z.number().min(0),
  /** For a column over the threshold: the PSI that samples of these sizes give without drift, at the most. */
  psi_limit: z.number().min(0).optional(),
  ks: share.optional(),
  chi_square: z.number().min(0).optional(),
  p_value: share,
  /** Adjusted for the number of columns: 0.05 or less is a change. */
  p_adjusted: share,
  missing: z.strictObject({ reference: share, new: share }),
  /** For a category: the share of rows with a level that the reference does not have, or the spec does not declare. */
  unseen: z.strictObject({ reference: share, new: share }).optional(),
  /** Absent for a private column. */
  bins: z.array(binSchema).optional()
});

export const FINDINGS = ['empty', 'reference_empty', 'constant', 'unseen_levels'] as const;

/** drift_report.json as drift writes it: what is fixed for others first, then the details. */
export const fullReportSchema = driftReportSchema.extend({
  threshold: z.number().positive(),
  features: z.record(z.string(), z.number()),
  ks: z.record(z.string(), z.number()),
  changed: z.boolean(),
  inconclusive: z.array(z.string()),
  format: z.literal('espalier.drift-report/1'),
  policy: z.enum(['any', 'share', 'mean']),
  rows: z.strictObject({ reference: count, new: count }),
  findings: z.array(z.strictObject({ column: z.string(), finding: z.enum(FINDINGS) })),
  columns: z.record(z.string(), columnSchema)
});

export type FullReport = z.infer<typeof fullReportSchema>;
export type ColumnReport = z.infer<typeof columnSchema>;
export type BinReport = z.infer<typeof binSchema>;
export type Verdict = (typeof VERDICTS)[number];
export type FindingName = (typeof FINDINGS)[number];
