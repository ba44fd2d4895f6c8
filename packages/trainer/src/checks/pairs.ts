import { type Column, selectLabels, selectRows, shuffle, type Table } from '@espalier/core';
import { MAX_ROWS_TO_CHECK, NUM_FOLDS_OF_CHECKS } from '../limits.ts';
import { stratifiedFolds } from '../split/stratified.ts';
import { createChecksStream } from '../streams.ts';
import { canShowLeaks, crossFittedAuc } from './leaks.ts';
import { pairSlots, type Slots, slotsByRange, slotsByValue } from './slots.ts';

/** Columns that are looked at in pairs: every one with every other. */
const MAX_COLUMNS = 12;
/** Pairs named at most. */
const MAX_PAIRS = 3;
/** Together the columns rank the target at least this well, */
const MIN_AUC = 0.97;
/** and better than either alone by this. */
const MIN_GAIN = 0.02;
/** Ranges of a number, from few to many: the fewer, the more rows each has; the more, the closer their edges. */
const NUM_RANGES = [4, 16, 64] as const;

/** A column or a pair that holds nearly all of the answer, most telling first. */
export interface Telling {
  readonly columns: readonly string[];
  readonly auc: number;
}

/** The single columns and the pairs, among the most important columns, that rank the target nearly perfectly. */
export function findTelling(
  table: Table,
  labels: Uint8Array,
  important: readonly string[]
): Telling[] {
  if (!canShowLeaks(labels)) return [];
  const rows = shuffle(Uint32Array.from(labels.keys()), createChecksStream()).subarray(
    0,
    MAX_ROWS_TO_CHECK
  );
  const names = important.slice(0, MAX_COLUMNS);
  const columns = table.columns.filter(({ name }) => names.includes(name));
  const sample = selectRows({ ...table, columns }, rows.sort());
  const truth = selectLabels(labels, rows);
  const folds = stratifiedFolds(truth, NUM_FOLDS_OF_CHECKS, createChecksStream());
  const slots = sample.columns.map(column => ({
    name: column.name,
    views: viewsOf(column, truth.length)
  }));
  const best = (views: readonly Slots[]): number =>
    Math.max(...views.map(view => crossFittedAuc(view, truth, folds)));
  const alone = slots.map(({ name, views }) => ({ columns: [name], auc: best(views) }));
  const pairs = slots.flatMap((a, i) =>
    slots.slice(i + 1).flatMap((b, offset): Telling[] => {
      const auc = best(a.views.map((view, k) => pairSlots(view, b.views[k]!)));
      const better = auc - Math.max(alone[i]!.auc, alone[i + 1 + offset]!.auc);
      return auc >= MIN_AUC && better >= MIN_GAIN ? [{ columns: [a.name, b.name], auc }] : [];
    })
  );
  return [...alone.filter(({ auc }) => auc >= MIN_AUC), ...pairs]
    .sort((a, b) => b.auc - a.auc)
    .slice(0, MAX_PAIRS);
}

/** The column in coarse and fine ranges; a category has its levels only. */
function viewsOf(column: Column, numRows: number): Slots[] {
  const values = slotsByValue(column);
  return NUM_RANGES.map(count =>
    column.kind === 'category' || values.numSlots <= count
      ? values
      : slotsByRange(values, Math.ceil(numRows / count))
  );
}
