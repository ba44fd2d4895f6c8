import type { DuckDBConnection } from '@duckdb/node-api';
import { EspalierError } from '@espalier/core';
import { readCsvHeader } from './csv/header.ts';
import { csvPlaces } from './csv/places.ts';
import { withDuck } from './duckdb.ts';
import { unreadableRows } from './table-failures.ts';

/** Work on the rows of a file. Messages of DuckDB are not passed on: they quote the file. */
export async function withTable<T>(
  path: string,
  use: (connection: DuckDBConnection) => Promise<T>
): Promise<T> {
  try {
    return await withDuck(use);
  } catch (error) {
    if (!isDuckFailure(error)) throw error;
    throw await unreadableTable(path, error);
  }
}

function isDuckFailure(error: unknown): boolean {
  // By its form: an error of another realm is not an instance of this Error.
  const { name, message } = error as { name?: unknown; message?: unknown };
  return (
    name === 'Error' && typeof message === 'string' && /^[A-Z][A-Za-z ]* Error: /.test(message)
  );
}

async function unreadableTable(path: string, cause: unknown): Promise<EspalierError> {
  if (isCsv(path)) {
    const { delimiter, names } = await readCsvHeader(path);
    const { lines, unreadable, ends } = await csvPlaces(path, delimiter, names.length);
    const differing = Array.from(ends, ([end, line]) => `${end} on line ${line}`);
    if (differing.length > 1)
      return new EspalierError(
        'E_TABLE_UNREADABLE',
        `Cannot read "${path}" as CSV: its lines end in different ways (${differing.join(', ')})`,
        'Give every line the same end',
        { cause }
      );
    if (unreadable.length > 0)
      return unreadableRows(path, unreadable, lines.length + unreadable.length);
  }
  return new EspalierError(
    'E_TABLE_UNREADABLE',
    `Cannot read "${path}" as a table`,
    'Check that the file is whole and holds rows of columns',
    { cause }
  );
}

function isCsv(path: string): boolean {
  return !/\.(parquet|jsonl|ndjson)$/i.test(path);
}
