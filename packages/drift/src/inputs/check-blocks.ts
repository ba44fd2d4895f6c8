import { EspalierError } from '@espalier/core';
import { createBlocks } from '../compare/blocks.ts';
import type { FullReport } from '../compare/report-schema.ts';
import type { Dataset } from './dataset.ts';
import type { Input } from './open-input.ts';

/** Fewer blocks can be dealt in too few ways to tell anything. */
const MIN_BLOCKS = 5;

/** Blocks are of rows: profiles have none. Errors: E_USAGE. */
export function checkHasRows(column: string, inputs: readonly Input[]): void {
  const other = inputs.find(({ kind }) => kind !== 'table');
  if (other === undefined) return;
  throw new EspalierError(
    'E_USAGE',
    `Cannot resample by "${column}": "${other.name}" is a profile, which holds no rows`,
    'Pass tables as --ref and --new, or leave out --block'
  );
}

/** Count the blocks of both sides. Errors: E_USAGE for too few. */
export function countBlocks(
  column: string,
  reference: Dataset,
  fresh: Dataset
): NonNullable<FullReport['block']> {
  const none = new Float64Array(0);
  const { numReference, numFresh } = createBlocks(
    reference.sample.blocks ?? none,
    fresh.sample.blocks ?? none
  );
  const fewest = Math.min(numReference, numFresh);
  if (fewest < MIN_BLOCKS)
    throw new EspalierError(
      'E_USAGE',
      `Cannot resample by "${column}": ${numReference === fewest ? 'the reference' : 'the new data'} has ${fewest} ${fewest === 1 ? 'block' : 'blocks'} of rows, at least ${MIN_BLOCKS} are needed`,
      'Name a column with more different values, or leave out --block'
    );
  return { column, reference: numReference, new: numFresh };
}
