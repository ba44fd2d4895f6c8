import { type Splitting } from './split/index.ts';

/** Training rows from which on a model is not fitted a second time. */
const LARGE = 300_000;

/**
 * Of so many rows a small part tells all that is to be chosen, and the model that was fitted to the others is as good as one of
 * all of them: it is kept. Not where time orders the rows: the last ones, which were set aside, say most of what comes.
 */
export function keepsFitted(splitting: Splitting, numRows: number): boolean {
  return numRows >= LARGE && splitting.kind !== 'time-ordered';
}

/** The share to set aside for choosing: one of a small table, so many rows of a large one. */
export function shareToChooseBy(numRows: number, share: number, maxRows: number): number {
  return Math.min(share, maxRows / numRows);
}
