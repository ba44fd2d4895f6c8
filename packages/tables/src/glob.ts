import { stat } from 'node:fs/promises';
import { queryRows, sqlText, withDuck } from './duckdb.ts';

/** What a path stands for: itself, or the files that fit its pattern (*, ?, [..], **), sorted by name. */
export async function expandGlob(pattern: string): Promise<readonly string[]> {
  if (!/[*?[]/.test(pattern) || (await exists(pattern))) return [pattern];
  const rows = await withDuck(connection =>
    queryRows(connection, `SELECT file FROM glob(${sqlText(pattern)})`)
  );
  return rows.map(([file]) => String(file)).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** A name may hold the signs of a pattern. */
async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false
  );
}

/** Is this a folder? */
export async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    found => found.isDirectory(),
    () => false
  );
}
