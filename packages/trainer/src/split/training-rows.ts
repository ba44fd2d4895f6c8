import { selectLabels, selectRows, type Table } from '@espalier/core';
import type { Splitting } from './split.ts';

/** Rows to learn from, and the way to set some of them aside to choose by. */
export interface TrainingRows {
  readonly table: Table;
  /** One per row, 0 or 1. */
  readonly labels: Uint8Array;
  /** One per row, not negative; absent means 1 each. */
  readonly weights?: Float64Array | undefined;
  /** Further factors of the weights in fitting alone; absent means 1 each. */
  readonly emphasis?: Float64Array | undefined;
  readonly splitting: Splitting;
}

export function selectTrainingRows(
  { table, labels, weights, emphasis, splitting }: TrainingRows,
  rows: Uint32Array
): TrainingRows {
  return {
    table: selectRows(table, rows),
    labels: selectLabels(labels, rows),
    weights: weights && Float64Array.from(rows, row => weights[row]!),
    emphasis: emphasis && Float64Array.from(rows, row => emphasis[row]!),
    splitting: splitting.select(rows)
  };
}

/** The weights that a model is fitted with: undefined where each is 1. */
export function fittingWeights({
  weights,
  emphasis
}: Pick<TrainingRows, 'weights' | 'emphasis'>): Float64Array | undefined {
  if (weights === undefined || emphasis === undefined) return weights ?? emphasis;
  return weights.map((weight, row) => weight * emphasis[row]!);
}
