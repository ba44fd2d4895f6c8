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
  findings: z.array(z.looseObject({ column: z.string(), finding: z.string() })).optional(),
  /** The model whose bundle or live profile was compared. */
  model: z.looseObject({ name: z.string(), version: z.string().optional() }).optional()
});

export type DriftReport = z.infer<typeof driftReportSchema>;

/** Findings that mean a column is broken at its source, not shifted. */
const BROKEN_FINDINGS = ['empty', 'absent', 'type_changed', 'unit_changed', 'constant'] as const;

export type BrokenFinding = (typeof BROKEN_FINDINGS)[number] | 'wholly_unseen';

/** A column whose data is broken, not just shifted. */
export interface BrokenColumn {
  readonly column: string;
  readonly finding: BrokenFinding;
}

/**
 * The broken columns of a report, each once, by its first such finding. `drift` and `agent-monitor` both use this list. A
 * column is wholly unseen where every filled cell holds a level that the reference lacks.
 */
export function listBrokenColumns(
  report: Pick<DriftReport, 'findings'> & { readonly columns?: unknown }
): BrokenColumn[] {
  const broken = new Map<string, BrokenColumn>();
  for (const { column, finding, share } of report.findings ?? []) {
    const known = BROKEN_FINDINGS.find(name => name === finding);
    const isUnseen =
      finding === 'wholly_unseen' ||
      (finding === 'unseen_levels' && isWholly(share, findMissingShare(report.columns, column)));
    const kind = known ?? (isUnseen ? 'wholly_unseen' : undefined);
    if (kind !== undefined && !broken.has(column)) broken.set(column, { column, finding: kind });
  }
  return [...broken.values()];
}

const ROUNDING = 1e-9;

function isWholly(share: unknown, missing: number): boolean {
  return typeof share === 'number' && share > 0 && share + missing >= 1 - ROUNDING;
}

const columnsSchema = z.record(
  z.string(),
  z.looseObject({ missing: z.looseObject({ new: z.number() }) }).catch({ missing: { new: 0 } })
);

/** The share of missing cells among the new rows; 0 where the report does not say. */
function findMissingShare(columns: unknown, name: string): number {
  const result = columnsSchema.safeParse(columns);
  return result.success ? (result.data[name]?.missing.new ?? 0) : 0;
}
