import { type Page, type Section } from '@espalier/report';
import { digits, grouped, percent, range, ratio } from './numbers.ts';
import { type TrainReport } from './report.ts';

/** The answer in one sentence: how good, how sure, and what the gate says. */
export function summaryOf({ trained, metrics }: TrainReport): Page['summary'] {
  const { roc_auc: auc, intervals } = trained.evaluation;
  const found = `ROC-AUC ${digits(auc)} (95 %: ${range(intervals.roc_auc)}) on ${grouped(metrics.rows_validation)} validation rows`;
  const gate = Number(metrics['gate_roc_auc']);
  switch (metrics.gate) {
    case 'passed':
      return { tone: 'good', text: `Gate passed: ${found}, at least ${gate} was asked.` };
    case 'failed':
      return {
        tone: 'bad',
        text: `Gate failed: ${found}, ${digits(gate - auc)} under the ${gate} that was asked; nothing is promoted.`
      };
    case 'none':
      return { tone: 'plain', text: `${found}; no gate was asked.` };
  }
}

export function shortSection({ spec, trained, metrics }: TrainReport): Section {
  const { evaluation } = trained;
  const { truePositives, falseNegatives } = evaluation.confusion;
  const figures = [
    { name: 'PR-AUC', value: digits(evaluation.pr_auc) },
    { name: 'Accuracy', value: digits(evaluation.accuracy) },
    { name: 'F1', value: digits(evaluation.f1) },
    { name: 'Log loss', value: digits(evaluation.log_loss) },
    { name: 'Calibration error', value: digits(evaluation.ece) },
    {
      name: 'Positives',
      value: percent(ratio(truePositives + falseNegatives, metrics.rows_validation))
    },
    { name: 'Family', value: metrics.family }
  ];
  const warnings = metrics.warnings ?? [];
  return {
    title: 'In short',
    blocks: [
      { kind: 'key-figures', figures },
      {
        kind: 'paragraph',
        text: `Predicts ${spec.target.column}; positive is "${spec.target.positive}". Everything here is measured on rows that the model has not seen, unless it says training rows.`
      },
      ...warnings.map(text => ({ kind: 'paragraph', text: `Warning: ${text}.` }) as const)
    ]
  };
}
