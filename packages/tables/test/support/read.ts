import { type DatasetSpec, datasetSpecSchema } from '@espalier/core/contracts';
import { type ReadOptions, readTable, type ReadTable } from '../../src/read-table.ts';
import { cellsOf } from '../../../../test/support/columns.ts';

/** What the tests say of a spec; the rest is at its defaults. */
export interface SpecPart {
  readonly features?: Record<string, object>;
  readonly [key: string]: unknown;
}

export const NUMBER = { kind: 'number' } as const;
export const CATEGORY = { kind: 'category' } as const;

/** A spec for a table with the columns num_a and cat_b, and a target that is only read when asked for. */
export function specOf({
  features = { num_a: NUMBER, cat_b: CATEGORY },
  ...more
}: SpecPart = {}): DatasetSpec {
  return datasetSpecSchema.parse({
    name: 'made',
    target: { column: 'bin_y', positive: 'yes' },
    features,
    ...more
  });
}

const OPTIONS: ReadOptions = { target: 'skip', policies: 'enforce' };

export function read(
  path: string,
  spec?: SpecPart,
  options?: Partial<ReadOptions>
): Promise<ReadTable> {
  return readTable(path, specOf(spec), { ...OPTIONS, ...options });
}

/** The cells of a file, column by column. */
export async function readCells(
  path: string,
  spec?: SpecPart
): Promise<(number | string | null)[][]> {
  return (await read(path, spec)).table.columns.map(cellsOf);
}
