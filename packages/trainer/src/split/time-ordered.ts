import { quantileSorted, selectLabels } from '@espalier/core';
import { type Splitting, splitWhere } from './split.ts';

/** The last rows are held out: a model is measured on rows later than those it saw. Rows of one time stay together. */
export function timeOrdered(labels: Uint8Array, times: Float64Array): Splitting {
  const sorted = times.toSorted();
  return {
    kind: 'time-ordered',
    holdOut(share) {
      const from = quantileSorted(sorted, 1 - share);
      return splitWhere(
        labels,
        row => times[row]! >= from,
        'by time',
        'Add rows of a longer time span, or change --validation'
      );
    },
    folds(numFolds) {
      const starts = Array.from({ length: numFolds - 1 }, (_, i) =>
        quantileSorted(sorted, (i + 1) / numFolds)
      );
      return Uint8Array.from(times, time => starts.filter(start => time >= start).length);
    },
    select: rows =>
      timeOrdered(
        selectLabels(labels, rows),
        Float64Array.from(rows, row => times[row]!)
      )
  };
}
