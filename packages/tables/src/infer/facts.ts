import type { DuckDBConnection } from '@duckdb/node-api';
import { queryRows } from '../duckdb.ts';
import { isBadNumber } from '../source/cells.ts';
import type { Source, SourceType } from '../source/source.ts';

/** What a pass over the rows tells of a column. */
export interface ColumnFacts {
  readonly name: string;
  readonly type: SourceType;
  readonly numRows: number;
  readonly filled: number;
  /** Cells that are finite numbers. */
  readonly numbers: number;
  /** Cells that say NaN. */
  readonly nans: number;
  readonly min: number;
  readonly max: number;
  readonly isWhole: boolean;
  /** Cells of digits with a zero in front: 007. */
  readonly leadingZeros: number;
  /** Do several different whole numbers exceed what a double holds exactly? */
  readonly isBeyondDoubles: boolean;
  /** Dotted numbers, and those of them whose dots could separate thousands. */
  readonly dotted: number;
  readonly dottedGroups: number;
  /** Every cell holds the same text. */
  readonly isConstant: boolean;
  /** Cells that hold the column's own name. */
  readonly named: number;
}

/** The texts of a column with how many cells hold each: first those that are no numbers, then the most frequent. */
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
/** With more passes than this over a file, its cells are kept in memory. */
const MAX_PASSES = 8;
/** Different texts of a column that are looked at. */
const MAX_VALUES = 10_000;

/** A relation with the cells of some columns as text, and as numbers. */
interface Cells {
  readonly relation: string;
  text(name: string): string;
  number(name: string): string;
  isBad(name: string): string;
}

export type OnColumns = (done: number, total: number) => void;

/** Gather the facts of columns, block by block. `onBlock` hears of every block. */
export async function gatherFacts(
  connection: DuckDBConnection,
  source: Source,
  names: readonly string[],
  onBlock: OnColumns = () => undefined
): Promise<ColumnFacts[]> {
  const numBlocks = Math.ceil(names.length / COLUMNS_PER_QUERY);
  const cells =
    numBlocks > MAX_PASSES && source.delimiter !== undefined
      ? await keepCells(connection, source, names)
      : cellsOf(source);
  const facts: ColumnFacts[] = [];
  for (let i = 0; i < numBlocks; ++i) {
    const block = names.slice(i * COLUMNS_PER_QUERY, (i + 1) * COLUMNS_PER_QUERY);
    facts.push(...(await queryFacts(connection, source, cells, block)));
    onBlock(facts.length, names.length);
  }
  return facts;
}

function cellsOf(source: Source): Cells {
  return {
    relation: source.relation(true),
    text: name => source.text(name),
    number: name => source.number(name),
    isBad: name => isBadNumber(source, name)
  };
}

/** Read the file once and keep the text of its cells. */
async function keepCells(
  connection: DuckDBConnection,
  source: Source,
  names: readonly string[]
): Promise<Cells> {
  const placeOf = new Map(names.map((name, i) => [name, i]));
  const columns = names.map((name, i) => `${source.text(name)} AS t${i}`);
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE kept_cells AS SELECT ${columns.join(', ')} FROM ${source.relation(true)}`
  );
  const text = (name: string): string => `t${placeOf.get(name)!}`;
  const number = (name: string): string =>
    `CASE WHEN contains(${text(name)}, '_') THEN NULL ELSE try_cast(${text(name)} AS DOUBLE) END`;
  return {
    relation: 'kept_cells',
    text,
    number,
    isBad: name => `coalesce(isinf(${number(name)}), ${text(name)} IS NOT NULL)`
  };
}

/** Aggregates of a column, in the order in which they are read back. */
function aggregatesOf(cells: Cells, name: string, type: SourceType): string[] {
  const text = cells.text(name);
  const number = cells.number(name);
  const finite = `isfinite(${number})`;
  const digits = type === 'number' ? 'false' : `regexp_matches(${text}, '^[+-]?0\\d+$')`;
  const isLong = `length(${text}) >= 16 AND abs(${number}) >= 9007199254740992 AND regexp_matches(${text}, '^[+-]?\\d+$')`;
  const where = (condition: string): string => `count(*) FILTER (WHERE ${condition})`;
  return [
    `count(${text})`,
    where(finite),
    where(`isnan(${number})`),
    `min(${number}) FILTER (WHERE ${finite})`,
    `max(${number}) FILTER (WHERE ${finite})`,
    `coalesce(bool_and(${number} = trunc(${number})) FILTER (WHERE ${finite}), false)`,
    where(digits),
    `min(${text}) FILTER (WHERE ${isLong})`,
    `max(${text}) FILTER (WHERE ${isLong})`,
    ...(type === 'text'
      ? [
          where(`contains(${text}, '.') AND ${finite}`),
          where(`regexp_matches(${text}, '^[+-]?\\d{1,3}(\\.\\d{3})+$')`)
        ]
      : ['0', '0']),
    `min(${text}) = max(${text})`,
    type === 'text' ? where(`${text} = '${name.replaceAll("'", "''")}'`) : '0'
  ];
}

async function queryFacts(
  connection: DuckDBConnection,
  source: Source,
  cells: Cells,
  names: readonly string[]
): Promise<ColumnFacts[]> {
  const aggregates = names.map(name => aggregatesOf(cells, name, source.typeOf(name)));
  const [row = []] = await queryRows(
    connection,
    `SELECT count(*), ${aggregates.flat().join(', ')} FROM ${cells.relation}`
  );
  const [numRows, ...found] = row;
  const width = aggregates[0]?.length ?? 0;
  return names.map((name, i): ColumnFacts => {
    const at = found.slice(width * i, width * (i + 1));
    return {
      name,
      type: source.typeOf(name),
      numRows: Number(numRows),
      filled: Number(at[0]),
      numbers: Number(at[1]),
      nans: Number(at[2]),
      min: Number(at[3] ?? NaN),
      max: Number(at[4] ?? NaN),
      isWhole: at[5] === true,
      leadingZeros: Number(at[6]),
      isBeyondDoubles: at[7] !== null && at[7] !== at[8],
      dotted: Number(at[9]),
      dottedGroups: Number(at[10]),
      isConstant: at[11] === true,
      named: Number(at[12])
    };
  });
}

/** Keep the text of some columns, so that each can be looked at alone without reading the file again. */
export async function keepColumns(
  connection: DuckDBConnection,
  source: Source,
  names: readonly string[]
): Promise<(name: string) => Promise<ColumnValues>> {
  const placeOf = new Map(names.map((name, i) => [name, i]));
  if (names.length > 0) {
    const columns = names.map(
      (name, i) => `${source.text(name)} AS t${i}, ${isFinite(source, name)} AS n${i}`
    );
    await connection.run(
      `CREATE OR REPLACE TEMP TABLE kept_columns AS SELECT ${columns.join(', ')} FROM ${source.relation(true)}`
    );
  }
  return async name => {
    const i = placeOf.get(name)!;
    const rows = await queryRows(
      connection,
      `SELECT t${i}, count(*), n${i} FROM kept_columns WHERE t${i} IS NOT NULL GROUP BY ALL ORDER BY 3, 2 DESC, 1 LIMIT ${MAX_VALUES}`
    );
    const [counts = []] = await queryRows(
      connection,
      `SELECT count(DISTINCT t${i}), count(DISTINCT t${i}) FILTER (WHERE n${i}) FROM kept_columns`
    );
    return {
      values: rows.map(([text, count, isNumber]) => ({
        text: String(text),
        count: Number(count),
        isNumber: isNumber === true
      })),
      distinct: Number(counts[0]),
      distinctNumbers: Number(counts[1])
    };
  };
}

function isFinite(source: Source, name: string): string {
  return `coalesce(isfinite(${source.number(name)}) OR isnan(${source.number(name)}), false)`;
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
