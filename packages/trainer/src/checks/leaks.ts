import { type CategoryColumn, type Column, countPositives, type Random } from '@espalier/core';
import { rocAuc } from '@espalier/core/metrics';
import { MIN_CLASS_ROWS_FOR_LEAKS } from '../limits.ts';
import { stratifiedFolds } from '../split/stratified.ts';

/** A column that ranks the target this well alone most likely holds the answer. */
export const LEAK_AUC = 0.99;

/**
 * ROC-AUC of one column alone, whichever way it points; an empty cell is on the side that suits it. Levels stand for their
 * share of positives among other rows, so that rare levels do not explain themselves.
 */
export function aloneAuc(column: Column, labels: Uint8Array, random: Random): number {
  if (column.kind === 'category') return rocAuc(labels, crossFittedShares(column, labels, random));
  const filled = (side: number): number => {
    const auc = rocAuc(
      labels,
      column.values.map(value => (Number.isNaN(value) ? side : value))
    );
    return Math.max(auc, 1 - auc);
  };
  const below = filled(-Infinity);
  return column.values.some(Number.isNaN) ? Math.max(below, filled(Infinity)) : below;
}

/** Every row's level's share of positives in the other half of the rows. */
function crossFittedShares(
  { codes, levels }: CategoryColumn,
  labels: Uint8Array,
  random: Random
): Float64Array {
  const folds = stratifiedFolds(labels, 2, random);
  const prior = countPositives(labels) / labels.length;
  // One more for empty cells and undeclared levels each.
  const numSlots = levels.length + 2;
  const rows = [new Float64Array(numSlots), new Float64Array(numSlots)];
  const positives = [new Float64Array(numSlots), new Float64Array(numSlots)];
  const slotOf = (code: number): number => (code < 0 ? levels.length - 1 - code : code);
  codes.forEach((code, i) => {
    const other = 1 - folds[i]!;
    rows[other]![slotOf(code)]! += 1;
    positives[other]![slotOf(code)]! += labels[i]!;
  });
  return Float64Array.from(codes, (code, i) => {
    const slot = slotOf(code);
    return (positives[folds[i]!]![slot]! + prior) / (rows[folds[i]!]![slot]! + 1);
  });
}

/** Is the smaller class large enough that a leak is not chance? */
export function canShowLeaks(labels: Uint8Array): boolean {
  const numPositives = countPositives(labels);
  return Math.min(numPositives, labels.length - numPositives) >= MIN_CLASS_ROWS_FOR_LEAKS;
}
