import { type Block, type Cell, renderPage, type Table, type Tone } from '@espalier/report';
import { type ColumnReport, type FullReport, type Verdict } from '../compare/report-schema.ts';
import {
  describeChange,
  describeFinding,
  describeVerdict,
  rankColumns
} from '../output/sentences.ts';
import { type SourceNames } from '../output/source-names.ts';
import { createAdvice } from '../output/advice.ts';
import { createFigure } from './figure.ts';
import { modelSections } from './model-section.ts';

/** The report as one page for a person: the verdict, the columns by PSI, both distributions of each. No rows of data. */
export function renderDriftPage(report: FullReport, names: SourceNames): string {
  const ranked = rankColumns(report);
  return renderPage({
    title: 'Drift report',
    summary: {
      tone: toneOf(report),
      text: `${describeVerdict(report)}${driftingNames(ranked)}.`
    },
    sections: [
      { title: 'In short', blocks: [keyFigures(report), ...overview(report, names)] },
      { title: 'What to do', blocks: [{ kind: 'list', items: createAdvice(report) }] },
      ...modelSections(report),
      { title: 'Columns, most shifted first', blocks: [columnTable(report, ranked)] },
      {
        title: 'Distributions',
        blocks: [{ kind: 'paragraph', text: binsText(ranked.length) }, distributions(ranked)]
      }
    ]
  });
}

function toneOf({ overall_drift, inconclusive }: FullReport): Tone {
  if (overall_drift) return 'bad';
  return inconclusive.length > 0 ? 'unsure' : 'good';
}

/** The most shifted columns by name, as many as fit into a sentence. */
function driftingNames(ranked: readonly (readonly [string, ColumnReport])[]): string {
  const drifting = ranked.filter(([, { verdict }]) => verdict === 'drift');
  if (drifting.length === 0) return '';
  const named = drifting
    .slice(0, MAX_NAMED)
    .map(([name, { psi }]) => `${name} (${psi.toFixed(3)})`);
  const more = drifting.length - named.length;
  return `: ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

const MAX_NAMED = 3;
/** A page of more drawings than this opens slowly on a phone. */
const MAX_FIGURES = 60;

function binsText(numColumns: number): string {
  return numColumns > MAX_FIGURES ? `${BINS} The ${MAX_FIGURES} most shifted columns.` : BINS;
}

const BINS =
  'Share of the rows of each side. Numbers lie in bins between the deciles of the reference; their bounds, and levels that the dataset spec does not declare, are shown only for columns with show: true.';

function keyFigures({ rows, threshold, columns }: FullReport): Block {
  return {
    kind: 'key-figures',
    figures: [
      { name: 'Reference rows', value: String(rows.reference) },
      { name: 'New rows', value: String(rows.new) },
      { name: 'Columns', value: String(Object.keys(columns).length) },
      { name: 'Threshold (PSI)', value: String(threshold) }
    ]
  };
}

function overview(report: FullReport, names: SourceNames): Block[] {
  const paragraphs = [
    `${describeChange(report)}.${report.changed ? ' A change need not matter: the PSI says how large it is.' : ''}`,
    ...report.findings.map(({ column, ...finding }) => `${column}: ${describeFinding(finding)}.`),
    `Compared: ${names.new} (new) with ${names.reference} (reference).`
  ];
  return paragraphs.map(text => ({ kind: 'paragraph', text }));
}

const VERDICT_WORDS = {
  drift: { text: 'drift', tone: 'bad' },
  inconclusive: { text: 'inconclusive', tone: 'unsure' },
  changed: { text: 'changed', tone: 'plain' },
  stable: { text: 'stable', tone: 'good' }
} as const satisfies Record<Verdict, { text: string; tone: Tone }>;

function columnTable(
  report: FullReport,
  ranked: readonly (readonly [string, ColumnReport])[]
): Table {
  const { threshold } = report;
  const longest = Math.max(2 * threshold, ...ranked.map(([, { psi }]) => psi));
  // One column out of scale must not flatten the rest.
  const scale = Math.min(longest, 5 * threshold);
  const isMissing = ranked.some(([, { missing }]) => missing.reference + missing.new > 0);
  const isWeighed = report.importance_weighted !== undefined;
  return {
    kind: 'table',
    caption: `The mark on the bars is the threshold, ${threshold} where a column has none of its own. Expected: the mean PSI of samples of these sizes without drift.${isWeighed ? ' Weight: the share of the importance for the model.' : ''} Inconclusive: over it, but no more than samples of these sizes give without drift. Changed: under it, yet more than chance.`,
    columns: [
      { name: 'Column' },
      { name: 'PSI' },
      { name: 'Verdict' },
      { name: 'Expected', align: 'right' },
      { name: 'KS', align: 'right' },
      ...(isMissing ? [{ name: 'Missing', align: 'right' as const }] : []),
      ...(isWeighed ? [{ name: 'Weight', align: 'right' as const }] : [])
    ],
    rows: ranked.map(([name, column]): Cell[] => [
      name,
      {
        text: column.psi.toFixed(3),
        tone: psiTone(column.verdict),
        bar: { share: column.psi / scale, limit: (column.threshold ?? threshold) / scale }
      },
      VERDICT_WORDS[column.verdict],
      column.psi_expected.toFixed(3),
      ksCell(column),
      ...(isMissing ? [missingCell(column)] : []),
      ...(isWeighed ? [importanceCell(column)] : [])
    ])
  };
}

function psiTone(verdict: Verdict): Tone {
  return verdict === 'drift' || verdict === 'inconclusive' ? VERDICT_WORDS[verdict].tone : 'plain';
}

/** Two numbers where the rows are not there to tell the one. */
function ksCell({ ks, ks_bounds }: ColumnReport): string {
  if (ks_bounds !== undefined) return `${ks_bounds[0].toFixed(2)}–${ks_bounds[1].toFixed(2)}`;
  return ks?.toFixed(3) ?? '–';
}

function importanceCell({ importance }: ColumnReport): string {
  return importance === undefined ? '–' : `${(100 * importance).toFixed(0)} %`;
}

function missingCell({ missing }: ColumnReport): string {
  if (missing.reference === 0 && missing.new === 0) return '–';
  const percent = (share: number): string => (100 * share).toFixed(1);
  return `${percent(missing.reference)} → ${percent(missing.new)} %`;
}

function distributions(ranked: readonly (readonly [string, ColumnReport])[]): Block {
  return {
    kind: 'figures',
    legend: ['reference', 'new'],
    figures: ranked.slice(0, MAX_FIGURES).flatMap(([name, column]) => {
      const figure = createFigure(name, column);
      return figure === undefined
        ? []
        : [
            {
              title: name,
              note: `PSI ${column.psi.toFixed(3)}`,
              tone: psiTone(column.verdict),
              figure
            }
          ];
    })
  };
}
