import { type Column, countPositives } from '@espalier/core';
import { rocAuc } from '@espalier/core/metrics';
import { MIN_CLASS_ROWS_FOR_LEAKS, MIN_ROWS_OF_RANGE, NUM_FOLDS_OF_CHECKS } from '../limits.ts';
import { type Slots, slotsByRange, slotsByValue } from './slots.ts';

/** A column that ranks the target this well alone most likely holds the answer. */
export const LEAK_AUC = 0.99;

/** More ranges than this would not make the estimate of a column sharper. */
const MAX_RANGES = 1024;
/** Single values of a number are looked at when each has at least this many rows on average. */
const MIN_ROWS_OF_VALUE = 10;

/** How well one column alone ranks the target, by each way of looking at it; 0 where a way does not apply. */
export interface Strength {
  /** A number as it is, whichever way it points; an empty cell is on the side that suits it. */
  readonly order: number;
  /** Each range of a number, or each of its frequent values, stands for the share of positives in it among other rows. */
  readonly range: number;
  /** Each value or level stands for its share of positives among other rows, so that rare ones do not explain themselves. */
  readonly value: number;
}

/** The largest ROC-AUC of a column alone. */
export function aloneAuc(
  column: Column,
  labels: Uint8Array,
  folds: Uint8Array,
  minRowsOfValue = MIN_ROWS_OF_VALUE
): number {
  const { order, range, value } = measureStrength(column, labels, folds, minRowsOfValue);
  return Math.max(order, range, value);
}

export function measureStrength(
  column: Column,
  labels: Uint8Array,
  folds: Uint8Array,
  minRowsOfValue = MIN_ROWS_OF_VALUE
): Strength {
  const values = slotsByValue(column);
  if (column.kind === 'category')
    return { order: 0, range: 0, value: crossFittedAuc(values, labels, folds) };
  const minRows = Math.max(MIN_ROWS_OF_RANGE, Math.ceil(labels.length / MAX_RANGES));
  const hasFew = values.numSlots * minRowsOfValue <= labels.length;
  return {
    order: orderAuc(values, labels),
    range: crossFittedAuc(slotsByRange(values, minRows), labels, folds),
    value: hasFew ? crossFittedAuc(values, labels, folds) : 0
  };
}

/** ROC-AUC of ascending slots, or descending ones, with the empty cells of the last slot before or after all others. */
function orderAuc({ slotOf, numSlots }: Slots, labels: Uint8Array): number {
  const positives = new Float64Array(numSlots);
  const negatives = new Float64Array(numSlots);
  slotOf.forEach((slot, row) => {
    (labels[row] === 1 ? positives : negatives)[slot]! += 1;
  });
  const last = numSlots - 1;
  const areaOf = (emptyFirst: boolean): number => {
    let area = 0;
    let below = emptyFirst ? negatives[last]! : 0;
    if (emptyFirst) area += (positives[last]! * below) / 2;
    for (let slot = 0; slot < last; ++slot) {
      area += positives[slot]! * (below + negatives[slot]! / 2);
      below += negatives[slot]!;
    }
    return emptyFirst ? area : area + positives[last]! * (below + negatives[last]! / 2);
  };
  const numPositives = countPositives(labels);
  const numPairs = numPositives * (labels.length - numPositives);
  const aucs = [areaOf(true) / numPairs, areaOf(false) / numPairs];
  return Math.max(...aucs.flatMap(auc => [auc, 1 - auc]));
}

/** ROC-AUC of the rows when each has the share of positives of its slot in the other folds. */
export function crossFittedAuc(
  { slotOf, numSlots }: Slots,
  labels: Uint8Array,
  folds: Uint8Array
): number {
  const prior = countPositives(labels) / labels.length;
  const at = (slot: number, fold: number): number => slot * NUM_FOLDS_OF_CHECKS + fold;
  const rows = new Float64Array(numSlots);
  const positives = new Float64Array(numSlots);
  const foldRows = new Float64Array(numSlots * NUM_FOLDS_OF_CHECKS);
  const foldPositives = new Float64Array(numSlots * NUM_FOLDS_OF_CHECKS);
  slotOf.forEach((slot, row) => {
    const place = at(slot, folds[row]!);
    rows[slot]! += 1;
    foldRows[place]! += 1;
    positives[slot]! += labels[row]!;
    foldPositives[place]! += labels[row]!;
  });
  const scores = Float64Array.from(slotOf, (slot, row) => {
    const place = at(slot, folds[row]!);
    return (
      (positives[slot]! - foldPositives[place]! + prior) / (rows[slot]! - foldRows[place]! + 1)
    );
  });
  return rocAuc(labels, scores);
}

/** A column that ranks the rows of a small sample less well than this is none that ranks all of them like a leak. */
const SUSPECT_AUC = 0.95;
/** In a small sample a value has few rows. */
const MIN_ROWS_OF_VALUE_TO_SUSPECT = 2;

/** Could the column be a leak? A first look at a few rows; a category of many levels needs more than these. */
export function isSuspect(column: Column, labels: Uint8Array, folds: Uint8Array): boolean {
  if (column.kind === 'category' && column.levels.length * MIN_ROWS_OF_VALUE > labels.length)
    return true;
  return aloneAuc(column, labels, folds, MIN_ROWS_OF_VALUE_TO_SUSPECT) >= SUSPECT_AUC;
}

/** Is the smaller class large enough that a leak is not chance? */
export function canShowLeaks(labels: Uint8Array, minRows = MIN_CLASS_ROWS_FOR_LEAKS): boolean {
  const numPositives = countPositives(labels);
  return Math.min(numPositives, labels.length - numPositives) >= minRows;
}
