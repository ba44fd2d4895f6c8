import type { Block, Figures, Section } from '@espalier/report';
import type { FullReport, PerformanceReport } from '../compare/report-schema.ts';
import { describeModel } from '../output/sentences.ts';
import { createFigure } from './figure.ts';

/** Show the scores, the labels, the estimated performance and the domain classifier; nothing without any of them. */
export function createModelSections(report: FullReport): Section[] {
  const sentences = describeModel(report).map(sentence => `${sentence}.`);
  if (sentences.length === 0) return [];
  const blocks: Block[] = [
    { kind: 'list', items: sentences },
    ...(report.performance === undefined ? [] : performanceBlocks(report.performance)),
    ...figureBlocks(report)
  ];
  return [{ title: 'The model and all columns together', blocks }];
}

function performanceBlocks(performance: PerformanceReport): Block[] {
  const { estimate, intervals, change, reference, checks } = performance;
  const validity: Block = {
    kind: 'table',
    caption:
      'The estimate needs all of these. It assumes that the features relate to the target as before, which cannot be seen without labels.',
    columns: [{ name: 'Check' }, { name: 'Passed' }, { name: 'Because', wrap: true }],
    rows: checks.map(({ check, passed, because }) => [
      CHECK_WORDS[check],
      { text: passed ? 'yes' : 'no', tone: passed ? 'good' : 'bad' },
      because
    ])
  };
  if (estimate === null) return [validity];
  const rows = Object.entries(estimate).map(([metric, value]) => [
    METRIC_WORDS[metric] ?? metric,
    shown(reference[metric]),
    shown(value),
    intervals?.[metric] === undefined
      ? '–'
      : `${shown(intervals[metric][0])} to ${shown(intervals[metric][1])}`,
    signed(change?.[metric])
  ]);
  return [
    {
      kind: 'table',
      caption:
        'Estimated from the probabilities alone, without labels; the range (95%) covers the chance of the labels. Change: compared with the same estimate for the reference, so that errors of calibration cancel out.',
      columns: [
        { name: 'Metric' },
        { name: 'At training', align: 'right' },
        { name: 'Estimated now', align: 'right' },
        { name: 'Range', align: 'right' },
        { name: 'Change', align: 'right' }
      ],
      rows
    },
    validity
  ];
}

const CHECK_WORDS = {
  calibrated: 'probabilities are calibrated',
  seen_region: 'new rows lie where training rows lay',
  enough_rows: 'there are enough rows',
  sound_columns: 'no column is broken'
} as const satisfies Record<PerformanceReport['checks'][number]['check'], string>;

const METRIC_WORDS: Readonly<Record<string, string>> = {
  roc_auc: 'ROC-AUC',
  accuracy: 'accuracy',
  precision: 'precision',
  recall: 'recall',
  f1: 'F1',
  brier: 'Brier score'
};

function shown(value: number | null | undefined): string {
  return value === undefined || value === null ? '–' : value.toFixed(3);
}

function signed(value: number | undefined): string {
  if (value === undefined) return '–';
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`;
}

/** Draw the probabilities of both sides, and the columns that tell the sides apart. */
function figureBlocks(report: FullReport): Block[] {
  const figures = [...scoreFigures(report), ...culpritFigures(report)];
  return figures.length === 0 ? [] : [{ kind: 'figures', figures }];
}

function scoreFigures({ scores }: FullReport): Figures['figures'] {
  const figure =
    scores === undefined ? undefined : createFigure("the model's probabilities", scores);
  if (scores === undefined || figure === undefined) return [];
  const note = `PSI ${scores.psi.toFixed(3)}`;
  return [{ title: 'Probabilities', note, legend: ['reference', 'new'], figure }];
}

function culpritFigures({ domain_classifier: domain }: FullReport): Figures['figures'] {
  if (domain === undefined || !domain.told_apart || domain.culprits.length === 0) return [];
  return [
    {
      title: 'Columns that tell new rows from reference rows',
      note: `ROC-AUC ${domain.roc_auc.toFixed(3)}`,
      figure: {
        kind: 'bars',
        label: 'Share of the gain of trees that tell new rows from reference rows, by column',
        bars: domain.culprits.map(({ column, share }) => ({ label: column, share }))
      }
    }
  ];
}
