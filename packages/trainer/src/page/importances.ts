import { formatPercent, formatValue, type Section } from '@espalier/report';
import { dependenceFigures } from './dependence.ts';
import type { TrainReport } from './report.ts';

const MAX_ROWS = 20;

/** The columns that the model relies on, and how the probability changes with them. */
export function importancesSection(report: TrainReport): Section {
  const { importances } = report.trained;
  const hasGains = importances.some(({ gain }) => gain !== undefined);
  const highest = importances[0]?.importance ?? 0;
  const shown = importances.slice(0, MAX_ROWS);
  const rest = importances.length - shown.length;
  return {
    title: 'What the model relies on',
    blocks: [
      {
        kind: 'table',
        lead: 8,
        caption: [
          "Share: the column's part of all mean absolute contributions to the log-odds (SHAP). Shuffled: how much ROC-AUC drops when the column is shuffled.",
          ...(hasGains ? ['Gain: how much the splits on it reduced the training loss.'] : []),
          'Measured on validation rows. Importance is what the model uses, not what causes the outcome.',
          ...(rest > 0 ? [`${rest} more columns are in feature_importances.csv.`] : [])
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
            text: formatPercent(importance),
            bar: { share: highest > 0 ? importance / highest : 0 }
          },
          mean_abs_shap.toPrecision(3),
          permutation.toFixed(4),
          ...(hasGains ? [formatValue(gain)] : [])
        ])
      },
      ...dependenceFigures(report)
    ]
  };
}
