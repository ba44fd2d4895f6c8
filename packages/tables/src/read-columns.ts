import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api';
import type { DateFeature, Feature } from '@espalier/core/contracts';
import { EspalierError } from '@espalier/core';
import { type Column, MISSING, UNSEEN } from '@espalier/core';
import { columnItems, queryRows, sqlText, streamChunks } from './duckdb.ts';
import { isBadDate, isBadNumber, isPlainNumber } from './source/cells.ts';
import type { Source } from './source/source.ts';

/** A column to read. Without `levels` a category's levels are those of the file, sorted. */
export type ColumnRequest =
  | { readonly name: string; readonly kind: 'number'; readonly feature?: Feature }
  | {
      readonly name: string;
      readonly kind: 'category';
      readonly levels?: readonly string[];
      readonly feature?: Feature;
    }
  /** Milliseconds since 1970; NaN where it is empty. */
  | { readonly name: string; readonly kind: 'date'; readonly feature: DateFeature }
  /** Equal numbers for equal cells; NaN where it is empty. */
  | { readonly name: string; readonly kind: 'key' }
  /** The same, but equal numbers for all times of one day. */
  | { readonly name: string; readonly kind: 'block' }
  /** Milliseconds since 1970 of a date or timestamp, or the number that stands there; else NaN. */
  | { readonly name: string; readonly kind: 'time' };

/**
 * Read columns in one pass over the file (more when levels have to be learned first, or something needs care). `isSuspect`: a number column holds
 * something else somewhere. `numRejects`: mistakes of records that were left out.
 */
export async function readColumns(
  connection: DuckDBConnection,
  source: Source,
  requests: readonly ColumnRequest[]
): Promise<{ columns: Column[]; numRows: number; isSuspect: boolean; numRejects: number }> {
  const typed = await source.typed?.(numbersAlone(requests));
  if (typed !== undefined || source.format === 'parquet') {
    // Where the first rows hold every level, a pass over the whole file is saved.
    const guess = await learnLevels(connection, source, requests, FIRST_ROWS);
    if (typed !== undefined || haveFewLevels(guess)) {
      const read = await readOnce(connection, typed ?? source, requests, guess);
      const isSure = typed === undefined || (!read.isSuspect && read.numRejects === 0);
      if (isSure && !hasNewLevels(read.columns, requests)) return read;
    }
  }
  return readOnce(connection, source, requests, await learnLevels(connection, source, requests));
}

const FIRST_ROWS = 20_000;
const DAY_MS = 86_400_000;
/** Where the first rows hold more levels of a column, later ones will hold others. */
const FEW_LEVELS = 500;

function haveFewLevels(levels: ReadonlyMap<string, readonly string[]>): boolean {
  return [...levels.values()].every(({ length }) => length <= FEW_LEVELS);
}

/** Does a column whose levels were to be learned hold one that was not? */
function hasNewLevels(columns: readonly Column[], requests: readonly ColumnRequest[]): boolean {
  return columns.some((column, i) => {
    const request = requests[i]!;
    const isLearned = request.kind === 'category' && request.levels === undefined;
    return isLearned && column.kind === 'category' && column.codes.includes(UNSEEN);
  });
}

/** The columns that nothing but numbers is asked of. */
function numbersAlone(requests: readonly ColumnRequest[]): string[] {
  const others = new Set(requests.filter(({ kind }) => kind !== 'number').map(({ name }) => name));
  return requests.flatMap(({ name, kind }) =>
    kind === 'number' && !others.has(name) ? [name] : []
  );
}

async function readOnce(
  connection: DuckDBConnection,
  source: Source,
  requests: readonly ColumnRequest[],
  levels: ReadonlyMap<string, readonly string[]>
): Promise<{ columns: Column[]; numRows: number; isSuspect: boolean; numRejects: number }> {
  const sql = await selectLevels(connection, source, requests, levels);
  const blocks = await streamBlocks(connection, source, sql, requests);
  return {
    numRows: blocks.numRows,
    isSuspect: blocks.isSuspect,
    numRejects: await countRejects(connection, source),
    columns: requests.map((request, i) => blocks.column(i, request, levels.get(request.name) ?? []))
  };
}

/**
 * The SQL of the columns: numbers with NaN for missing, codes of levels (one past the last: undeclared; two past: missing),
 * and last whether a number column of the row holds something else, plain numbers apart. See isSuspectChunk().
 */
export async function selectColumns(
  connection: DuckDBConnection,
  source: Source,
  requests: readonly ColumnRequest[]
): Promise<{ sql: string; levels: ReadonlyMap<string, readonly string[]> }> {
  const levels = await learnLevels(connection, source, requests);
  return { sql: await selectLevels(connection, source, requests, levels), levels };
}

async function selectLevels(
  connection: DuckDBConnection,
  source: Source,
  requests: readonly ColumnRequest[],
  levels: ReadonlyMap<string, readonly string[]>
): Promise<string> {
  const outputs = await cellsOf(connection, source, requests, levels);
  const suspects = requests
    .filter(
      ({ name, kind }) => kind === 'date' || (kind === 'number' && !isPlainNumber(source, name))
    )
    .map(({ name, kind }) => (kind === 'date' ? isBadDate : isBadNumber)(source, name));
  outputs.push(`CAST(${suspects.length === 0 ? 'false' : suspects.join(' OR ')} AS UTINYINT)`);
  return `SELECT ${outputs.join(', ')} FROM ${source.relation(false)}`;
}

/** Does a chunk of the columns hold a cell that is not of its column's kind? Finding infinities here takes a tenth of the time of SQL. */
export function isSuspectChunk(
  chunk: DuckDBDataChunk,
  source: Source,
  requests: readonly ColumnRequest[]
): boolean {
  const n = chunk.rowCount;
  const suspects = columnItems(chunk, requests.length);
  for (let i = 0; i < n; ++i) if (suspects[i] !== 0) return true;
  return requests.some(
    ({ name, kind }, j) =>
      kind === 'number' && isPlainNumber(source, name) && hasInfinity(columnItems(chunk, j), n)
  );
}

function hasInfinity(values: ArrayLike<number>, n: number): boolean {
  for (let i = 0; i < n; ++i) if (Math.abs(values[i]!) === Infinity) return true;
  return false;
}

/** SQL of the cells of each column: numbers, NaN for missing, or members of an ENUM of its levels. */
export async function cellsOf(
  connection: DuckDBConnection,
  source: Source,
  requests: readonly ColumnRequest[],
  levels: ReadonlyMap<string, readonly string[]>
): Promise<string[]> {
  const outputs: string[] = [];
  for (const [i, request] of requests.entries()) {
    if (request.kind !== 'category')
      outputs.push(`coalesce(${numberSql(source, request)}, 'NaN'::DOUBLE)`);
    else {
      const known = levels.get(request.name)!;
      if (known.some(level => level.includes('\0'))) throw binaryColumn(source.path, request.name);
      await connection.run(
        `CREATE OR REPLACE TYPE levels_${i} AS ENUM (${[...known, LEVEL_UNSEEN, LEVEL_MISSING].map(sqlText).join(', ')})`
      );
      const text = levelSql(source, request.name, known);
      outputs.push(
        `CASE WHEN ${text} IS NULL THEN ${sqlText(LEVEL_MISSING)}::levels_${i} ELSE coalesce(try_cast(${text} AS levels_${i}), ${sqlText(LEVEL_UNSEEN)}::levels_${i}) END`
      );
    }
  }
  return outputs;
}

/** A boolean is the level that it stands for, as in a request: true, True or TRUE. */
function levelSql(source: Source, name: string, levels: readonly string[]): string {
  const text = source.text(name);
  if (source.typeOf(name) !== 'boolean') return text;
  const whens = ['true', 'false'].flatMap(value => {
    const level = levels.find(known => known.toLowerCase() === value);
    return level === undefined ? [] : [`WHEN ${sqlText(value)} THEN ${sqlText(level)}`];
  });
  return whens.length === 0 ? text : `(CASE ${text} ${whens.join(' ')} ELSE ${text} END)`;
}

function numberSql(source: Source, { name, kind }: ColumnRequest): string {
  if (kind === 'number') return source.number(name);
  if (kind === 'date') return `CAST(${source.instant(name)} AS DOUBLE)`;
  const text = source.text(name);
  // 53 bits of the hash: as many as a double holds exactly.
  const key = `CASE WHEN ${text} IS NULL THEN NULL ELSE CAST(hash(${text}) >> 11 AS DOUBLE) END`;
  if (kind === 'key') return key;
  if (kind === 'block')
    return `coalesce(floor(CAST(${source.instant(name)} AS DOUBLE) / ${DAY_MS}), ${key})`;
  return `coalesce(${source.instant(name)}, ${source.number(name)})`;
}

/** SQL ends at a NUL. */
function binaryColumn(path: string, name: string): EspalierError {
  return new EspalierError(
    'E_TABLE_UNREADABLE',
    `Cannot read "${path}" as text: the column "${name}" holds NUL characters`,
    'Remove them, or save the table anew as CSV in UTF-8'
  );
}

/** Stand behind the real levels in the ENUM of a column: empty cells and undeclared levels. No cell holds them. */
const LEVEL_UNSEEN = '\u0001unseen';
const LEVEL_MISSING = '\u0001missing';

async function learnLevels(
  connection: DuckDBConnection,
  source: Source,
  requests: readonly ColumnRequest[],
  numRows?: number
): Promise<Map<string, readonly string[]>> {
  const levels = new Map<string, readonly string[]>();
  const unknown: string[] = [];
  for (const request of requests) {
    if (request.kind !== 'category') continue;
    if (request.levels === undefined) unknown.push(request.name);
    else levels.set(request.name, request.levels);
  }
  if (unknown.length === 0) return levels;
  const lists = unknown.map(name => `list(DISTINCT ${source.text(name)})`);
  const [row] = await queryRows(
    connection,
    `SELECT ${lists.join(', ')} FROM ${numRows === undefined ? source.relation(true) : `(FROM ${source.relation(true)} LIMIT ${numRows})`}`
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
  /** Is there a row with a cell that is not a number? */
  readonly isSuspect: boolean;
  /** Put a column together; its blocks are let go. */
  column(index: number, request: ColumnRequest, levels: readonly string[]): Column;
}

type Block = Float64Array | Int32Array;

/** Rows of the first block; each further one holds as many as all before it, within a limit that wastes little. */
const FIRST_BLOCK_ROWS = 1 << 11;
const MAX_BLOCK_ROWS = 1 << 16;

/** All rows where the file itself says how many it has, so that nothing has to be put together. */
async function firstBlockRows(connection: DuckDBConnection, source: Source): Promise<number> {
  if (source.format !== 'parquet') return FIRST_BLOCK_ROWS;
  const [row] = await queryRows(connection, `SELECT count(*) FROM ${source.relation(true)}`);
  return Math.max(1, Number(row?.[0]));
}

async function streamBlocks(
  connection: DuckDBConnection,
  source: Source,
  sql: string,
  requests: readonly ColumnRequest[]
): Promise<Blocks> {
  const firstRows = await firstBlockRows(connection, source);
  const blocks: Block[][] = requests.map(() => []);
  let numRows = 0;
  /** Rows before the latest block, and after it. */
  let [start, end] = [0, 0];
  let isSuspect = false;
  for await (const chunk of streamChunks(connection, sql)) {
    const n = chunk.rowCount;
    const items = requests.map((_, j) => columnItems(chunk, j) as Float64Array);
    for (let done = 0; done < n;) {
      if (numRows === end) {
        start = end;
        end += start === 0 ? firstRows : Math.min(start, MAX_BLOCK_ROWS);
        for (const [j, { kind }] of requests.entries())
          blocks[j]!.push(new (kind === 'category' ? Int32Array : Float64Array)(end - start));
      }
      const take = Math.min(n - done, end - numRows);
      for (let j = 0; j < requests.length; ++j)
        blocks[j]!.at(-1)!.set(items[j]!.subarray(done, done + take), numRows - start);
      numRows += take;
      done += take;
    }
    isSuspect ||= isSuspectChunk(chunk, source, requests);
  }
  return {
    numRows,
    isSuspect,
    column(index, request, levels) {
      const parts = blocks[index]!;
      blocks[index] = [];
      if (request.kind !== 'category') {
        return {
          kind: 'number',
          name: request.name,
          values: concat(parts, Float64Array, numRows),
          ...(request.kind === 'date' ? { date: { parts: request.feature.parts } } : {})
        };
      }
      const codes = concat(parts, Int32Array, numRows);
      for (let i = 0; i < numRows; ++i) {
        const code = codes[i]!;
        if (code >= levels.length) codes[i] = code === levels.length ? UNSEEN : MISSING;
      }
      return { kind: 'category', name: request.name, levels, codes };
    }
  };
}

/** The rows of blocks of one kind; a single one is not copied. */
function concat<T extends Block>(
  parts: readonly Block[],
  Kind: new (n: number) => T,
  numRows: number
): T {
  const [first] = parts;
  if (first?.length === numRows) return first as T;
  const out = new Kind(numRows);
  let at = 0;
  for (const part of parts) {
    out.set(part.subarray(0, Math.min(part.length, numRows - at)), at);
    at += part.length;
  }
  return out;
}

/** How many mistakes the reader of CSV has noted. */
export async function countRejects(
  connection: DuckDBConnection,
  { rejects }: Source
): Promise<number> {
  if (rejects === undefined) return 0;
  const [row] = await queryRows(connection, `SELECT count(*) FROM ${rejects}`);
  return Number(row?.[0] ?? 0);
}
