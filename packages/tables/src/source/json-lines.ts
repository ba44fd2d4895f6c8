import type { DuckDBConnection } from '@duckdb/node-api';
import { EspalierError } from '@espalier/core';
import { scanJsonLines } from '@espalier/core/files';
import { sqlName, sqlText } from '../duckdb.ts';
import type { ReadingRules } from '../reading.ts';
import { noRows, unreadableRows } from '../table-failures.ts';
import { blankLines } from '../text/decode.ts';
import { copyOf, prepareText } from '../text/prepare.ts';
import { numberText, textCells } from './cells.ts';
import { describeRelation, sqlPath } from './describe.ts';
import { checkNames } from './names.ts';
import { typeOfSql } from './parquet.ts';
import type { OpenOptions, Source } from './source.ts';

export async function openJsonLines(
  connection: DuckDBConnection,
  path: string,
  rules: ReadingRules,
  { asJson = false, lenient = false }: OpenOptions
): Promise<Source> {
  const prepared = await prepareText(connection, path, { encoding: rules.encoding });
  const scan = await scanJsonLines(prepared.path);
  const bad = scan.problems.map(problem => ({ ...problem, file: path }));
  if (bad.length > 0 && !lenient) throw unreadableRows(path, bad, scan.numLines);
  if (scan.lines.length === 0) throw noRows(path);
  checkKeys(path, [...scan.keys]);
  const badLines = new Set(bad.map(({ line }) => line));
  const readable =
    bad.length === 0
      ? prepared.path
      : await copyOf(connection, prepared.path, [blankLines((_, line) => badLines.has(line))]);
  const relation = (columns: string): string =>
    `read_json(${sqlPath(readable)}, format='newline_delimited', records='true', maximum_object_size=67108864, ${columns})`;
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
  const raw = (name: string): string => sqlName(rawOf.get(name)![0]);
  const type = asJson ? 'JSON' : 'VARCHAR';
  const columns = described.map(([name]) => `${sqlText(name)}: '${type}'`).join(', ');
  const text = (name: string): string => {
    const cell = asJson ? `(${raw(name)} ->> '$')` : raw(name);
    return rawOf.get(name)![1] === 'DOUBLE' ? numberText(`try_cast(${cell} AS DOUBLE)`) : cell;
  };
  return {
    path,
    format: 'jsonl',
    names,
    notes: [...prepared.notes, ...notes],
    typeOf: name => typeOfSql(rawOf.get(name)![1]),
    sqlTypeOf: name => rawOf.get(name)![1],
    relation: () => relation(`columns={${columns}}`),
    raw,
    numUnreadable: bad.length,
    ...textCells(text, rules),
    places: () => Promise.resolve({ lines: scan.lines, unreadable: bad })
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
