import { exists } from '@espalier/core/files';
import { queryRows, sqlText, withDuck } from './duckdb.ts';

/** Expand a pattern (*, ?, [..], **) to the files that match, sorted by name; a plain path stays as it is. */
export async function expandGlob(pattern: string): Promise<readonly string[]> {
  // A file name may contain pattern characters.
  if (!/[*?[]/.test(pattern) || (await exists(pattern))) return [pattern];
  const rows = await withDuck(connection =>
    queryRows(connection, `SELECT file FROM glob(${sqlText(pattern)})`)
  );
  return rows.map(([file]) => String(file)).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}
