import {
  LARGE_TABLE_ROWS,
  MAX_CELLS_FOR_ALL_FOLDS,
  MAX_ROWS_FOR_ALL_FOLDS,
  MIN_ROWS_OF_ONE_FOLD,
  NUM_FOLDS
} from '../limits.ts';
import type { Splitting } from './split.ts';

/**
 * With this many rows a small part is enough to choose by, and the model fitted to the others is as good as one of all rows,
 * so it is kept. Not where time orders the rows: the last ones, which were set aside, are most like those to come.
 */
export function keepsFitted(splitting: Splitting, numRows: number): boolean {
  return numRows >= LARGE_TABLE_ROWS && splitting.kind !== 'time-ordered';
}

/** The share of the rows to set aside to choose by: at most `maxRows` rows. */
export function shareToChooseBy(
  numRows: number,
  { share, maxRows }: { readonly share: number; readonly maxRows: number }
): number {
  return Math.min(share, maxRows / numRows);
}

/** The folds that are fitted for: all of them, or one where the table is so long or so wide that it tells as much. */
export function numFoldsFor(numRows: number, numColumns: number): number {
  const isWide =
    numRows * numColumns > MAX_CELLS_FOR_ALL_FOLDS && numRows >= NUM_FOLDS * MIN_ROWS_OF_ONE_FOLD;
  return isWide || numRows > MAX_ROWS_FOR_ALL_FOLDS ? 1 : NUM_FOLDS;
}
