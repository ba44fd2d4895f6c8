import type { FairnessRows } from '../../contracts/fairness.ts';
import { confusionOf } from '../confusion.ts';
import { rocAuc } from '../ranking.ts';
import { hanleyMcNeilInterval, type Interval, wilsonInterval } from './intervals.ts';

/** Rates of the decisions on a set of rows, and how well the probabilities rank them. */
export function measureRows(
  labels: Uint8Array,
  decisions: Uint8Array,
  probabilities: Float64Array
): FairnessRows {
  const confusion = confusionOf(labels, decisions);
  const { truePositives, falsePositives } = confusion;
  const rows = labels.length;
  const positives = truePositives + confusion.falseNegatives;
  const negatives = rows - positives;
  const area = positives === 0 || negatives === 0 ? null : rocAuc(labels, probabilities);
  const [tpr, tprInterval] = share(truePositives, positives);
  const [fpr, fprInterval] = share(falsePositives, negatives);
  const [selectionRate, selectionInterval] = share(truePositives + falsePositives, rows);
  return {
    rows,
    positives,
    roc_auc: area,
    tpr,
    fpr,
    selection_rate: selectionRate,
    intervals: {
      roc_auc: area === null ? null : hanleyMcNeilInterval(area, positives, negatives),
      tpr: tprInterval,
      fpr: fprInterval,
      selection_rate: selectionInterval
    }
  };
}

function share(part: number, whole: number): [number | null, Interval | null] {
  return [whole === 0 ? null : part / whole, wilsonInterval(part, whole)];
}
