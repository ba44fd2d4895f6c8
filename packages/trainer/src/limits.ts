/** How many rows and folds a choice rests on, in one place, with the reasons. */

/** With fewer rows of a class, what is chosen by them is chance: no calibration, search, early stopping or best threshold. */
export const MIN_CLASS_ROWS = 50;
/** With fewer rows of a class, a column that ranks the target well may do so by chance. */
export const MIN_CLASS_ROWS_FOR_LEAKS = 20;
/** With fewer rows, a column of distinct values may be one by chance. */
export const MIN_ROWS_FOR_IDENTIFIERS = 50;
/** With fewer rows, a share of them says little about the parameters of a trial. */
export const MIN_ROWS_OF_RUNG = 10_000;

/** Families and trials are compared by three folds: each further one is a further fit of every candidate. */
export const NUM_FOLDS = 3;
/** With more training rows than this, one fold tells as much as three. */
export const MAX_ROWS_FOR_ALL_FOLDS = 100_000;
/** Of a wide table, too, one fold is enough where it holds this many rows: each fold is a fit of many cells. */
export const MAX_CELLS_FOR_ALL_FOLDS = 5_000_000;
export const MIN_ROWS_OF_ONE_FOLD = 4000;
/** Calibrations and penalties are quick to fit: five folds leave more rows to fit each to. */
export const NUM_FOLDS_OF_CALIBRATION = 5;
export const NUM_FOLDS_OF_PENALTY = 5;
/** With more rows than this, three folds are enough for the penalty, */
export const MAX_ROWS_FOR_ALL_FOLDS_OF_PENALTY = 10_000;
/** and with more than this a sample: the best penalty hardly depends on the number of rows beyond it. */
export const MAX_ROWS_FOR_PENALTY = 20_000;

/** Rows set aside to choose by: this share of a small table, this many rows of a large one. */
export const EARLY_STOPPING = { share: 0.2, maxRows: 50_000 } as const;
export const FAMILY_CHOICE = { share: 1 / NUM_FOLDS, maxRows: 50_000 } as const;
/** From this many training rows on, a model is not fitted a second time: the one that was judged is as good. */
export const LARGE_TABLE_ROWS = 300_000;

/** A leak shows in a sample of this many rows as well as in all. */
export const MAX_ROWS_TO_CHECK = 50_000;
/** A first look at this many rows of each class tells which columns cannot be one. */
export const MAX_CLASS_ROWS_TO_SUSPECT = 1500;
/** Shares of positives by value come from the other four fifths of the rows. */
export const NUM_FOLDS_OF_CHECKS = 5;
/** With fewer rows, the share of positives in a range of a column says little about the next row. */
export const MIN_ROWS_OF_RANGE = 8;
/** A part of the rows, or a class in it, with fewer of them measures or teaches next to nothing. */
export const MIN_ROWS_OF_PART = 30;
export const MIN_CLASS_ROWS_OF_PART = 10;
/** Training rows on which the final model is measured: more would not change a digit that matters. */
export const MAX_ROWS_TO_RESCORE = 20_000;
/** Rows that are shuffled for importances, and over which partial dependence is averaged. */
export const MAX_ROWS_TO_SHUFFLE = 5000;
export const MAX_ROWS_FOR_DEPENDENCE = 500;
/** Rows that are explained for importances; fewer, but at least the minimum, where a model has many nodes to walk. */
export const MAX_ROWS_TO_EXPLAIN = 1000;
export const MIN_ROWS_TO_EXPLAIN = 100;
/** With this many cells a fit takes long enough to be told of. */
export const MIN_CELLS_TO_REPORT = 5_000_000;
