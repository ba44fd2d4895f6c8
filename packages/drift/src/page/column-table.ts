import { type Cell, formatValue, type Table, type Tone } from '@espalier/report';
import type { ColumnReport, FullReport, Verdict } from '../compare/report-schema.ts';
import { describeCentre, isMostlyEmptyBins } from '../output/sentences.ts';

type Ranked = readonly (readonly [name: string, column: ColumnReport])[];

const VERDICTS = {
  drift: { text: 'drift', tone: 'bad' },
  inconclusive: { text: 'inconclusive', tone: 'unsure' },
  changed: { text: 'changed', tone: 'plain' },
  stable: { text: 'stable', tone: 'good' }
} as const satisfies Record<Verdict, { text: string; tone: Tone }>;

/** Columns of the table, each with its note on how to read it. */
const OPTIONAL = {
  centre: 'Median: on both sides; the mean where the median stays or is not known.',
  missing: 'Missing: the share of empty cells on both sides.',
  importance: "Weight: the column's share of the model's feature importance."
} as const;

/** Build the table of the columns, one row each. */
export function createColumnTable(report: FullReport, ranked: Ranked): Table {
  const { threshold } = report;
  const longest = Math.max(2 * threshold, ...ranked.map(([, { psi }]) => psi));
  // One column out of scale must not flatten the rest.
  const scale = Math.min(longest, 5 * threshold);
  const has = optionalColumns(report);
  return {
    kind: 'table',
    caption: `The mark on a bar is the threshold${hasOwnThresholds(report) ? '' : `, ${threshold}`}.`,
    columns: [
      { name: 'Column' },
      { name: 'PSI' },
      { name: 'Verdict', wrap: true },
      ...(has.centre ? [{ name: 'Median' }] : []),
      ...(has.missing ? [{ name: 'Missing', align: 'right' as const }] : []),
      { name: 'KS', align: 'right' },
      { name: 'Expected', align: 'right' },
      ...(has.importance ? [{ name: 'Weight', align: 'right' as const }] : [])
    ],
    rows: ranked.map(([name, column]): Cell[] => [
      name,
      {
        text: column.psi.toFixed(3),
        tone: choosePsiTone(column.verdict),
        bar: { share: column.psi / scale, limit: (column.threshold ?? threshold) / scale }
      },
      verdictCell(column),
      ...(has.centre ? [describeCentre(column, formatValue)?.replace('median ', '') ?? '–'] : []),
      ...(has.missing ? [missingCell(column)] : []),
      ksCell(column),
      column.psi_expected.toFixed(3),
      ...(has.importance ? [importanceCell(column)] : [])
    ])
  };
}

/** Say how to read the columns of the table that are not always there. */
export function readableColumns(report: FullReport): string[] {
  const has = optionalColumns(report);
  return Object.entries(OPTIONAL).flatMap(([name, text]) =>
    has[name as keyof typeof OPTIONAL] ? [text] : []
  );
}

function optionalColumns(report: FullReport): Record<keyof typeof OPTIONAL, boolean> {
  const columns = Object.values(report.columns);
  return {
    centre: columns.some(column => describeCentre(column) !== undefined),
    missing: columns.some(({ missing }) => missing.reference + missing.new > 0),
    importance: report.importance_weighted !== undefined
  };
}

function hasOwnThresholds({ columns }: FullReport): boolean {
  return Object.values(columns).some(({ threshold }) => threshold !== undefined);
}

/** Colour a PSI only where it is over the threshold. */
export function choosePsiTone(verdict: Verdict): Tone {
  return verdict === 'drift' || verdict === 'inconclusive' ? VERDICTS[verdict].tone : 'plain';
}

function verdictCell(column: ColumnReport): Cell {
  const { text, tone } = VERDICTS[column.verdict];
  return { text: isMostlyEmptyBins(column) ? `${text}, mostly from empty bins` : text, tone };
}

/** Two numbers where only counts are known. */
function ksCell({ ks, ks_bounds }: ColumnReport): string {
  if (ks_bounds !== undefined)
    return [...new Set(ks_bounds.map(bound => bound.toFixed(2)))].join('–');
  return ks?.toFixed(3) ?? '–';
}

function importanceCell({ importance }: ColumnReport): string {
  return importance === undefined ? '–' : `${(100 * importance).toFixed(0)}%`;
}

function missingCell({ missing }: ColumnReport): string {
  if (missing.reference === 0 && missing.new === 0) return '–';
  const percent = (share: number): string => (100 * share).toFixed(1);
  return `${percent(missing.reference)} → ${percent(missing.new)}%`;
}
