import { EspalierError, selectLabels, splitRows, type Table } from '@espalier/core';
import { createStream } from '../streams.ts';
import { createSplitting } from './index.ts';
import type { TrainingRows } from './training-rows.ts';

/** Rows set aside to measure on: nothing is fitted or chosen by them. */
export interface HeldOutRows {
  readonly table: Table;
  readonly labels: Uint8Array;
  readonly weights?: Float64Array | undefined;
}

export interface HoldOutSettings {
  /** Share of the rows to set aside. */
  readonly validation: number;
  readonly seed: number;
  readonly groups?: Float64Array;
  readonly times?: Float64Array;
  /** How much each row counts. */
  readonly weights?: Float64Array;
  readonly consume?: boolean;
}

/** Set validation rows aside. Errors: E_TARGET_INVALID when either part would lack a class. */
export function holdOut(
  table: Table,
  labels: Uint8Array,
  settings: HoldOutSettings
): { readonly training: TrainingRows; readonly held: HeldOutRows } {
  const { validation: share, seed, weights, consume = false } = settings;
  const splitting = createSplitting(labels, settings);
  const { train, validation } = splitting.holdOut(share, createStream(seed, 'split'));
  const [trainTable, heldTable] = splitRows(table, [train, validation], { consume });
  return {
    training: {
      table: trainTable!,
      labels: selectLabels(labels, train),
      weights: weightsOf(train),
      splitting: splitting.select(train)
    },
    held: {
      table: heldTable!,
      labels: selectLabels(labels, validation),
      weights: weightsOf(validation)
    }
  };

  function weightsOf(rows: Uint32Array): Float64Array | undefined {
    if (weights === undefined) return undefined;
    for (const label of [0, 1])
      if (!rows.some(row => labels[row] === label && weights[row]! > 0))
        throw new EspalierError(
          'E_TARGET_INVALID',
          'Cannot split the rows: every row of one class in one part has the weight 0',
          'Add rows with a weight over 0, or change --validation or --seed'
        );
    return Float64Array.from(rows, row => weights[row]!);
  }
}
