import { columnOf, randomSeeded, type Table } from '@espalier/core';
import { type DetectorName, DETECTORS } from './detectors/index.ts';
import { adjustPValues } from './false-discovery.ts';
import { findingsOf } from './findings.ts';
import { nullPsiLimit } from './null-psi.ts';
import { pValueOf } from './p-value.ts';
import { type Bin, type ColumnPair, pairColumns, shareOf, sum } from './pair.ts';
import { isOverall, type PolicyName } from './policies.ts';
import {
  type BinReport,
  type ColumnReport,
  type FindingName,
  type FullReport,
  type Verdict
} from './report-schema.ts';

export interface CompareSettings {
  readonly threshold: number;
  readonly policy: PolicyName;
  /** Which bounds and levels of a column may stand in the report. */
  readonly disclose: (column: string) => Disclosure;
}

/** `all`: bounds and levels; `shares`: bins without them; `nothing`: no bins at all. */
export type Disclosure = 'all' | 'shares' | 'nothing';

/** The share of comparisons without drift in which a verdict may be wrong. */
const FALSE_ALARMS = 0.05;
/** Decides the random deals: the same input gives the same report. */
const SEED = 20_180_401;

type Figures = Partial<Record<DetectorName, number>> & { readonly psi: number };

interface Judged {
  readonly pair: Omit<ColumnPair, 'sorted' | 'byLevel'>;
  readonly findings: readonly FindingName[];
  readonly figures: Figures;
  readonly pValue: number;
  /** For a column over the threshold: what no drift gives. */
  readonly limit: number | undefined;
}

/** Compare every column of the reference with the new table's column of that name. */
export function compareTables(
  reference: Table,
  fresh: Table,
  settings: CompareSettings
): FullReport {
  const { columns } = reference;
  // One column after the other: the sorted copies of a column are let go before the next.
  const judged = columns.map((column, i) =>
    judge(pairColumns(column, columnOf(fresh, column.name)), settings.threshold, columns.length, i)
  );
  return reportOf(judged, { reference: reference.numRows, new: fresh.numRows }, settings);
}

function judge(pair: ColumnPair, threshold: number, numColumns: number, stream: number): Judged {
  const figures = figuresOf(pair);
  const limit =
    figures.psi > threshold
      ? nullPsiLimit(pair, FALSE_ALARMS / numColumns, randomSeeded(SEED, stream))
      : undefined;
  const { name, kind, bins, reference, fresh } = pair;
  return {
    pair: { name, kind, bins, reference, fresh },
    figures,
    findings: findingsOf(pair),
    pValue: pValueOf(pair),
    limit
  };
}

function figuresOf(pair: ColumnPair): Figures {
  const found = Object.entries(DETECTORS).flatMap(([name, detect]) => {
    const figure = detect(pair);
    return figure === undefined ? [] : [[name, figure] as const];
  });
  return Object.fromEntries(found) as Figures;
}

function reportOf(
  judged: readonly Judged[],
  rows: FullReport['rows'],
  { threshold, policy, disclose }: CompareSettings
): FullReport {
  const adjusted = adjustPValues(judged.map(({ pValue }) => pValue));
  const verdicts = judged.map((column, i) => verdictOf(column, adjusted[i]!));
  const named = <T>(valueOf: (column: Judged, i: number) => T | undefined): Record<string, T> =>
    Object.fromEntries(
      judged.flatMap((column, i) => {
        const value = valueOf(column, i);
        return value === undefined ? [] : [[column.pair.name, value]];
      })
    );
  return {
    threshold,
    overall_drift: isOverall(policy, {
      psi: judged.map(({ figures }) => figures.psi),
      threshold,
      numDrifting: verdicts.filter(verdict => verdict === 'drift').length
    }),
    features: named(({ figures }) => figures.psi),
    ks: named(({ figures }) => figures.ks),
    changed: adjusted.some(isDiscovery),
    inconclusive: judged
      .filter((_, i) => verdicts[i] === 'inconclusive')
      .map(({ pair }) => pair.name),
    format: 'espalier.drift-report/1',
    policy,
    rows,
    findings: judged.flatMap(({ pair, findings }) =>
      findings.map(finding => ({ column: pair.name, finding }))
    ),
    columns: named((column, i) =>
      columnReport(column, verdicts[i]!, adjusted[i]!, disclose(column.pair.name))
    )
  };
}

function isDiscovery(pAdjusted: number): boolean {
  return pAdjusted <= FALSE_ALARMS;
}

function verdictOf({ figures, limit }: Judged, pAdjusted: number): Verdict {
  if (limit !== undefined) return figures.psi > limit ? 'drift' : 'inconclusive';
  return isDiscovery(pAdjusted) ? 'changed' : 'stable';
}

function columnReport(
  { pair, figures, pValue, limit }: Judged,
  verdict: Verdict,
  pAdjusted: number,
  disclosure: Disclosure
): ColumnReport {
  const { psi, ...others } = figures;
  const shares = (kind: Bin['kind']): { reference: number; new: number } => ({
    reference: shareOf(pair, 'reference', kind),
    new: shareOf(pair, 'fresh', kind)
  });
  return {
    kind: pair.kind,
    verdict,
    psi,
    ...(limit === undefined ? {} : { psi_limit: limit }),
    ...others,
    p_value: pValue,
    p_adjusted: pAdjusted,
    missing: shares('missing'),
    ...(pair.kind === 'category' ? { unseen: shares('unseen') } : {}),
    ...(disclosure === 'nothing' ? {} : { bins: binReports(pair, disclosure === 'all') })
  };
}

/** The bins of a column; missing and unseen only where a side has such rows. */
function binReports(pair: Judged['pair'], isDisclosed: boolean): BinReport[] {
  const n = sum(pair.reference);
  const m = sum(pair.fresh);
  return pair.bins.flatMap((bin, i) => {
    const isSpecial = bin.kind === 'missing' || bin.kind === 'unseen';
    const a = pair.reference[i]!;
    const b = pair.fresh[i]!;
    if (isSpecial && a + b === 0) return [];
    return [{ ...(isDisclosed ? bin : { kind: bin.kind }), reference: a / n, new: b / m }];
  });
}
