import { countPositives, EspalierError, type Random, selectLabels } from '@espalier/core';

export interface Split {
  /** Row numbers, ascending. */
  readonly train: Uint32Array;
  readonly validation: Uint32Array;
}

/** How rows are set apart, so that what is measured on one part is true of rows that come later. */
export interface Splitting {
  readonly kind: 'stratified' | 'grouped' | 'time-ordered';
  /** Set about this share of the rows aside. E_TARGET_INVALID when a part would lack a class. */
  holdOut(share: number, random: Random): Split;
  /** A fold number for every row. */
  folds(numFolds: number, random: Random): Uint8Array;
  /** The same splitting of some of the rows, in their order. */
  select(rows: Uint32Array): Splitting;
}

/** The rows of each part, ascending, or E_TARGET_INVALID when one of them lacks a class. */
export function splitWhere(
  labels: Uint8Array,
  isHeld: (row: number) => boolean,
  what: string,
  hint: string
): Split {
  const rows = [...labels.keys()];
  const split = {
    train: Uint32Array.from(rows.filter(row => !isHeld(row))),
    validation: Uint32Array.from(rows.filter(isHeld))
  };
  for (const part of [split.train, split.validation]) {
    const numPositives = countPositives(selectLabels(labels, part));
    if (numPositives === 0 || numPositives === part.length)
      throw new EspalierError(
        'E_TARGET_INVALID',
        `Cannot split the rows ${what}: one part would have no row of one class`,
        hint
      );
  }
  return split;
}
