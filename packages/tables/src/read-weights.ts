import { EspalierError, type Problem } from '@espalier/core';
import { withLines } from './row-problems.ts';
import type { Source } from './source/source.ts';
import { unreadableRows } from './table-failures.ts';

/** The weights, each a number of at least 0, some of each class over 0. Errors: E_ROWS_INVALID by line, E_TARGET_INVALID. */
export async function checkWeights(
  source: Source,
  field: string,
  weights: Float64Array,
  labels: Uint8Array
): Promise<Float64Array> {
  const bad: Problem[] = [];
  const sums = [0, 0];
  weights.forEach((weight, row) => {
    if (!(weight >= 0 && weight < Infinity))
      bad.push({
        file: source.path,
        row,
        field,
        problem: Number.isNaN(weight) ? 'no weight' : 'a weight below 0',
        expected: 'a number of at least 0'
      });
    sums[labels[row]!]! += weight;
  });
  if (bad.length > 0)
    throw unreadableRows(source.path, await withLines(source, bad), weights.length);
  for (const label of [1, 0])
    if (!(sums[label]! > 0))
      throw new EspalierError(
        'E_TARGET_INVALID',
        `Cannot train by the weights in "${field}" of "${source.path}": every ${label === 1 ? 'positive' : 'negative'} row has the weight 0`,
        'Give rows of both classes a weight over 0, or take weight: out of the dataset spec'
      );
  return weights;
}
