import { extname } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { EspalierError, type Problem } from '@espalier/core';
import { readCsvHeader } from './csv/header.ts';
import { csvPlaces } from './csv/places.ts';
import { hasDigitUnderscores } from './csv/underscores.ts';
import { queryRows, sqlName, sqlText } from './duckdb.ts';
import { checkInputFile } from '@espalier/core/files';
import { scanJsonLines } from '@espalier/core/files';
import { noRows, unreadableRows } from './table-failures.ts';

/** A file of rows, seen as a relation of DuckDB. */
export interface Source {
  readonly path: string;
  /** Column names, stripped of spaces where asked, in the order of the file. */
  readonly names: readonly string[];
  /** What stands behind FROM. `lenient` leaves unreadable rows out without noting them. */
  relation(lenient: boolean): string;
  /** SQL of a column's cell as text, null when it is empty. */
  text(name: string): string;
  /** SQL of a column's cell as a number: null when it is empty or not a number. */
  number(name: string): string;
  /**
   * Of CSV: the same file with these columns read as numbers at once, which takes half the time, and is the same as long as
   * no row is rejected and no number is infinite. Undefined where that is not known.
   */
  readonly typed?: (numbers: readonly string[]) => Promise<Source | undefined>;
  /** The table that the records which cannot be read are noted in; undefined where all can. */
  readonly rejects?: string;
  /** Where the rows that were read stand in the file, and which records could not be read at all. */
  places(): Promise<Places>;
}

export interface Places {
  /** The line of every row, in order; undefined where rows have no lines. */
  readonly lines: readonly number[] | undefined;
  readonly unreadable: readonly Problem[];
}

/** The table in which DuckDB records unreadable records. */
export const CSV_REJECTS = 'reject_errors';
const TYPED_REJECTS = 'typed_errors';

/** DuckDB's trim() removes only spaces by default. */
const BLANKS = `' ' || chr(9) || chr(13) || chr(10)`;

/** Open a CSV, Parquet or JSON Lines file, told apart by extension; anything else is read as CSV. */
export async function openSource(
  connection: DuckDBConnection,
  path: string,
  trim: boolean
): Promise<Source> {
  await checkInputFile(path);
  const extension = extname(path).toLowerCase();
  if (extension === '.parquet') return openParquet(connection, path, trim);
  if (extension === '.jsonl' || extension === '.ndjson')
    return openJsonLines(connection, path, trim);
  return openCsv(path, trim);
}

async function openCsv(path: string, trim: boolean): Promise<Source> {
  const header = await readCsvHeader(path);
  const names = checkNames(path, header.names, trim);
  const raw = (name: string): string => `c${names.indexOf(name)}`;
  // Not ignore_errors: that drops every row after one with text behind a closing quote.
  const relation = (rejects: string, numbers: readonly string[] = []): string => {
    const columns = names.map(
      name => `'${raw(name)}': '${numbers.includes(name) ? 'DOUBLE' : 'VARCHAR'}'`
    );
    return `read_csv(${sqlPath(path)}, auto_detect=false, header=true, delim=${sqlText(header.delimiter)}, quote='"', escape='"', nullstr='', columns={${columns.join(', ')}}, store_rejects=true, rejects_table='${rejects}', rejects_scan='${rejects}_scans')`;
  };
  const careful: Source = {
    path,
    names,
    relation: lenient => relation(lenient ? 'left_out' : CSV_REJECTS),
    rejects: CSV_REJECTS,
    ...textColumns(raw, trim),
    places: () => csvPlaces(path, header.delimiter, names.length)
  };
  return {
    ...careful,
    async typed(numbers) {
      if (await hasDigitUnderscores(path)) return undefined;
      const isTyped = new Set(numbers);
      return {
        ...careful,
        relation: () => relation(TYPED_REJECTS, numbers),
        rejects: TYPED_REJECTS,
        number: name => (isTyped.has(name) ? raw(name) : careful.number(name)),
        // A cell that is not a number was rejected: nothing is left of it.
        text: name => (isTyped.has(name) ? 'CAST(NULL AS VARCHAR)' : careful.text(name))
      };
    }
  };
}

/** Text columns: the cell itself, or what it says as a number. */
function textColumns(
  raw: (name: string) => string,
  trim: boolean
): Pick<Source, 'text' | 'number'> {
  return {
    text: name => (trim ? `nullif(trim(${raw(name)}, ${BLANKS}), '')` : `nullif(${raw(name)}, '')`),
    // DuckDB takes 1_000 for a number; nobody else does.
    number: name =>
      `CASE WHEN contains(${raw(name)}, '_') THEN NULL ELSE try_cast(${raw(name)} AS DOUBLE) END`
  };
}

async function openParquet(
  connection: DuckDBConnection,
  path: string,
  trim: boolean
): Promise<Source> {
  const relation = `read_parquet(${sqlPath(path)})`;
  const described = await describe(connection, relation, path, 'Parquet');
  const names = checkNames(
    path,
    described.map(([name]) => name),
    trim
  );
  const rawOf = new Map(names.map((name, i) => [name, described[i]!]));
  const cell = (name: string): { sql: string; type: string } => {
    const [raw, type] = rawOf.get(name)!;
    return { sql: sqlName(raw), type };
  };
  const isNumeric = (type: string): boolean =>
    /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DOUBLE|FLOAT|DECIMAL\([\d,]+\)|BOOLEAN)$/.test(type);
  const asText = (name: string): string => {
    const { sql, type } = cell(name);
    if (!/DOUBLE|FLOAT|REAL/.test(type)) return `CAST(${sql} AS VARCHAR)`;
    // 3.0 is the level "3": the text of a whole number has no fraction.
    return `CASE WHEN ${sql} = trunc(${sql}) AND abs(${sql}) < 1e15 THEN CAST(CAST(${sql} AS BIGINT) AS VARCHAR) ELSE CAST(${sql} AS VARCHAR) END`;
  };
  const asTextColumns = textColumns(name => asText(name), trim);
  return {
    path,
    names,
    relation: () => relation,
    text: asTextColumns.text,
    number: name =>
      isNumeric(cell(name).type) ? `CAST(${cell(name).sql} AS DOUBLE)` : asTextColumns.number(name),
    places: () => Promise.resolve({ lines: undefined, unreadable: [] })
  };
}

async function openJsonLines(
  connection: DuckDBConnection,
  path: string,
  trim: boolean
): Promise<Source> {
  const bad = await scanJsonLines(path);
  if (bad.problems.length > 0) throw unreadableRows(path, bad.problems, bad.numLines);
  if (bad.numLines === 0) throw noRows(path);
  const relation = (columns: string): string =>
    `read_json(${sqlPath(path)}, format='newline_delimited', records='true', maximum_object_size=67108864, ${columns})`;
  const described = await describe(connection, relation('sample_size=-1'), path, 'JSON Lines');
  const names = checkNames(
    path,
    described.map(([name]) => name),
    trim
  );
  const rawOf = new Map(names.map((name, i) => [name, described[i]![0]]));
  const columns = described.map(([name]) => `${sqlText(name)}: 'VARCHAR'`).join(', ');
  return {
    path,
    names,
    relation: () => relation(`columns={${columns}}`),
    ...textColumns(name => sqlName(rawOf.get(name)!), trim),
    places: async () => ({ lines: (await scanJsonLines(path)).lines, unreadable: [] })
  };
}

async function describe(
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

/** The names of the header, checked: every one of its own, none blank but for columns nobody can ask for. */
function checkNames(path: string, raw: readonly string[], trim: boolean): string[] {
  const names = raw.map(name => (trim ? name.trim() : name));
  const twice = [...new Set(names.filter((name, i) => names.indexOf(name) !== i))];
  if (twice.length > 0)
    throw new EspalierError(
      'E_HEADER_INVALID',
      `Cannot use the header of "${path}": ${twice.map(name => `"${name}"`).join(', ')} ${twice.length === 1 ? 'stands' : 'stand'} there more than once`,
      'Give every column a name of its own'
    );
  return names;
}

/** DuckDB reads *, ? and [ in a path as patterns; a path is a path. */
function sqlPath(path: string): string {
  return sqlText(path.replaceAll(/[*?[]/g, '[$&]'));
}

/** SQL that is true for a cell with text in it that is no finite number. NaN is an empty cell. */
export function isBadNumber(source: Source, name: string): string {
  const number = source.number(name);
  return `coalesce(isinf(${number}), nullif(trim(${source.text(name)}), '') IS NOT NULL)`;
}
