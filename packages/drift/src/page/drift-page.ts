import {
  type Block,
  formatCount,
  formatPercent,
  type Page,
  renderPage,
  type Section
} from '@espalier/report';
import type { PerformanceReport } from '../compare/performance-schema.ts';
import type { ColumnReport, FullReport } from '../compare/report-schema.ts';
import { isAlarming } from '../compare/alarm.ts';
import { createAdvice } from '../output/advice.ts';
import { describeIdentity } from '../output/model-sentences.ts';
import {
  countNoun,
  describeChange,
  describeFinding,
  describeVerdict,
  rankColumns
} from '../output/sentences.ts';
import type { SourceNames } from '../output/source-names.ts';
import { createColumnTable, readableColumns } from './column-table.ts';
import { createDistributions } from './distributions.ts';
import { createModelSections } from './model-section.ts';

/** Render the report as one page: the verdict, what to do, the columns by PSI, both distributions of each. No rows. */
export function renderDriftPage(report: FullReport, sources: SourceNames): string {
  const ranked = rankColumns(report);
  return renderPage({
    title: 'Drift report',
    facts: factsOf(report, sources),
    summary: {
      tone: toneOf(report),
      text: `${describeVerdict(report, driftingNames(ranked))}.`
    },
    sections: [
      { title: 'Summary', blocks: [keyFigures(report), ...summaryBlocks(report)] },
      { title: 'What to do', blocks: adviceBlocks(report, sources) },
      {
        title: 'Columns, largest shift first',
        blocks: [createColumnTable(report, ranked), ...leftOutBlocks(report)]
      },
      { title: 'Distributions', blocks: [createDistributions(ranked)] },
      ...createModelSections(report),
      readingSection(report)
    ]
  });
}

function factsOf(
  { rows, sources: kinds, periods, model, reference_model }: FullReport,
  { reference, new: fresh, spec }: SourceNames
): NonNullable<Page['facts']> {
  const fact = (side: 'reference' | 'new', name: string): string => {
    const kind = kinds?.[side] ?? 'table';
    const period = periods?.[side];
    return [
      kind === 'table' ? name : `${name} (${kind})`,
      countNoun(rows[side], 'row', formatCount),
      ...(period === null || period === undefined ? [] : [`${period.from} to ${period.to}`])
    ].join(', ');
  };
  return [
    { name: 'Reference', value: fact('reference', reference) },
    { name: 'New data', value: fact('new', fresh) },
    ...(model === undefined ? [] : [{ name: 'Model', value: describeIdentity(model) }]),
    ...(reference_model === undefined
      ? []
      : [{ name: 'Model of the reference', value: describeIdentity(reference_model) }]),
    ...(spec === undefined ? [] : [{ name: 'Dataset spec', value: spec }])
  ];
}

function toneOf(report: FullReport): Page['summary']['tone'] {
  const { inconclusive } = report;
  if (isAlarming(report)) return 'bad';
  return inconclusive.length > 0 ? 'unsure' : 'good';
}

const MAX_NAMED = 3;

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

function keyFigures({ columns, threshold, labels, scores, performance }: FullReport): Block {
  const all = Object.values(columns);
  const count = (verdict: ColumnReport['verdict']): number =>
    all.filter(column => column.verdict === verdict).length;
  const numDrifting = count('drift');
  return {
    kind: 'key-figures',
    figures: [
      {
        name: 'Drifting columns',
        value: `${numDrifting} of ${all.length}`,
        note: `PSI over ${threshold}`,
        tone: numDrifting > 0 ? 'bad' : 'good'
      },
      { name: 'Changed', value: String(count('changed')), note: 'by less than that' },
      { name: 'Inconclusive', value: String(count('inconclusive')) },
      ...(labels === undefined
        ? []
        : [
            {
              name: 'Positive labels',
              value: formatPercent(labels.new),
              note: `${formatPercent(labels.reference)} in the reference`,
              ...(labels.verdict === 'drift' ? { tone: 'bad' as const } : {})
            }
          ]),
      ...rankingFigures(performance),
      ...(scores === undefined ? [] : [{ name: 'PSI of the scores', value: scores.psi.toFixed(3) }])
    ]
  };
}

/** The ROC-AUC by the labels, else the estimated one. */
function rankingFigures(
  performance: PerformanceReport | undefined
): Extract<Block, { kind: 'key-figures' }>['figures'][number][] {
  if (performance === undefined) return [];
  const { realised, estimate, reference } = performance;
  const before = reference['roc_auc'];
  const note = before === undefined ? {} : { note: `${before.toFixed(3)} at training` };
  if (typeof realised?.roc_auc === 'number')
    return [
      {
        name: 'ROC-AUC by the labels',
        value: realised.roc_auc.toFixed(3),
        ...note,
        ...(realised.verdict === 'worse' ? { tone: 'bad' as const } : {})
      }
    ];
  return estimate === null
    ? []
    : [{ name: 'ROC-AUC, estimated', value: estimate.roc_auc.toFixed(3), ...note }];
}

function summaryBlocks(report: FullReport): Block[] {
  const change = `${describeChange(report)}.${report.changed ? ' A change may be too small to matter: the PSI says how large it is.' : ''}`;
  const findings = report.findings.map(
    ({ column, ...finding }) => `${column}: ${describeFinding(finding)}.`
  );
  return [
    { kind: 'paragraph', text: change },
    ...(findings.length === 0 ? [] : [{ kind: 'list' as const, items: findings }])
  ];
}

function adviceBlocks(report: FullReport, sources: SourceNames): Block[] {
  return createAdvice(report, sources).flatMap(({ text, command }): Block[] => [
    { kind: 'paragraph', text },
    ...(command === undefined ? [] : [{ kind: 'command' as const, text: command }])
  ]);
}

/** Every column that is not compared, with the reason. */
function leftOutBlocks({ left_out }: FullReport): Block[] {
  if (left_out.length === 0) return [];
  return [
    {
      kind: 'table',
      caption: 'Not compared',
      columns: [{ name: 'Column' }, { name: 'Because', wrap: true }],
      rows: left_out.map(({ column, because }) => [column, because])
    }
  ];
}

function readingSection(report: FullReport): Section {
  return {
    title: 'How to read this page',
    fold: 'always',
    blocks: [
      {
        kind: 'list',
        items: [
          'PSI, the population stability index, says how far two distributions are apart: 0 for none, over 0.2 by convention for a shift that matters.',
          'Expected: the mean PSI of two samples of these sizes from one distribution. Small samples have a PSI without drift.',
          'Drift: over the threshold, and more than samples of these sizes give without drift. Inconclusive: over it, but no more than that.',
          'Changed: under the threshold, but a test finds a difference (false-discovery rate 5%). Stable: no test finds one.',
          'A share of zero counts as 0.000001. A PSI that mostly comes from bins that one side leaves empty depends on that floor: read it as "new or gone", not as a size.',
          'Numbers lie in bins between the deciles of the reference; a value that many rows share has a bin of its own. Bounds, means and medians are rounded to three digits; levels of fewer than 10 rows are pooled as "other".',
          ...readableColumns(report)
        ]
      }
    ]
  };
}
