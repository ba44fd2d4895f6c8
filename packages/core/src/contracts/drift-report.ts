import { z } from 'zod';

/**
 * What drift writes and agent-monitor reads. Only `overall_drift` is asked of a report made elsewhere;
 * everything else is a detail that may be absent or wider.
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
  /** Columns over the threshold by no more than samples of these sizes give without drift. */
  inconclusive: z.array(z.string()).optional(),
  /** What is wrong with a column beyond a shift: `empty`, `type_changed`, ... */
  findings: z.array(z.looseObject({ column: z.string(), finding: z.string() })).optional()
});

export type DriftReport = z.infer<typeof driftReportSchema>;
