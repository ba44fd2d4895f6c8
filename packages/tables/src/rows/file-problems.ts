import type { DuckDBConnection } from '@duckdb/node-api';
import type { Problem } from '@espalier/core';
import { countRejects } from '../read-columns.ts';
import { rowProblems } from '../row-problems.ts';
import type { Source } from '../source/source.ts';
import { noRows } from '../table-failures.ts';
import type { BadCells } from './bad-cells.ts';

/** Why rows of a file cannot be used, in the order of the file, and how many rows it has with those. Errors: E_TABLE_EMPTY. */
export async function fileProblems(
  connection: DuckDBConnection,
  source: Source,
  bad: BadCells,
  numRows: number
): Promise<{ readonly problems: readonly Problem[]; readonly numRows: number }> {
  const numUnread = (source.numUnreadable ?? 0) + (await countRejects(connection, source));
  if (bad.count === 0 && numUnread === 0) {
    if (numRows === 0) throw noRows(source.path);
    return { problems: [], numRows };
  }
  const found = await rowProblems(connection, source, bad.list(source.path), numRows);
  return { problems: [...found.problems, ...found.unplaced], numRows: found.numRows };
}
