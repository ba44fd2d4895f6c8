import type { DuckDBConnection } from '@duckdb/node-api';
import { queryRows } from './duckdb.ts';
import type { ReadingRules } from './reading.ts';
import { isBadNumber } from './source/cells.ts';
import { openSource } from './source/open-source.ts';
import type { Source } from './source/source.ts';
import { withTable } from './with-table.ts';

/** How many cells of a column are filled, and how many of these are not finite numbers. */
export interface CellCounts {
  readonly column: string;
  readonly filled: number;
  readonly notNumbers: number;
}

/** A few bad cells are bad rows; this many, and more than half of a column, are a column of another type. */
const MIN_RETYPED = 10;

/** Does a number column mostly hold something other than numbers? */
export function isRetyped({ filled, notNumbers }: CellCounts): boolean {
  return notNumbers >= MIN_RETYPED && notNumbers > filled / 2;
}

/** Count the cells of some columns that are not numbers. Errors: as for reading the file. */
export async function countCells(
  path: string,
  columns: readonly string[],
  rules: ReadingRules
): Promise<CellCounts[]> {
  return withTable(path, async connection =>
    countSourceCells(connection, await openSource(connection, path, rules), columns)
  );
}

export async function countSourceCells(
  connection: DuckDBConnection,
  source: Source,
  columns: readonly string[]
): Promise<CellCounts[]> {
  if (columns.length === 0) return [];
  const counts = columns.flatMap(name => [
    `count(${source.text(name)})`,
    `count(*) FILTER (WHERE ${isBadNumber(source, name)})`
  ]);
  const [row = []] = await queryRows(
    connection,
    `SELECT ${counts.join(', ')} FROM ${source.relation(true)}`
  );
  return columns.map((column, i) => ({
    column,
    filled: Number(row[2 * i]),
    notNumbers: Number(row[2 * i + 1])
  }));
}
