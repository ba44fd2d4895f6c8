import { type CalibrationBin, type Evaluation, wilsonInterval } from '@espalier/core/metrics';
import { type Figures, formatCount, formatPercent, type Section } from '@espalier/report';
import { digits, percentOnly, range, span } from './numbers.ts';
import type { TrainReport } from './report.ts';

/** Whether the probabilities hold: of rows with 30%, three in ten should be positive. */
export function calibrationSection({ trained }: TrainReport): Section {
  const { evaluation } = trained;
  return {
    title: 'Calibration',
    fold: 'phone',
    blocks: [
      {
        kind: 'side-by-side',
        blocks: [
          { kind: 'figures', figures: [reliabilityFigure(evaluation)] },
          {
            kind: 'table',
            caption: `Of rows with a probability of 30%, 30% should be positive. The calibration error, the mean distance from that, is ${digits(evaluation.ece)} (95% interval: ${range(evaluation.intervals.ece)}). The interval of a row is that of its share of positives (Wilson).`,
            columns: [
              { name: 'Probability' },
              { name: 'Rows', align: 'right' },
              { name: 'Mean', align: 'right' },
              { name: 'Positives', align: 'right' },
              { name: '95%, in %', align: 'right' }
            ],
            rows: evaluation.reliability.map(bin => [
              `${bin.low.toFixed(1)} to ${bin.high.toFixed(1)}`,
              formatCount(bin.count),
              formatPercent(bin.probability),
              formatPercent(bin.share),
              span(wilsonInterval(Math.round(bin.share * bin.count), bin.count), percentOnly)
            ])
          }
        ]
      }
    ]
  };
}

function reliabilityFigure({ reliability, ece }: Evaluation): Figures['figures'][number] {
  return {
    title: 'Reliability',
    note: `error ${digits(ece)}`,
    caption:
      'On the dashed line as many rows are positive as predicted; below it the model promises too much.',
    figure: {
      kind: 'curves',
      label: 'Share of positives over mean probability; dashed: as predicted',
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
  };
}

function titleOf({ count, probability, share }: CalibrationBin): string {
  return `${formatCount(count)} rows: predicted ${formatPercent(probability)}, observed ${formatPercent(share)}`;
}
