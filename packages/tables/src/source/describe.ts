import type { DuckDBConnection } from '@duckdb/node-api';
import { EspalierError } from '@espalier/core';
import { queryRows, sqlText } from '../duckdb.ts';

/** The names and the SQL types of a relation's columns. Errors: E_TABLE_UNREADABLE. */
export async function describeRelation(
  connection: DuckDBConnection,
  relation: string,
  path: string,
  format: string
): Promise<[name: string, type: string][]> {
  try {
    const rows = await queryRows(connection, `DESCRIBE SELECT * FROM ${relation}`);
    return rows.map(([name, type]) => [String(name), String(type)]);
  } catch (cause) {
    throw new EspalierError(
      'E_TABLE_UNREADABLE',
      `Cannot read "${path}" as ${format}`,
      `Check that the file is whole and really is ${format}`,
      { cause }
    );
  }
}

/** DuckDB reads *, ? and [ in a path as patterns; a path is a path. */
export function sqlPath(path: string): string {
  return sqlText(path.replaceAll(/[*?[]/g, '[$&]'));
}
