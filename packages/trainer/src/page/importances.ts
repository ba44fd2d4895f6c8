import { type Section } from '@espalier/report';
import { percent } from './numbers.ts';
import { type TrainReport } from './train-page.ts';

const MOST = 20;
const MEANING: Readonly<Record<string, string>> = {
  logistic: 'the standard deviation of what a column adds to the log-odds, over the training rows',
  gbdt: 'the loss that the splits on a column saved, over the training rows'
};

/** What the model goes by. */
export function importancesSection({ trained, metrics }: TrainReport): Section {
  const { importances } = trained;
  const total = importances.reduce((sum, { importance }) => sum + importance, 0);
  const highest = importances[0]?.importance ?? 0;
  const shown = importances.slice(0, MOST);
  const meaning = MEANING[metrics.family];
  const rest = importances.length - shown.length;
  return {
    title: 'What it goes by',
    blocks: [
      {
        kind: 'table',
        caption: [
          `Importance${meaning === undefined ? '' : `: ${meaning}`}. It says what the model uses, not what causes what.`,
          ...(rest > 0 ? [`${rest} more are in feature_importances.csv.`] : [])
        ].join(' '),
        columns: [{ name: 'Column' }, { name: 'Importance' }, { name: 'Of all', align: 'right' }],
        rows: shown.map(({ column, importance }) => [
          column,
          {
            text: importance.toPrecision(4),
            bar: { share: highest > 0 ? importance / highest : 0 }
          },
          percent(total > 0 ? importance / total : 0)
        ])
      }
    ]
  };
}
