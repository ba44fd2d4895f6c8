import { type Column, selectLabels, shuffle } from '@espalier/core';
import { MAX_ROWS_TO_CHECK, NUM_FOLDS_OF_CHECKS } from '../limits.ts';
import { stratifiedFolds } from '../split/stratified.ts';
import { createChecksStream } from '../streams.ts';
import { canShowLeaks, crossFittedAuc } from './leaks.ts';
import { slotsByRange, slotsByValue } from './slots.ts';

/** With more rows each, values are groups like towns rather than customers; with fewer values, too. */
const MAX_ROWS_OF_VALUE = 50;
const MIN_VALUES = 30;
/** Neighbours of a number are told by this many ranges. */
const NUM_RANGES = 16;
/** A value tells this much more than its neighbours do. */
const MIN_GAIN = 0.1;

/** Do rows of one value share the answer, while values next to it tell little? So does the name of a customer, not an age. */
export function namesEntities(column: Column, labels: Uint8Array): boolean {
  const cells = column.kind === 'number' ? column.values : column.codes;
  const numValues = new Set(cells).size;
  if (numValues < MIN_VALUES || numValues >= cells.length) return false;
  if (numValues * MAX_ROWS_OF_VALUE < cells.length) return false;
  if (column.kind === 'number' && !column.values.every(x => Number.isNaN(x) || Number.isInteger(x)))
    return false;
  const rows = shuffle(Uint32Array.from(labels.keys()), createChecksStream())
    .subarray(0, MAX_ROWS_TO_CHECK)
    .sort();
  const truth = selectLabels(labels, rows);
  if (!canShowLeaks(truth)) return false;
  const folds = stratifiedFolds(truth, NUM_FOLDS_OF_CHECKS, createChecksStream());
  const values = slotsByValue(
    column.kind === 'number'
      ? { ...column, values: Float64Array.from(rows, row => column.values[row]!) }
      : { ...column, codes: Int32Array.from(rows, row => column.codes[row]!) }
  );
  const byValue = crossFittedAuc(values, truth, folds);
  const byRange =
    column.kind === 'category'
      ? 0.5
      : crossFittedAuc(slotsByRange(values, Math.ceil(truth.length / NUM_RANGES)), truth, folds);
  return byValue - byRange >= MIN_GAIN;
}
