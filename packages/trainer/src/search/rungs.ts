/** How much a trial is given before it is judged. */
export interface Rung {
  /** Of the training rows of a fold. */
  readonly share: number;
  /** The folds that are held out, one after the other. */
  readonly folds: readonly number[];
  /** Is what the rung below found a part of it? */
  readonly joins: boolean;
}

/** Folds that the training rows are dealt to. */
export const NUM_FOLDS = 3;
/** Of so many trials one goes on. */
export const REDUCTION = 3;
/** With fewer rows than this, a share of them says little. */
const MIN_ROWS = 10_000;
/** Of more rows than this one fold is enough. */
const MANY_ROWS = 100_000;
const MAX_SHARES = 3;

/**
 * The rungs of a table of that many training rows: a third of a third of the rows where there are many, all of them for one
 * fold, then for the others.
 */
export function rungsOf(numRows: number): Rung[] {
  const fitted = (numRows * (NUM_FOLDS - 1)) / NUM_FOLDS;
  const rungs: Rung[] = [];
  for (let power = MAX_SHARES; power > 0; --power) {
    const share = REDUCTION ** -power;
    if (fitted * share >= MIN_ROWS) rungs.push({ share, folds: [0], joins: false });
  }
  rungs.push({ share: 1, folds: [0], joins: false });
  if (numRows <= MANY_ROWS) rungs.push({ share: 1, folds: [1, 2], joins: true });
  return rungs;
}
