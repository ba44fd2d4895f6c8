import { LABEL_METRICS, type LabelMetric } from '@espalier/core/metrics';
import { type Block, type Figures, formatCount, type Section } from '@espalier/report';
import type { FullReport } from '../compare/report-schema.ts';
import type { PerformanceReport } from '../compare/performance-schema.ts';
import { describeModel, MIN_SHARE } from '../output/model-sentences.ts';
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
  const { estimate, checks } = performance;
  const failed = checks.some(({ passed }) => !passed);
  const validity: Block = {
    kind: 'table',
    title: 'Does the estimate hold?',
    caption:
      'The estimate needs all of these. It assumes that the features relate to the target as before: only labels can tell.',
    columns: [{ name: 'Check' }, { name: 'Passed' }, { name: 'Because', wrap: true }],
    rows: checks.map(({ check, passed, because }) => [
      CHECK_WORDS[check],
      { text: passed ? 'yes' : 'no', tone: passed ? 'good' : 'bad' },
      because
    ])
  };
  return [
    ...realisedBlocks(performance),
    ...(estimate === null ? [] : [estimateTable(performance, estimate)]),
    failed ? validity : { kind: 'fold', title: 'Does the estimate hold? Yes', blocks: [validity] }
  ];
}

/** Measured by the labels, beside the same at training. */
function realisedBlocks({ realised, reference }: PerformanceReport): Block[] {
  if (realised === undefined) return [];
  const { rows, unlabelled, positives, sampled, intervals } = realised;
  const some = unlabelled === 0 ? '' : ` of ${formatCount(rows + unlabelled)}`;
  return [
    {
      kind: 'table',
      title: 'Measured by the labels',
      caption: `${formatCount(rows)}${some} new rows have a label, ${formatCount(positives)} of them positive.${sampled === undefined ? '' : ` Measured on ${formatCount(sampled)} of them, drawn at random.`}`,
      columns: [
        { name: 'Metric' },
        { name: 'Now', align: 'right' },
        { name: 'At training', align: 'right' },
        { name: 'Difference', align: 'right' },
        { name: 'Range (95%)', align: 'right' }
      ],
      rows: LABEL_METRICS.map(metric => [
        METRIC_WORDS[metric],
        show(realised[metric]),
        show(reference[metric]),
        showDifference(realised[metric], reference[metric]),
        showRange(intervals[metric])
      ])
    }
  ];
}

function estimateTable(
  { intervals, reference_estimate }: PerformanceReport,
  estimate: NonNullable<PerformanceReport['estimate']>
): Block {
  const metrics = ['roc_auc', 'accuracy', 'precision', 'recall', 'f1', 'brier'] as const;
  const before = reference_estimate ?? {};
  const isCompared = reference_estimate !== null;
  return {
    kind: 'table',
    title: 'Estimated without labels',
    caption: `From the probabilities alone. The range holds the chance of the labels, what the validation rows leave open of the calibration, and how far the new rows are from the reference.${isCompared ? ' The reference is estimated in the same way, so that errors of calibration cancel out of the difference.' : ''}`,
    columns: [
      { name: 'Metric' },
      { name: 'Now', align: 'right' },
      ...(isCompared
        ? [
            { name: 'Reference', align: 'right' as const },
            { name: 'Difference', align: 'right' as const }
          ]
        : []),
      { name: 'Range (95%)', align: 'right' }
    ],
    rows: metrics.map(metric => [
      METRIC_WORDS[metric],
      show(estimate[metric]),
      ...(isCompared
        ? [show(before[metric]), showDifference(estimate[metric], before[metric])]
        : []),
      showRange(intervals?.[metric])
    ])
  };
}

const CHECK_WORDS = {
  calibrated: 'probabilities are calibrated',
  seen_region: 'new rows lie where training rows lay',
  near_reference: 'new rows are near the reference',
  enough_rows: 'there are enough rows',
  sound_columns: 'no column is broken',
  agrees_with_labels: 'the labels agree'
} as const satisfies Record<PerformanceReport['checks'][number]['check'], string>;

const METRIC_WORDS = {
  roc_auc: 'ROC-AUC',
  pr_auc: 'PR-AUC',
  accuracy: 'Accuracy',
  log_loss: 'Log loss',
  brier: 'Brier score',
  precision: 'Precision',
  recall: 'Recall',
  f1: 'F1'
} as const satisfies Record<LabelMetric, string>;

const DIGITS = 3;

function show(value: number | null | undefined): string {
  return typeof value === 'number' ? value.toFixed(DIGITS) : '–';
}

/** The difference of both numbers as they are shown. */
function showDifference(now: number | null | undefined, before: number | null | undefined): string {
  if (typeof now !== 'number' || typeof before !== 'number') return '–';
  const difference = Number(now.toFixed(DIGITS)) - Number(before.toFixed(DIGITS));
  const size = Math.abs(difference).toFixed(DIGITS);
  if (Number(size) === 0) return size;
  return `${difference < 0 ? '−' : '+'}${size}`;
}

function showRange(interval: readonly [number, number] | undefined): string {
  return interval === undefined ? '–' : `${show(interval[0])}–${show(interval[1])}`;
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
        bars: domain.culprits
          .filter(({ share }) => share >= MIN_SHARE)
          .map(({ column, share }) => ({ label: column, share }))
      }
    }
  ];
}
