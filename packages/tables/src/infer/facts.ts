import { stat } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { queryRows, sqlText } from '../duckdb.ts';
import type { Source, SourceType } from '../source/source.ts';

/** Statistics of a column from one pass over the rows. */
export interface ColumnFacts {
  readonly name: string;
  readonly type: SourceType;
  readonly numRows: number;
  readonly filled: number;
  /** Cells that are finite numbers. */
  readonly numbers: number;
  readonly min: number;
  readonly max: number;
  readonly isWhole: boolean;
  /** Cells of digits with a zero in front: 007. */
  readonly leadingZeros: number;
  /** Is there a number beyond those that a double holds exactly? */
  readonly mayBeBeyondDoubles: boolean;
}

/** The texts of a column with how many cells hold each: texts that are not numbers first, then by frequency. */
export interface ColumnValues {
  readonly values: readonly CellValue[];
  readonly distinct: number;
  readonly distinctNumbers: number;
}

export interface CellValue {
  readonly text: string;
  readonly count: number;
  readonly isNumber: boolean;
}

/** Columns of one query: DuckDB plans a query in more than linear time. */
const COLUMNS_PER_QUERY = 24;
/** Of one query that reads the whole file: that costs more than the plan. */
const COLUMNS_PER_PASS = 64;
/** The cells of a small file are kept in memory, */
const MAX_BYTES_KEPT = 64 << 20;
/** and those of a file that would be read more often than this: each pass over a wide file costs as much as all of it. */
const MAX_PASSES = 4;
/** Rows in which the names of the columns are looked for. */
const ROWS_FOR_NAMES = 1000;
/** Different texts of a column that are looked at. */
const MAX_VALUES = 10_000;

export type OnColumns = (done: number, total: number) => void;

/** SQL that gives the texts of some columns as t0, t1 and so on. */
export type SelectTexts = (names: readonly string[]) => string;

export interface Cells {
  readonly select: SelectTexts;
  /** In memory: each look is cheap. */
  readonly isKept: boolean;
}

/** Prepare the cells of columns for several looks: from the file itself, or kept in memory. */
export async function openCells(
  connection: DuckDBConnection,
  source: Source,
  names: readonly string[]
): Promise<Cells> {
  const isSmall = (await sizeOf(source.path)) <= MAX_BYTES_KEPT;
  const isKept = names.length > 0 && (isSmall || names.length > MAX_PASSES * COLUMNS_PER_PASS);
  const select: SelectTexts = isKept
    ? await keepCells(connection, source, names)
    : some =>
        `SELECT ${some.map((name, i) => `${source.text(name)} AS t${i}`).join(', ')} FROM ${source.relation(true)}`;
  return { select, isKept };
}

/** Keep the texts of some columns in memory. */
export async function keepCells(
  connection: DuckDBConnection,
  source: Source,
  names: readonly string[]
): Promise<SelectTexts> {
  const placeOf = new Map(names.map((name, i) => [name, i]));
  const columns = names.map((name, i) => `${source.text(name)} AS k${i}`);
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE kept_cells AS SELECT ${columns.join(', ')} FROM ${source.relation(true)}`
  );
  return some =>
    `SELECT ${some.map((name, i) => `k${placeOf.get(name)!} AS t${i}`).join(', ')} FROM kept_cells`;
}

/** Gather the facts of columns, block by block. `onColumns` hears of every block. */
export async function gatherFacts(
  connection: DuckDBConnection,
  source: Source,
  { select, isKept }: Cells,
  names: readonly string[],
  onColumns: OnColumns = () => undefined
): Promise<ColumnFacts[]> {
  const perQuery = isKept ? COLUMNS_PER_QUERY : COLUMNS_PER_PASS;
  const facts: ColumnFacts[] = [];
  for (let from = 0; from < names.length; from += perQuery) {
    const block = names.slice(from, from + perQuery);
    facts.push(...(await queryFacts(connection, source, select(block), block)));
    onColumns(facts.length, names.length);
  }
  return facts;
}

/** SQL of the finite number that a text says; DuckDB takes 1_000 for one, nobody else does. */
function finiteSql(source: Source, name: string, text: string): string {
  const number = source.numberOf(name, text);
  return `CASE WHEN isfinite(${number}) THEN ${number} END`;
}

/** Facts of a block of columns, whose cells a query gives as t0, t1 and so on. */
async function queryFacts(
  connection: DuckDBConnection,
  source: Source,
  cells: string,
  names: readonly string[]
): Promise<ColumnFacts[]> {
  const numbers = names.map((name, i) => `${finiteSql(source, name, `t${i}`)} AS n${i}`);
  const aggregates = names.flatMap((_, i) => [
    `count(t${i})`,
    `count(n${i})`,
    `min(n${i})`,
    `max(n${i})`,
    `bool_and(n${i} = trunc(n${i}))`,
    // The pattern is matched with texts from 00 to 09 alone.
    `count(CASE WHEN t${i} >= '00' AND t${i} < '0:' THEN CASE WHEN regexp_matches(t${i}, '^0\\d+$') THEN 1 END END)`
  ]);
  const [row = []] = await queryRows(
    connection,
    `SELECT count(*), ${aggregates.join(', ')} FROM (SELECT *, ${numbers.join(', ')} FROM (${cells}))`
  );
  const [numRows, ...found] = row;
  const width = aggregates.length / names.length;
  return names.map((name, i): ColumnFacts => {
    const [filled, count, min, max, isWhole, zeros] = found.slice(width * i, width * (i + 1));
    const type = source.typeOf(name);
    return {
      name,
      type,
      numRows: Number(numRows),
      filled: Number(filled),
      numbers: Number(count),
      min: Number(min ?? NaN),
      max: Number(max ?? NaN),
      isWhole: isWhole === true,
      leadingZeros: type === 'number' ? 0 : Number(zeros),
      mayBeBeyondDoubles: Math.max(-Number(min ?? 0), Number(max ?? 0)) >= 2 ** 53
    };
  });
}

/** The columns of which a cell of the first rows holds the column's own name. */
export async function findNamedCells(
  connection: DuckDBConnection,
  select: SelectTexts,
  names: readonly string[]
): Promise<string[]> {
  const found: string[] = [];
  for (let from = 0; from < names.length; from += COLUMNS_PER_QUERY) {
    const block = names.slice(from, from + COLUMNS_PER_QUERY);
    const flags = block.map((name, i) => `bool_or(t${i} = ${sqlText(name)})`);
    const [row = []] = await queryRows(
      connection,
      `SELECT ${flags.join(', ')} FROM (${select(block)} LIMIT ${ROWS_FOR_NAMES})`
    );
    found.push(...block.filter((_, i) => row[i] === true));
  }
  return found;
}

/** Look at the texts of one column. */
export async function gatherValues(
  connection: DuckDBConnection,
  source: Source,
  select: SelectTexts,
  name: string
): Promise<ColumnValues> {
  const counted = `SELECT t0, count(*) AS n, ${finiteSql(source, name, 't0')} IS NOT NULL AS is_number FROM (${select([name])}) WHERE t0 IS NOT NULL GROUP BY t0`;
  const rows = await queryRows(
    connection,
    `SELECT *, count(*) OVER (), count(*) FILTER (WHERE is_number) OVER () FROM (${counted}) ORDER BY is_number, n DESC, t0 LIMIT ${MAX_VALUES}`
  );
  const [, , , distinct = 0, distinctNumbers = 0] = rows[0] ?? [];
  return {
    values: rows.map(([text, count, isNumber]) => ({
      text: String(text),
      count: Number(count),
      isNumber: isNumber === true
    })),
    distinct: Number(distinct),
    distinctNumbers: Number(distinctNumbers)
  };
}

/** Are the numbers of a column in equal steps, row by row? The steps must be whole. */
export async function hasEqualSteps(
  connection: DuckDBConnection,
  source: Source,
  { name, filled, min, max }: ColumnFacts
): Promise<boolean> {
  const step = (max - min) / (filled - 1);
  if (!Number.isInteger(step) || step === 0) return false;
  const [row = []] = await queryRows(
    connection,
    `SELECT count(DISTINCT n - ${step} * i), count(DISTINCT n + ${step} * i) FROM (SELECT ${source.number(name)} AS n, row_number() OVER () AS i FROM ${source.relation(true)})`
  );
  return row.some(count => Number(count) === 1);
}

/** Could every dot of a column's numbers separate thousands? */
export async function hasDottedGroups(
  connection: DuckDBConnection,
  source: Source,
  name: string
): Promise<boolean> {
  const text = source.text(name);
  const [row = []] = await queryRows(
    connection,
    `SELECT count(*) FILTER (WHERE contains(${text}, '.')), count(*) FILTER (WHERE regexp_matches(${text}, '^[+-]?\\d{1,3}(\\.\\d{3})+$')) FROM ${source.relation(true)}`
  );
  const [dotted, grouped] = row.map(Number);
  return dotted! > 0 && dotted === grouped;
}

/** How many different numbers a column holds. */
export async function countDistinct(
  connection: DuckDBConnection,
  source: Source,
  name: string
): Promise<number> {
  const [row = []] = await queryRows(
    connection,
    `SELECT count(DISTINCT ${source.number(name)}) FROM ${source.relation(true)}`
  );
  return Number(row[0]);
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path)).size;
}
