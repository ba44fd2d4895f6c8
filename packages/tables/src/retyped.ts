import type { DuckDBConnection } from '@duckdb/node-api';
import { queryRows, sqlText } from './duckdb.ts';
import type { ColumnRequest } from './read-columns.ts';
import type { ReadingRules } from './reading.ts';
import { MARKERS } from './infer/markers.ts';
import { isBadDate, isBadNumber } from './source/cells.ts';
import { openSource } from './source/open-source.ts';
import type { Source } from './source/source.ts';
import { withTable } from './with-table.ts';

/** How many cells of a column are filled, and how many of these are not finite numbers (not dates, in one of dates). */
export interface CellCounts {
  readonly column: string;
  readonly filled: number;
  readonly notNumbers: number;
  /** Of these, texts that commonly stand for a missing value: NA, null, ?, ... */
  readonly markers: number;
}

/**
 * Cells of number and date columns that hold something else: `refuse` them as bad rows, `count` them, or count those of
 * columns that mostly hold something else (`retyped`) and refuse the others.
 */
export type BadCells = 'refuse' | 'retyped' | 'count';

/** A few bad cells are bad rows; this many, and more than half of a column, are a column of another type. */
const MIN_RETYPED = 10;

/** Does a number column mostly hold something other than numbers? */
export function isRetyped({
  filled,
  notNumbers
}: Pick<CellCounts, 'filled' | 'notNumbers'>): boolean {
  return notNumbers >= MIN_RETYPED && notNumbers > filled / 2;
}

/** Count the cells of some columns that are not numbers. Errors: as for reading the file. */
export async function countCells(
  path: string,
  columns: readonly string[],
  rules: ReadingRules
): Promise<CellCounts[]> {
  return withTable(path, async connection =>
    countSourceCells(
      connection,
      await openSource(connection, path, rules),
      columns.map(name => ({ name, kind: 'number' as const }))
    )
  );
}

/** Count the bad cells of the number and date columns; columns without any are left out. */
export async function findBadCells(
  connection: DuckDBConnection,
  source: Source,
  requests: readonly ColumnRequest[],
  badCells: BadCells
): Promise<CellCounts[]> {
  if (badCells === 'refuse') return [];
  const wanted = requests.filter(({ kind }) => kind === 'number' || kind === 'date');
  const counts = await countSourceCells(connection, source, wanted);
  return counts.filter(badCells === 'count' ? ({ notNumbers }) => notNumbers > 0 : isRetyped);
}

async function countSourceCells(
  connection: DuckDBConnection,
  source: Source,
  columns: readonly Pick<ColumnRequest, 'name' | 'kind'>[]
): Promise<CellCounts[]> {
  if (columns.length === 0) return [];
  const markers = MARKERS.map(sqlText).join(', ');
  const counts = columns.flatMap(({ name, kind }) => {
    const text = source.text(name);
    const isBad = (kind === 'date' ? isBadDate : isBadNumber)(source, name);
    return [
      `count(${text})`,
      `count(*) FILTER (WHERE ${isBad})`,
      `count(*) FILTER (WHERE ${isBad} AND lower(trim(${text})) IN (${markers}))`
    ];
  });
  const [row = []] = await queryRows(
    connection,
    `SELECT ${counts.join(', ')} FROM ${source.relation(true)}`
  );
  return columns.map(({ name: column }, i) => ({
    column,
    filled: Number(row[3 * i]),
    notNumbers: Number(row[3 * i + 1]),
    markers: Number(row[3 * i + 2])
  }));
}
