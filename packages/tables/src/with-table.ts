import type { DuckDBConnection } from '@duckdb/node-api';
import { EspalierError } from '@espalier/core';
import { withDuck } from './duckdb.ts';
import { openedSource } from './source/open-source.ts';
import type { Source } from './source/source.ts';
import { unreadableRows } from './table-failures.ts';

/** Work on the rows of a file. Messages of DuckDB are not passed on: they quote the file. */
export async function withTable<T>(
  path: string,
  use: (connection: DuckDBConnection) => Promise<T>
): Promise<T> {
  return withDuck(async connection => {
    try {
      return await use(connection);
    } catch (error) {
      if (!isDuckFailure(error)) throw error;
      throw await explainFailure(path, openedSource(connection), error);
    }
  });
}

export function isDuckFailure(error: unknown): boolean {
  // By its form: an error of another realm is not an instance of this Error.
  const { name, message } = error as { name?: unknown; message?: unknown };
  return (
    name === 'Error' && typeof message === 'string' && /^[A-Z][A-Za-z ]* Error: /.test(message)
  );
}

/** The failure of a file that DuckDB could not read. */
export async function explainFailure(
  path: string,
  source: Source | undefined,
  cause: unknown
): Promise<EspalierError> {
  const { lines, unreadable, lineEnds } = (await source?.places()) ?? {
    lines: undefined,
    unreadable: []
  };
  const differing = Array.from(lineEnds ?? [], ([end, line]) => `${end} on line ${line}`);
  if (differing.length > 1)
    return new EspalierError(
      'E_TABLE_UNREADABLE',
      `Cannot read "${path}" as CSV: its lines end in different ways (${differing.join(', ')})`,
      'Give every line the same end',
      { cause }
    );
  if (unreadable.length > 0)
    return unreadableRows(path, unreadable, (lines?.length ?? 0) + unreadable.length);
  return new EspalierError(
    'E_TABLE_UNREADABLE',
    `Cannot read "${path}" as a table`,
    'Check that the file is whole and holds rows of columns',
    { cause }
  );
}
