import { z } from 'zod';

/**
 * drift_report.json. A report of another program needs only `overall_drift`; everything else may be absent.
 */
export const driftReportSchema = z.looseObject({
  threshold: z.number().optional(),
  overall_drift: z.boolean(),
  /** PSI of every compared column. */
  features: z.record(z.string(), z.number()).optional(),
  /** Kolmogorov-Smirnov distance of every compared number column. */
  ks: z.record(z.string(), z.number()).optional(),
  /** Did anything change at all, at a false-discovery rate of 5 %? */
  changed: z.boolean().optional(),
  /** Columns over the threshold, but within what samples of this size show without drift. */
  inconclusive: z.array(z.string()).optional(),
  /** A problem of a column other than a shift: `empty`, `type_changed`, ... */
  findings: z.array(z.looseObject({ column: z.string(), finding: z.string() })).optional()
});

export type DriftReport = z.infer<typeof driftReportSchema>;
