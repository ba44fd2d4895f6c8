import { type CalibrationBin } from '@espalier/core/metrics';
import { type Section } from '@espalier/report';
import { type Evaluation } from '../evaluate/evaluate.ts';
import { wilsonInterval } from '../fairness/intervals.ts';
import { digits, grouped, percent, percentOnly, range, span } from './numbers.ts';
import { type TrainReport } from './report.ts';

/** Do as many come as the probabilities promise? */
export function calibrationSection({ trained }: TrainReport): Section {
  const { reliability, ece, intervals } = trained.evaluation;
  return {
    title: 'Calibration',
    blocks: [
      {
        kind: 'paragraph',
        text: `Of rows with a probability of 30 %, 30 % should be positive. The calibration error, the mean distance from that, is ${digits(ece)} (95 %: ${range(intervals.ece)}).`
      },
      {
        kind: 'table',
        caption: 'The interval is of the share of positives at 95 % (Wilson).',
        columns: [
          { name: 'Probability' },
          { name: 'Rows', align: 'right' },
          { name: 'Mean probability', align: 'right' },
          { name: 'Positives', align: 'right' },
          { name: '95 %, in %', align: 'right' }
        ],
        rows: reliability.map(bin => [
          `${bin.low.toFixed(1)} to ${bin.high.toFixed(1)}`,
          grouped(bin.count),
          percent(bin.probability),
          percent(bin.share),
          span(wilsonInterval(Math.round(bin.share * bin.count), bin.count), percentOnly)
        ])
      }
    ]
  };
}

/** The share of positives in every bin of probabilities. */
export function reliabilityFigure({ reliability, ece, intervals }: Evaluation) {
  return {
    title: 'Reliability',
    note: `error ${digits(ece)}, 95 %: ${range(intervals.ece)}`,
    figure: {
      kind: 'curves',
      label: 'Share of positives over mean probability; dashed: as promised',
      x: 'mean probability',
      y: 'share of positives',
      curves: [
        {
          look: 'aid',
          points: [
            [0, 0],
            [1, 1]
          ]
        },
        {
          look: 'dots',
          points: reliability.map(({ probability, share }) => [probability, share] as const),
          titles: reliability.map(titleOf)
        }
      ]
    }
  } as const;
}

function titleOf({ count, probability, share }: CalibrationBin): string {
  return `${grouped(count)} rows: promised ${percent(probability)}, came ${percent(share)}`;
}
