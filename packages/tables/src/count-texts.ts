import { queryRows } from './duckdb.ts';
import type { ReadingRules } from './reading.ts';
import { openSource } from './source/open-source.ts';
import { withTable } from './with-table.ts';

/** A text, and the rows whose cell holds it. */
export interface CountedText {
  readonly text: string;
  readonly rows: number;
}

/** More different texts are names of single things, not levels. */
const MAX_TEXTS = 10_000;

/** Count the texts of some columns, the most frequent first. Errors: as for reading the file. */
export async function countTexts(
  path: string,
  columns: readonly string[],
  rules: ReadingRules
): Promise<ReadonlyMap<string, readonly CountedText[]>> {
  return withTable(path, async connection => {
    const source = await openSource(connection, path, rules);
    const counts = new Map<string, CountedText[]>();
    for (const column of columns) {
      const text = source.text(column);
      const rows = await queryRows(
        connection,
        `SELECT ${text} AS cell, count(*) AS rows FROM ${source.relation(true)} WHERE ${text} IS NOT NULL GROUP BY cell ORDER BY rows DESC, cell LIMIT ${MAX_TEXTS}`
      );
      counts.set(
        column,
        rows.map(([cell, n]) => ({ text: String(cell), rows: Number(n) }))
      );
    }
    return counts;
  });
}
