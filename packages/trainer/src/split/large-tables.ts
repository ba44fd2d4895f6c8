import { LARGE_TABLE_ROWS } from '../limits.ts';
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
