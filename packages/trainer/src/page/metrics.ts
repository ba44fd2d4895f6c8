import type { Evaluation } from '@espalier/core/metrics';
import type { Section } from '@espalier/report';
import { digits, span } from './numbers.ts';
import type { TrainReport } from './report.ts';

type Name = Exclude<keyof Evaluation, 'reliability' | 'intervals' | 'confusion'>;

const METRICS: readonly (readonly [name: Name, title: string, meaning: string])[] = [
  ['roc_auc', 'ROC-AUC', 'how often a positive scores over a negative'],
  ['pr_auc', 'PR-AUC', 'average precision over all recalls'],
  ['ks', 'KS', 'largest distance between the score distributions of the classes'],
  ['lift_10', 'Lift at 10%', 'positives in the top tenth by score, relative to chance'],
  ['log_loss', 'Log loss', 'lower is better'],
  ['brier', 'Brier score', 'lower is better'],
  ['ece', 'Calibration error', 'lower is better'],
  ['accuracy', 'Accuracy', 'decisions that are right'],
  ['precision', 'Precision', 'positive decisions that are right'],
  ['recall', 'Recall', 'positives that are found'],
  ['f1', 'F1', 'harmonic mean of precision and recall'],
  ['mcc', 'MCC', 'correlation of decision and truth']
];

export function metricsSection({ spec, trained }: TrainReport): Section {
  const { evaluation } = trained;
  const intervals: Partial<Record<Name, readonly [number, number]>> = evaluation.intervals;
  return {
    title: 'All metrics',
    fold: 'phone',
    blocks: [
      {
        kind: 'table',
        lead: METRICS.length,
        caption: `Intervals: DeLong for the ROC-AUC, bootstrap for the others.${spec.weight === undefined ? '' : ` Rows count by ${spec.weight}.`}`,
        columns: [
          { name: 'Metric' },
          { name: 'Value', align: 'right' },
          { name: '95% interval', align: 'right' },
          { name: 'Meaning', wrap: true }
        ],
        rows: METRICS.map(([name, title, meaning]) => [
          title,
          digits(evaluation[name]),
          span(intervals[name]),
          meaning
        ])
      }
    ]
  };
}
