import { queryRows } from './duckdb.ts';
import type { ReadingRules } from './reading.ts';
import { openDated } from './source/open-dated.ts';
import { withTable } from './with-table.ts';

/** The earliest and the latest time of a column, in milliseconds since 1970. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** Read the range of the dates or timestamps of a column; undefined without such a column or without any of them. */
export async function readTimeRange(
  path: string,
  column: string,
  rules: ReadingRules
): Promise<TimeRange | undefined> {
  return withTable(path, async connection => {
    const source = await openDated(connection, path, rules, column);
    if (!source.names.includes(column)) return undefined;
    const instant = source.instant(column);
    const [row = []] = await queryRows(
      connection,
      `SELECT min(${instant}), max(${instant}) FROM ${source.relation(true)}`
    );
    const [from, to] = row;
    return from === null || to === null ? undefined : { from: Number(from), to: Number(to) };
  });
}
