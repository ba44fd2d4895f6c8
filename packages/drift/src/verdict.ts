import { type ColumnReport, type FindingName, type FullReport } from './report-schema.ts';

/** Columns by PSI, the largest first. */
export function rankedColumns({ columns }: FullReport): [name: string, column: ColumnReport][] {
  return Object.entries(columns).sort(([, a], [, b]) => b.psi - a.psi);
}

/** The report in one sentence. */
export function verdictSentence(report: FullReport): string {
  const { threshold, policy, inconclusive } = report;
  const columns = Object.values(report.columns);
  const numDrifting = columns.filter(({ verdict }) => verdict === 'drift').length;
  const over = `${numDrifting} of ${counted(columns.length, 'column')} ${numDrifting === 1 ? 'has' : 'have'} a PSI over ${threshold}`;
  if (report.overall_drift)
    return `Drift: ${over}${policy === 'mean' ? ', and so has their mean' : ''}`;
  if (numDrifting > 0) return `No drift by the policy "${policy}", though ${over}`;
  if (inconclusive.length > 0)
    return `No drift that can be told from chance: ${inconclusive.length} of ${counted(columns.length, 'column')} ${inconclusive.length === 1 ? 'has' : 'have'} a PSI over ${threshold}, but none more than samples of ${report.rows.reference} and ${report.rows.new} rows give without drift`;
  return `No drift: none of ${counted(columns.length, 'column')} has a PSI over ${threshold}`;
}

/** The second answer: did anything change at all? */
export function changeSentence(report: FullReport): string {
  if (!report.changed) return 'No test finds any change (false-discovery rate 5 %)';
  const changed = Object.values(report.columns).filter(({ p_adjusted }) => p_adjusted <= 0.05);
  return `Tests find a change in ${counted(changed.length, 'column')} (false-discovery rate 5 %)`;
}

/** A finding in words. */
export const FINDING_WORDS = {
  empty: 'empty in the new data: look at where it comes from before anything else',
  reference_empty: 'empty in the reference, filled in the new data',
  constant: 'holds one and the same value in all the new data',
  unseen_levels: 'holds levels in the new data that the reference does not have'
} as const satisfies Record<FindingName, string>;

export function counted(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
