import type { DuckDBConnection } from '@duckdb/node-api';
import { EspalierError } from '@espalier/core';
import { scanJsonLines } from '@espalier/core/files';
import { sqlName, sqlText } from '../duckdb.ts';
import type { ReadingRules } from '../reading.ts';
import { noRows, unreadableRows } from '../table-failures.ts';
import { prepareText } from '../text/prepare.ts';
import { textCells } from './cells.ts';
import { describeRelation, sqlPath } from './describe.ts';
import { checkNames } from './names.ts';
import { typeOfSql } from './parquet.ts';
import type { Source } from './source.ts';

export async function openJsonLines(
  connection: DuckDBConnection,
  path: string,
  rules: ReadingRules
): Promise<Source> {
  const prepared = await prepareText(connection, path, { encoding: rules.encoding });
  const scan = await scanJsonLines(prepared.path);
  const bad = scan.problems.map(problem => ({ ...problem, file: path }));
  if (bad.length > 0) throw unreadableRows(path, bad, scan.numLines);
  if (scan.numLines === 0) throw noRows(path);
  checkKeys(path, [...scan.keys]);
  const relation = (columns: string): string =>
    `read_json(${sqlPath(prepared.path)}, format='newline_delimited', records='true', maximum_object_size=67108864, ${columns})`;
  const described = await describeRelation(
    connection,
    relation('sample_size=-1'),
    path,
    'JSON Lines'
  );
  const { names, notes } = checkNames(
    path,
    described.map(([name]) => name),
    rules.trim
  );
  const rawOf = new Map(names.map((name, i) => [name, described[i]!]));
  const columns = described.map(([name]) => `${sqlText(name)}: 'VARCHAR'`).join(', ');
  return {
    path,
    names,
    notes: [...prepared.notes, ...notes],
    typeOf: name => typeOfSql(rawOf.get(name)![1]),
    relation: () => relation(`columns={${columns}}`),
    ...textCells(name => sqlName(rawOf.get(name)![0]), rules),
    places: () => Promise.resolve({ lines: scan.lines, unreadable: [] })
  };
}

/** DuckDB takes keys that differ in case only for one. Errors: E_HEADER_INVALID. */
function checkKeys(path: string, keys: readonly string[]): void {
  const first = new Map<string, string>();
  const alike = keys.flatMap(key => {
    const other = first.get(key.toLowerCase());
    first.set(key.toLowerCase(), other ?? key);
    return other === undefined ? [] : [`"${other}" and "${key}"`];
  });
  if (alike.length > 0)
    throw new EspalierError(
      'E_HEADER_INVALID',
      `Cannot use the keys of "${path}": ${alike.join(', ')} differ by case only`,
      'Give every column a name of its own'
    );
}
