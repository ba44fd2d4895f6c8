import { type DuckDBConnection } from '@duckdb/node-api';
import { type DatasetSpec, type Feature } from '../contracts/dataset-spec.ts';
import { EspalierError, type Problem } from '../errors.ts';
import { nearest } from '../nearest.ts';
import { type Column, MISSING, type Table, UNSEEN } from '../table.ts';
import { columnItems, queryRows, sqlText, streamChunks, withDuck } from './duck.ts';
import { cellProblems, policyProblems } from './row-problems.ts';
import { noRows, openSource, type Source, unreadableRows } from './source.ts';

/** A column to read. Without `levels` a category's levels are those of the file, sorted. */
export type ColumnRequest =
  | { readonly name: string; readonly kind: 'number'; readonly feature?: Feature }
  | {
      readonly name: string;
      readonly kind: 'category';
      readonly levels?: readonly string[];
      readonly feature?: Feature;
    };

export interface ReadOptions {
  /** Whether the target must be there; 'skip' leaves it unread. */
  readonly target: 'require' | 'skip';
  /** Whether rows that the spec's policies reject (unknown levels, empty or outside cells) are failures. */
  readonly policies: 'enforce' | 'ignore';
}

export interface ReadTable {
  /** Features and sensitive columns. */
  readonly table: Table;
  /** 1 where the target is the positive level, else 0; empty when the target was skipped. */
  readonly labels: Uint8Array;
  /** Columns of the file that the spec does not name. */
  readonly unused: readonly string[];
}

/**
 * Read the columns that a spec names out of a CSV, Parquet or JSON Lines file. Every bad row is reported with file,
 * line, column and reason. Errors: E_FILE_*, E_TABLE_*, E_HEADER_INVALID, E_COLUMN_MISSING, E_ROWS_INVALID, E_TARGET_INVALID.
 */
export async function readTable(
  path: string,
  spec: DatasetSpec,
  options: ReadOptions
): Promise<ReadTable> {
  return withDuck(async connection => {
    const source = await openSource(connection, path, spec.trim);
    const features = Object.entries(spec.features).map(([name, feature]) =>
      requestOf(name, feature)
    );
    const sensitive = spec.sensitive.map(name => ({ name, kind: 'category' as const }));
    const target =
      options.target === 'require' ? [{ name: spec.target.column, kind: 'category' as const }] : [];
    const requests = [...features, ...sensitive, ...target];
    checkColumns(
      source,
      requests.map(({ name }) => name)
    );
    const { columns, numRows, isSuspect, numRejects } = await readColumns(
      connection,
      source,
      requests
    );
    const table = { numRows, columns: columns.slice(0, features.length + sensitive.length) };
    const problems = isSuspect ? await cellProblems(connection, source, requests) : [];
    if (options.policies === 'enforce')
      problems.push(...policyProblems(path, spec, table, problems));
    if (numRejects > 0 || problems.length > 0)
      throw await rowFailure(connection, source, problems, numRows);
    if (numRows === 0) throw noRows(path);
    const known = new Set([
      ...requests.map(({ name }) => name),
      spec.target.column,
      ...spec.ignore
    ]);
    return {
      table,
      labels:
        target.length === 0 ? new Uint8Array(0) : await readLabels(source, columns.at(-1)!, spec),
      unused: source.names.filter(name => !known.has(name))
    };
  });
}

function requestOf(name: string, feature: Feature): ColumnRequest {
  if (feature.kind === 'number') return { name, kind: 'number', feature };
  return feature.levels === undefined
    ? { name, kind: 'category', feature }
    : { name, kind: 'category', levels: feature.levels, feature };
}

/** Throws E_COLUMN_MISSING with the nearest name of the header for each column that is not there. */
export function checkColumns(source: Source, wanted: readonly string[]): void {
  const missing = wanted.filter(name => !source.names.includes(name));
  if (missing.length === 0) return;
  const spare = source.names.filter(name => !wanted.includes(name));
  const details = missing.map((field): Problem => {
    const meant = nearest(field, spare) ?? spare.find(name => name.trim() === field);
    return {
      file: source.path,
      field,
      problem: meant === undefined ? 'no such column' : `no such column, but there is "${meant}"`
    };
  });
  throw new EspalierError(
    'E_COLUMN_MISSING',
    `Cannot find ${missing.length === 1 ? 'a column' : `${missing.length} columns`} in "${source.path}"`,
    spare.some(name => name.trim() !== name)
      ? 'The header has spaces around names: say trim: true in the dataset spec'
      : 'Mend the header, or the dataset spec',
    { details }
  );
}

/**
 * Read columns in one pass over the file (two when levels have to be learned first). `isSuspect`: a number column holds
 * something else somewhere. `numRejects`: mistakes of records that were left out.
 */
export async function readColumns(
  connection: DuckDBConnection,
  source: Source,
  requests: readonly ColumnRequest[]
): Promise<{ columns: Column[]; numRows: number; isSuspect: boolean; numRejects: number }> {
  const levels = await learnLevels(connection, source, requests);
  const outputs: string[] = [];
  for (const [i, request] of requests.entries()) {
    if (request.kind === 'number')
      outputs.push(`coalesce(${source.number(request.name)}, 'NaN'::DOUBLE)`);
    else {
      const known = levels.get(request.name)!;
      await connection.run(
        `CREATE TYPE levels_${i} AS ENUM (${[...known, LEVEL_UNSEEN, LEVEL_MISSING].map(sqlText).join(', ')})`
      );
      const text = source.text(request.name);
      outputs.push(
        `CASE WHEN ${text} IS NULL THEN ${sqlText(LEVEL_MISSING)}::levels_${i} ELSE coalesce(try_cast(${text} AS levels_${i}), ${sqlText(LEVEL_UNSEEN)}::levels_${i}) END`
      );
    }
  }
  const suspects = requests
    .filter(({ kind }) => kind === 'number')
    .map(({ name }) => isBadNumber(source, name));
  outputs.push(`CAST(${suspects.length === 0 ? 'false' : suspects.join(' OR ')} AS UTINYINT)`);
  const blocks = await streamBlocks(
    connection,
    `SELECT ${outputs.join(', ')} FROM ${source.relation(false)}`,
    requests
  );
  return {
    numRows: blocks.numRows,
    isSuspect: blocks.isSuspect,
    numRejects: await countRejects(connection, source),
    columns: requests.map((request, i) => blocks.column(i, request, levels.get(request.name) ?? []))
  };
}

/** Stand behind the real levels in the ENUM of a column: empty cells and undeclared levels. No cell holds them. */
const LEVEL_UNSEEN = '\u0001unseen';
const LEVEL_MISSING = '\u0001missing';

/** SQL that is true for a cell with text in it that is no finite number. NaN is an empty cell. */
export function isBadNumber(source: Source, name: string): string {
  const number = source.number(name);
  return `coalesce(isinf(${number}), nullif(trim(${source.text(name)}), '') IS NOT NULL)`;
}

async function learnLevels(
  connection: DuckDBConnection,
  source: Source,
  requests: readonly ColumnRequest[]
): Promise<Map<string, readonly string[]>> {
  const levels = new Map<string, readonly string[]>();
  const unknown: string[] = [];
  for (const request of requests) {
    if (request.kind === 'number') continue;
    if (request.levels === undefined) unknown.push(request.name);
    else levels.set(request.name, request.levels);
  }
  if (unknown.length === 0) return levels;
  const lists = unknown.map(name => `list(DISTINCT ${source.text(name)})`);
  const [row] = await queryRows(
    connection,
    `SELECT ${lists.join(', ')} FROM ${source.relation(true)}`
  );
  for (const [i, name] of unknown.entries()) {
    const found = (row?.[i] ?? []) as (string | null)[];
    // Sorted by code unit, so that the order does not depend on the rows' or on the machine's language.
    levels.set(
      name,
      found.filter(level => level !== null).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
    );
  }
  return levels;
}

interface Blocks {
  readonly numRows: number;
  /** Is there a row with a cell that is no number? */
  readonly isSuspect: boolean;
  /** Put a column together; its blocks are let go. */
  column(index: number, request: ColumnRequest, levels: readonly string[]): Column;
}

type Block = Float64Array | Int32Array;

/** Rows that a block holds: big enough to be few, small enough that the last one wastes little. */
const BLOCK_ROWS = 1 << 16;

async function streamBlocks(
  connection: DuckDBConnection,
  sql: string,
  requests: readonly ColumnRequest[]
): Promise<Blocks> {
  const blocks: Block[][] = requests.map(() => []);
  let numRows = 0;
  let isSuspect = false;
  for await (const chunk of streamChunks(connection, sql)) {
    const n = chunk.rowCount;
    for (let j = 0; j < requests.length; ++j) {
      const isNumber = requests[j]!.kind === 'number';
      append(blocks[j]!, isNumber, columnItems(chunk, j), n, numRows);
    }
    const suspects = columnItems(chunk, requests.length);
    for (let i = 0; !isSuspect && i < n; ++i) isSuspect = suspects[i] !== 0;
    numRows += n;
  }
  return {
    numRows,
    isSuspect,
    column(index, request, levels) {
      const parts = blocks[index]!;
      blocks[index] = [];
      if (request.kind === 'number') {
        return {
          kind: 'number',
          name: request.name,
          values: concat(parts, new Float64Array(numRows))
        };
      }
      const codes = concat(parts, new Int32Array(numRows));
      for (let i = 0; i < numRows; ++i) {
        const code = codes[i]!;
        if (code >= levels.length) codes[i] = code === levels.length ? UNSEEN : MISSING;
      }
      return { kind: 'category', name: request.name, levels, codes };
    }
  };
}

function append(
  blocks: Block[],
  isNumber: boolean,
  items: ArrayLike<number>,
  n: number,
  numRows: number
): void {
  for (let done = 0; done < n;) {
    const at = (numRows + done) % BLOCK_ROWS;
    if (at === 0) blocks.push(isNumber ? new Float64Array(BLOCK_ROWS) : new Int32Array(BLOCK_ROWS));
    const take = Math.min(n - done, BLOCK_ROWS - at);
    const part = items as Float64Array;
    blocks.at(-1)!.set(part.subarray(done, done + take), at);
    done += take;
  }
}

function concat<T extends Block>(parts: readonly Block[], out: T): T {
  for (const [i, part] of parts.entries()) {
    const at = i * BLOCK_ROWS;
    out.set(part.subarray(0, Math.min(BLOCK_ROWS, out.length - at)), at);
  }
  return out;
}

async function countRejects(connection: DuckDBConnection, source: Source): Promise<number> {
  if (!source.relation(false).includes('store_rejects')) return 0;
  const [row] = await queryRows(connection, 'SELECT count(*) FROM reject_errors');
  return Number(row?.[0] ?? 0);
}

async function rowFailure(
  connection: DuckDBConnection,
  source: Source,
  cells: readonly Problem[],
  numRows: number
): Promise<EspalierError> {
  const places = await source.places();
  const lost = await encodingProblems(connection, source, places.unreadable.length > 0);
  // When both readers agree on which rows there are, a row number is a line number.
  const agreed = places.lines === undefined || places.lines.length === numRows;
  const problems = [
    ...places.unreadable,
    ...lost,
    ...(agreed ? cells.map(problem => withLine(problem, places.lines)) : [])
  ];
  problems.sort((a, b) => (a.line ?? a.row ?? 0) - (b.line ?? b.row ?? 0));
  return unreadableRows(source.path, problems, numRows + places.unreadable.length + lost.length);
}

/** Rows that only DuckDB refuses: text that is not UTF-8, lines of megabytes. */
async function encodingProblems(
  connection: DuckDBConnection,
  source: Source,
  explained: boolean
): Promise<Problem[]> {
  if (!source.relation(false).includes('store_rejects')) return [];
  const rows = await queryRows(
    connection,
    'SELECT DISTINCT line, error_type::VARCHAR FROM reject_errors ORDER BY line'
  );
  return rows.flatMap(([line, type]) => {
    const problem = /UNICODE|ENCODING/.test(String(type))
      ? 'not UTF-8'
      : /LINE SIZE/.test(String(type))
        ? 'longer than 2 MB'
        : explained
          ? undefined
          : 'not readable as CSV';
    return problem === undefined ? [] : [{ file: source.path, line: Number(line), problem }];
  });
}

function withLine(problem: Problem, lines: readonly number[] | undefined): Problem {
  const { row, ...rest } = problem;
  return lines === undefined || row === undefined ? problem : { ...rest, line: lines[row]! };
}

async function withLines(source: Source, problems: readonly Problem[]): Promise<Problem[]> {
  const { lines } = await source.places();
  return problems.map(problem => withLine(problem, lines));
}

/** 1 for the positive level. The target may not be empty and must hold exactly two levels. */
async function readLabels(source: Source, column: Column, spec: DatasetSpec): Promise<Uint8Array> {
  if (column.kind !== 'category')
    throw new RangeError('Cannot read labels: the target is read as a category');
  const empty: Problem[] = [];
  column.codes.forEach((code, row) => {
    if (code === MISSING)
      empty.push({ file: source.path, row, field: column.name, problem: 'the target is empty' });
  });
  if (empty.length > 0)
    throw unreadableRows(source.path, await withLines(source, empty), column.codes.length);
  const positive = column.levels.findIndex(level => isSameLevel(level, spec.target.positive));
  const refuse = (state: string, hint: string): never => {
    throw new EspalierError(
      'E_TARGET_INVALID',
      `Cannot train on "${column.name}" of "${source.path}": ${state}`,
      hint
    );
  };
  if (column.levels.length === 1)
    refuse('every row has the same value, two are needed', 'Give rows of both kinds');
  if (column.levels.length > 2)
    refuse(
      `it has ${column.levels.length} different values, exactly two are needed`,
      'Name a yes/no column as the target'
    );
  if (positive < 0)
    refuse(
      `no row has the positive value "${spec.target.positive}"`,
      'Mend target.positive in the dataset spec, or --positive'
    );
  return Uint8Array.from(column.codes, code => (code === positive ? 1 : 0));
}

/** The same text, or the same number: 1 and 1.0. */
function isSameLevel(level: string, positive: string): boolean {
  return level === positive || (level.trim() !== '' && Number(level) === Number(positive));
}
