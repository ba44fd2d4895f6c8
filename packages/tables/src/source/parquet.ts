import type { DuckDBConnection } from '@duckdb/node-api';
import { queryRows, sqlName } from '../duckdb.ts';
import type { ReadingRules } from '../reading.ts';
import { numberText, textCells, withoutNumbers } from './cells.ts';
import { missingValuesOf } from '../reading.ts';
import { describeRelation, sqlPath } from './describe.ts';
import { checkNames } from './names.ts';
import type { Source, SourceType } from './source.ts';

export async function openParquet(
  connection: DuckDBConnection,
  path: string,
  rules: ReadingRules
): Promise<Source> {
  const relation = `read_parquet(${sqlPath(path)})`;
  const described = await describeRelation(connection, relation, path, 'Parquet');
  // DuckDB renames a column whose name differs from another's in case only.
  const own = await ownNames(connection, path);
  const { names, notes } = checkNames(
    path,
    own.length === described.length ? own : described.map(([name]) => name),
    rules.trim
  );
  const rawOf = new Map(names.map((name, i) => [name, described[i]!]));
  const cell = (name: string): { sql: string; type: string } => {
    const [raw, type] = rawOf.get(name)!;
    return { sql: sqlName(raw), type };
  };
  const typeOf = (name: string): SourceType => typeOfSql(cell(name).type);
  const asText = (name: string): string => {
    const { sql, type } = cell(name);
    return /^(DOUBLE|FLOAT|REAL)$/.test(type) ? numberText(sql) : `CAST(${sql} AS VARCHAR)`;
  };
  const cells = textCells(asText, rules);
  return {
    path,
    format: 'parquet',
    names,
    notes,
    typeOf,
    sqlTypeOf: name => cell(name).type,
    raw: name => cell(name).sql,
    relation: () => relation,
    ...cells,
    number: name =>
      typeOf(name) === 'number' || typeOf(name) === 'boolean'
        ? withoutNumbers(`CAST(${cell(name).sql} AS DOUBLE)`, missingValuesOf(rules, name))
        : cells.number(name),
    places: () => Promise.resolve({ lines: undefined, unreadable: [] })
  };
}

/** The kind of a type of DuckDB. */
export function typeOfSql(type: string): SourceType {
  if (/^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DOUBLE|FLOAT|DECIMAL\([\d,]+\))$/.test(type))
    return 'number';
  if (type === 'BOOLEAN') return 'boolean';
  if (/^(DATE|TIMESTAMP)/.test(type)) return 'date';
  if (/^(STRUCT|MAP|UNION)|\[\d*\]$/.test(type)) return 'nested';
  return type === 'JSON' ? 'mixed' : 'string';
}

/** The names of the columns as the file has them. */
async function ownNames(connection: DuckDBConnection, path: string): Promise<string[]> {
  const rows = await queryRows(
    connection,
    `SELECT name, coalesce(num_children, 0) FROM parquet_schema(${sqlPath(path)})`
  );
  const top: string[] = [];
  const [, ...fields] = rows;
  // The schema is a tree in the order of its text: children follow their parent.
  let inside = 0;
  for (const [name, numChildren] of fields) {
    if (inside === 0) top.push(String(name));
    else --inside;
    inside += Number(numChildren);
  }
  return top;
}
