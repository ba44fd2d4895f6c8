import { type Section } from '@espalier/report';
import { digits } from './numbers.ts';
import { type TrainReport } from './train-page.ts';

/** What the family was chosen by; nothing where there was nothing to choose from. */
export function leaderboardSections({ metrics }: TrainReport): Section[] {
  const leaderboard = metrics.leaderboard ?? [];
  if (leaderboard.length === 0) return [];
  // One family and the prior are no choice.
  const isChoice = leaderboard.length > 2;
  return [
    {
      title: isChoice ? 'Families that were tried' : 'Against the prior',
      blocks: [
        {
          kind: 'table',
          caption:
            'On training rows that the models had not seen, calibrated; prior is the share of positives for every row. Of several families a simpler one stays unless another is better by more than chance.',
          columns: [
            { name: 'Family' },
            { name: 'Log loss', align: 'right' },
            { name: 'ROC-AUC', align: 'right' }
          ],
          rows: leaderboard.map(({ family, log_loss, roc_auc }) => [
            isChoice && family === metrics.family ? `${family} (chosen)` : family,
            digits(log_loss),
            digits(roc_auc)
          ])
        }
      ]
    }
  ];
}
