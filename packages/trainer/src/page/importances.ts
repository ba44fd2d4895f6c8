import { type Section } from '@espalier/report';
import { dependenceFigures } from './dependence.ts';
import { percent } from './numbers.ts';
import { type TrainReport } from './report.ts';

const MOST = 20;

/** What the model goes by, and how. */
export function importancesSection(report: TrainReport): Section {
  const { importances } = report.trained;
  const hasGains = importances.some(({ gain }) => gain !== undefined);
  const highest = importances[0]?.importance ?? 0;
  const shown = importances.slice(0, MOST);
  const rest = importances.length - shown.length;
  return {
    title: 'What it goes by',
    blocks: [
      {
        kind: 'table',
        caption: [
          'Share: of the mean absolute contributions to the log-odds (SHAP) of all columns. Shuffled: what the ROC-AUC loses when the column is shuffled.',
          ...(hasGains ? ['Gain: the loss that the splits on it saved.'] : []),
          'Measured on validation rows. It says what the model uses, not what causes what.',
          ...(rest > 0 ? [`${rest} more are in feature_importances.csv.`] : [])
        ].join(' '),
        columns: [
          { name: 'Column' },
          { name: 'Share' },
          { name: 'Mean |SHAP|', align: 'right' },
          { name: 'Shuffled', align: 'right' },
          ...(hasGains ? [{ name: 'Gain', align: 'right' as const }] : [])
        ],
        rows: shown.map(({ column, importance, mean_abs_shap, permutation, gain }) => [
          column,
          {
            text: percent(importance),
            bar: { share: highest > 0 ? importance / highest : 0 }
          },
          mean_abs_shap.toPrecision(3),
          permutation.toFixed(4),
          ...(hasGains ? [gain?.toPrecision(4) ?? ''] : [])
        ])
      },
      ...dependenceFigures(report)
    ]
  };
}
