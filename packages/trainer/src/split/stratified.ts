import { EspalierError, type Random, selectLabels, shuffle } from '@espalier/core';
import type { Split, Splitting } from './split.ts';

/** Every part with the same share of positives. */
export function stratified(labels: Uint8Array): Splitting {
  return {
    kind: 'stratified',
    holdOut: (share, random) => stratifiedSplit(labels, share, random),
    folds: (numFolds, random) => stratifiedFolds(labels, numFolds, random),
    select: rows => stratified(selectLabels(labels, rows))
  };
}

/** Set aside a share of each class at random, so that both parts have the same share of positives. */
export function stratifiedSplit(labels: Uint8Array, share: number, random: Random): Split {
  const [negative, positive] = [partOf(0), partOf(1)];
  return {
    train: merged([negative.train, positive.train]),
    validation: merged([negative.validation, positive.validation])
  };

  function partOf(label: number): Split {
    const rows = shuffle(rowsOf(labels, label), random);
    const numValidation = Math.round(rows.length * share);
    if (numValidation === 0 || numValidation === rows.length)
      throw new EspalierError(
        'E_TARGET_INVALID',
        `Cannot split the rows: the ${label === 1 ? 'positive' : 'negative'} class has ${rows.length}, too few for both parts`,
        'Add rows, or change --validation'
      );
    return { validation: rows.subarray(0, numValidation), train: rows.subarray(numValidation) };
  }
}

/** A fold number for every row, each class dealt out evenly. */
export function stratifiedFolds(labels: Uint8Array, numFolds: number, random: Random): Uint8Array {
  const folds = new Uint8Array(labels.length);
  for (const label of [0, 1])
    shuffle(rowsOf(labels, label), random).forEach((row, i) => {
      folds[row] = i % numFolds;
    });
  return folds;
}

function rowsOf(labels: Uint8Array, label: number): Uint32Array {
  const rows = new Uint32Array(labels.length);
  let count = 0;
  for (let row = 0; row < labels.length; ++row) if (labels[row] === label) rows[count++] = row;
  return rows.subarray(0, count);
}

function merged([first, second]: readonly [Uint32Array, Uint32Array]): Uint32Array {
  const rows = new Uint32Array(first.length + second.length);
  rows.set(first);
  rows.set(second, first.length);
  return rows.sort();
}
