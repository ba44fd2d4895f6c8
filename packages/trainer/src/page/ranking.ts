import { type Curve, type Curves, type Section } from '@espalier/report';
import { reliabilityFigure } from './calibration.ts';
import { digits, range, ratio } from './numbers.ts';
import { type TrainReport } from './report.ts';

/** How well the scores put positives over negatives, and whether they hold as probabilities. */
export function rankingSection({ trained }: TrainReport): Section {
  const { evaluation, scores } = trained;
  const { truePositives, falseNegatives } = evaluation.confusion;
  const text =
    scores.roc.length === 0
      ? 'All validation rows are of one class: there is nothing to rank.'
      : 'Dashed in the first two is what guessing gives; in the third, probabilities that hold.';
  return {
    title: 'Curves',
    blocks: [
      {
        kind: 'figures',
        figures: [
          {
            title: 'ROC curve',
            note: `area ${digits(evaluation.roc_auc)}, 95 %: ${range(evaluation.intervals.roc_auc)}`,
            figure: rocFigure(scores.roc)
          },
          {
            title: 'Precision and recall',
            note: `area ${digits(evaluation.pr_auc)}, 95 %: ${range(evaluation.intervals.pr_auc)}`,
            figure: precisionFigure(
              scores.pr,
              ratio(truePositives + falseNegatives, trained.numValidation)
            )
          },
          reliabilityFigure(evaluation)
        ]
      },
      { kind: 'paragraph', text }
    ]
  };
}

function rocFigure(points: Curve['points']): Curves {
  const diagonal = [
    [0, 0],
    [1, 1]
  ] as const;
  return {
    kind: 'curves',
    label: 'True positive rate over false positive rate; dashed: guessing',
    x: 'false positive rate',
    y: 'true positive rate',
    curves: [
      { look: 'aid', points: diagonal },
      { look: 'line', points }
    ]
  };
}

/** Guessing finds positives at their share among the rows, whatever the recall. */
function precisionFigure(points: Curve['points'], share: number): Curves {
  const level = [
    [0, share],
    [1, share]
  ] as const;
  return {
    kind: 'curves',
    label: 'Precision over recall; dashed: guessing',
    x: 'recall',
    y: 'precision',
    curves: [
      { look: 'aid', points: level },
      { look: 'steps', points }
    ]
  };
}
