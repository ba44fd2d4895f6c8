import { formatCount, type Section } from '@espalier/report';
import type { TrainingScores } from '../evaluate/training-scores.ts';
import { digits, signed } from './numbers.ts';
import type { TrainReport } from './report.ts';

const METRICS = [
  ['roc_auc', 'ROC-AUC'],
  ['pr_auc', 'PR-AUC'],
  ['log_loss', 'Log loss'],
  ['brier', 'Brier score'],
  ['accuracy', 'Accuracy'],
  ['f1', 'F1']
] as const satisfies readonly (readonly [keyof TrainingScores, string])[];

/** The same model on the rows that it was trained on and on those that it has not seen. */
export function overfittingSection({ trained, metrics }: TrainReport): Section {
  const { training, evaluation } = trained;
  const outOfFold = metrics.leaderboard?.find(({ family }) => family === metrics.family);
  const isSample = training.rows < metrics.rows_train;
  return {
    title: 'Training against validation',
    fold: 'phone',
    blocks: [
      {
        kind: 'table',
        caption: `Training: the final model on ${isSample ? `${formatCount(training.rows)} evenly spaced rows of those` : 'the rows'} that it was trained on. ${
          outOfFold === undefined
            ? ''
            : 'Out of fold: training rows, each scored by a model that had not seen it. '
        }Some gap is normal; a wide one means that the model remembers rows, and that fewer or smaller trees, a stronger penalty or more rows would help.`,
        columns: [
          { name: 'Metric' },
          { name: 'Training', align: 'right' },
          ...(outOfFold === undefined ? [] : [{ name: 'Out of fold', align: 'right' as const }]),
          { name: 'Validation', align: 'right' },
          { name: 'Gap', align: 'right' }
        ],
        rows: METRICS.map(([name, title]) => [
          title,
          digits(training[name]),
          ...(outOfFold === undefined
            ? []
            : [name === 'roc_auc' || name === 'log_loss' ? digits(outOfFold[name]) : '']),
          digits(evaluation[name]),
          signed(evaluation[name] - training[name])
        ])
      }
    ]
  };
}
