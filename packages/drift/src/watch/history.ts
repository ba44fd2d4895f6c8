import { type BrokenColumn, listBrokenColumns, type Profile } from '@espalier/core/contracts';
import type { FullReport } from '../compare/report-schema.ts';

/** A line of drift_history.jsonl: what a report comes to. */
export interface DriftHistoryLine {
  readonly ts: string;
  readonly model: string | null;
  readonly version: string | null;
  /** When the new rows were counted, or the days of a table; null where it is not known. */
  readonly from: string | null;
  readonly to: string | null;
  readonly rows: number;
  readonly overall_drift: boolean;
  readonly changed: boolean;
  /** Columns that drift, most shifted first. */
  readonly drifting: readonly string[];
  readonly broken: readonly BrokenColumn[];
  /** PSI of every compared column. */
  readonly psi: Readonly<Record<string, number>>;
  readonly roc_auc_estimated: number | null;
  readonly roc_auc_realised: number | null;
}

/** The line of a report that was made at a time. */
export function historyLine(
  report: FullReport,
  window: Profile['window'],
  now: Date
): DriftHistoryLine {
  const { model, periods, performance, columns } = report;
  const period = window ?? periods?.new;
  return {
    ts: now.toISOString(),
    model: model?.name ?? null,
    version: model?.version ?? null,
    from: period?.from ?? null,
    to: period?.to ?? null,
    rows: report.rows.new,
    overall_drift: report.overall_drift,
    changed: report.changed,
    drifting: Object.entries(columns)
      .filter(([, { verdict }]) => verdict === 'drift')
      .sort(([, a], [, b]) => b.psi - a.psi)
      .map(([name]) => name),
    broken: listBrokenColumns(report),
    psi: report.features,
    roc_auc_estimated: performance?.estimate?.roc_auc ?? null,
    roc_auc_realised: performance?.realised?.roc_auc ?? null
  };
}
