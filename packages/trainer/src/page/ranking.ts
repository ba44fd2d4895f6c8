import type { Curve, Curves, Section } from '@espalier/report';
import { digits, range, ratio } from './numbers.ts';
import type { TrainReport } from './report.ts';
import { thresholdWords } from './threshold.ts';

const DIAGONAL = [
  [0, 0],
  [1, 1]
] as const;

/** How well the scores rank positives above negatives. */
export function rankingSection({ trained, metrics }: TrainReport): Section {
  const { evaluation, scores } = trained;
  const { truePositives, falsePositives, trueNegatives, falseNegatives } = evaluation.confusion;
  const title = 'Ranking';
  if (scores.roc.length === 0)
    return {
      title,
      blocks: [
        {
          kind: 'paragraph',
          text: 'All validation rows are of one class, so there is nothing to rank.'
        }
      ]
    };
  const words = thresholdWords(trained.parts.decision, metrics.threshold);
  const numPositives = truePositives + falseNegatives;
  const tpr = ratio(truePositives, numPositives);
  const decidedPositive = truePositives + falsePositives;
  // Nobody is decided positive: the point has no precision, and no place.
  const precisionPoints =
    decidedPositive === 0 ? [] : [[tpr, truePositives / decidedPositive] as const];
  const mark = (points: Curve['points']): Curve => ({ look: 'marks', points, titles: [words] });
  return {
    title,
    blocks: [
      {
        kind: 'figures',
        caption:
          'On validation rows. The ring is the decision as served, the dashed line is guessing.',
        figures: [
          {
            title: 'ROC curve',
            note: `area ${digits(evaluation.roc_auc)}`,
            caption: `The closer to the upper left corner the better. 95% interval of the area: ${range(evaluation.intervals.roc_auc)}.`,
            figure: {
              kind: 'curves',
              label: 'True positive rate over false positive rate; dashed: guessing',
              x: 'false positive rate',
              y: 'true positive rate',
              curves: [
                { look: 'aid', points: DIAGONAL },
                { look: 'line', points: scores.roc },
                mark([[ratio(falsePositives, falsePositives + trueNegatives), tpr]])
              ]
            }
          },
          {
            title: 'Precision and recall',
            note: `area ${digits(evaluation.pr_auc)}`,
            caption: `The closer to the upper right corner the better. 95% interval of the area: ${range(evaluation.intervals.pr_auc)}.`,
            figure: precisionFigure(
              scores.pr,
              ratio(numPositives, trained.numValidation),
              mark(precisionPoints)
            )
          },
          {
            title: 'Gains',
            note: `lift at 10% ${evaluation.lift_10.toFixed(2)}`,
            caption:
              'Contact the rows with the highest scores first: the height is the share of all positives found by then.',
            figure: {
              kind: 'curves',
              label:
                'Share of the positives found over share of the rows contacted; dashed: guessing',
              x: 'rows contacted',
              y: 'positives found',
              isPercent: true,
              curves: [
                { look: 'aid', points: DIAGONAL },
                { look: 'line', points: scores.gains },
                mark([[ratio(decidedPositive, trained.numValidation), tpr]])
              ]
            }
          }
        ]
      }
    ]
  };
}

/** Guessing has the precision of the positives' share, at any recall. */
function precisionFigure(points: Curve['points'], share: number, mark: Curve): Curves {
  const level = [
    [0, share],
    [1, share]
  ] as const;
  return {
    kind: 'curves',
    label: 'Precision over recall; dashed: guessing',
    x: 'recall',
    y: 'precision',
    curves: [{ look: 'aid', points: level }, { look: 'steps', points }, mark]
  };
}
