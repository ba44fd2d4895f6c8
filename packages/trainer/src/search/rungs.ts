import { MAX_ROWS_FOR_ALL_FOLDS, MIN_ROWS_OF_RUNG, NUM_FOLDS } from '../limits.ts';

/** The rows a trial gets before it is compared with others. */
export interface Rung {
  /** Share of the training rows of a fold. */
  readonly share: number;
  /** The folds held out, one after the other. */
  readonly folds: readonly number[];
  /** Whether the result includes the losses of the rung below. */
  readonly joins: boolean;
}

/** One trial of this many is promoted to the next rung. */
export const REDUCTION = 3;
const MAX_SHARES = 3;

/**
 * The rungs for this many training rows: thirds of thirds of the rows where there are many, then all of them with one fold
 * held out, then with each of the others.
 */
export function rungsOf(numRows: number): Rung[] {
  const fitted = (numRows * (NUM_FOLDS - 1)) / NUM_FOLDS;
  const rungs: Rung[] = [];
  for (let power = MAX_SHARES; power > 0; --power) {
    const share = REDUCTION ** -power;
    if (fitted * share >= MIN_ROWS_OF_RUNG) rungs.push({ share, folds: [0], joins: false });
  }
  rungs.push({ share: 1, folds: [0], joins: false });
  if (numRows <= MAX_ROWS_FOR_ALL_FOLDS) rungs.push({ share: 1, folds: [1, 2], joins: true });
  return rungs;
}
