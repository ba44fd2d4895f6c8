import { formatCount, formatPercent, type Page, type Section } from '@espalier/report';
import { digits, positiveShare, range, span } from './numbers.ts';
import type { TrainReport } from './report.ts';

/** The answer in one sentence: how good, how certain, and whether the gate is met. */
export function summaryOf({ trained, metrics }: TrainReport): Page['summary'] {
  const { roc_auc: auc, intervals } = trained.evaluation;
  const found = `ROC-AUC ${digits(auc)} (95% interval: ${range(intervals.roc_auc)}) on ${formatCount(metrics.rows_validation)} validation rows`;
  const gate = Number(metrics['gate_roc_auc']);
  switch (metrics.gate) {
    case 'passed':
      return { tone: 'good', text: `Gate passed: ${found}; at least ${gate} was required.` };
    case 'failed':
      return {
        tone: 'bad',
        text: `Gate failed: ${found}, ${digits(gate - auc)} below the required ${gate}; nothing is promoted.`
      };
    case 'none':
      return { tone: 'plain', text: `${found}; no gate was set.` };
  }
}

/** What tells this report from others of the same model. */
export function factsOf({ spec, source, metrics }: TrainReport): NonNullable<Page['facts']> {
  const rows = `${formatCount(metrics.rows_train + metrics.rows_validation)} rows`;
  const sha = `sha256 ${metrics.dataset_sha256.slice(0, 12)}`;
  return [
    { name: 'Version', value: spec.version },
    { name: 'Date', value: `${metrics.timestamp.slice(0, 16).replace('T', ' ')} UTC` },
    { name: 'Data', value: `${source === undefined ? '' : `${source}, `}${rows} (${sha})` },
    { name: 'Model', value: metrics.family }
  ];
}

export function shortSection({ spec, trained, metrics }: TrainReport): Section {
  const { evaluation } = trained;
  const { intervals } = evaluation;
  const figures = [
    { name: 'ROC-AUC', value: digits(evaluation.roc_auc), note: span(intervals.roc_auc) },
    { name: 'PR-AUC', value: digits(evaluation.pr_auc), note: span(intervals.pr_auc) },
    { name: 'Precision', value: digits(evaluation.precision), note: span(intervals.precision) },
    { name: 'Recall', value: digits(evaluation.recall), note: span(intervals.recall) },
    { name: 'Log loss', value: digits(evaluation.log_loss), note: span(intervals.log_loss) },
    { name: 'Calibration error', value: digits(evaluation.ece), note: span(intervals.ece) },
    {
      name: 'Positives',
      value: formatPercent(positiveShare(evaluation.confusion)),
      note: 'in validation'
    }
  ];
  const warnings = metrics.warnings ?? [];
  return {
    title: 'In short',
    blocks: [
      { kind: 'key-figures', figures },
      {
        kind: 'paragraph',
        text: `Predicts ${spec.target.column}; the positive value is "${spec.target.positive}". Everything is measured on rows that the model has not seen, unless it says training rows; small print is the 95% interval.${
          spec.weight === undefined ? '' : ` Metrics and counts weigh the rows by ${spec.weight}.`
        }`
      },
      ...warnings.map(
        text => ({ kind: 'paragraph', tone: 'unsure', text: `Warning: ${text}.` }) as const
      )
    ]
  };
}
