import { type Section } from '@espalier/report';
import { grouped, percent, ratio, short } from './numbers.ts';
import { scoresFigure } from './scores.ts';
import { type TrainReport } from './report.ts';

/** What the decision at the threshold gets right and wrong. */
export function decisionSection({ trained, metrics }: TrainReport): Section {
  const { truePositives, falsePositives, trueNegatives, falseNegatives } =
    trained.evaluation.confusion;
  const rowOf = (name: string, yes: number, no: number): string[] => [
    name,
    `${grouped(yes)} (${percent(ratio(yes, yes + no))})`,
    `${grouped(no)} (${percent(ratio(no, yes + no))})`,
    grouped(yes + no)
  ];
  return {
    title: `The decision at threshold ${short(metrics.threshold)}`,
    blocks: [
      {
        kind: 'figures',
        figures: [
          {
            title: 'Probabilities',
            note: 'share of each class',
            legend: ['negatives', 'positives'],
            figure: scoresFigure(trained.scores.histogram)
          }
        ]
      },
      {
        kind: 'table',
        caption:
          'Rows of the table are what is true, columns what is decided; shares are of the row.',
        columns: [
          { name: 'True' },
          { name: 'Decided positive', align: 'right' },
          { name: 'Decided negative', align: 'right' },
          { name: 'Rows', align: 'right' }
        ],
        rows: [
          rowOf('positive', truePositives, falseNegatives),
          rowOf('negative', falsePositives, trueNegatives),
          rowOf('all', truePositives + falsePositives, falseNegatives + trueNegatives)
        ]
      }
    ]
  };
}
