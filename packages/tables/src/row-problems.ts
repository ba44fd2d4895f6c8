import type { DuckDBConnection } from '@duckdb/node-api';
import type { DatasetSpec, Feature } from '@espalier/core/contracts';
import type { EspalierError, Problem } from '@espalier/core';
import { describeLevels, formatRange } from '@espalier/core';
import { type Column, columnOf, MISSING, type Table, UNSEEN } from '@espalier/core';
import { queryRows, sqlText } from './duckdb.ts';
import { MARKERS } from './infer/markers.ts';
import type { ColumnRequest } from './read-columns.ts';
import { isBadDate, isBadNumber } from './source/cells.ts';
import type { Source } from './source/source.ts';
import { unreadableRows } from './table-failures.ts';

/** How much of a cell that may be shown is shown. */
const SHOWN_LENGTH = 40;

/** Cells of number and date columns that hold something else, by row. */
export async function cellProblems(
  connection: DuckDBConnection,
  source: Source,
  requests: readonly ColumnRequest[]
): Promise<Problem[]> {
  const numbers = requests.filter(request => request.kind === 'number' || request.kind === 'date');
  if (numbers.length === 0) return [];
  const flags = numbers.map(
    ({ name, kind }, i) =>
      `${(kind === 'date' ? isBadDate : isBadNumber)(source, name)} AS bad_${i}`
  );
  const infinite = numbers.map(
    ({ name, kind }, i) =>
      `${kind === 'date' ? 'false' : `coalesce(isinf(${source.number(name)}), false)`} AS infinite_${i}`
  );
  const shown = numbers.map(
    ({ name, feature }, i) => `${feature?.show === true ? source.text(name) : 'NULL'} AS shown_${i}`
  );
  const marked = numbers.map(
    ({ name }, i) =>
      `CASE WHEN lower(trim(${source.text(name)})) IN (${MARKERS.map(sqlText).join(', ')}) THEN trim(${source.text(name)}) END AS marked_${i}`
  );
  const any = numbers.map((_, i) => `bad_${i}`).join(' OR ');
  const rows = await queryRows(
    connection,
    `SELECT * FROM (SELECT row_number() OVER () - 1 AS at, ${[...flags, ...infinite, ...shown, ...marked].join(', ')} FROM ${source.relation(true)}) WHERE ${any}`
  );
  const n = numbers.length;
  return rows.flatMap(([at, ...cells]) =>
    numbers.flatMap(({ name, kind }, i): Problem[] => {
      if (cells[i] !== true) return [];
      const text = cells[2 * n + i];
      const marker = cells[3 * n + i];
      const isMarked = typeof marker === 'string';
      const wrong = kind === 'date' ? 'not a date' : 'not a number';
      // A word of a fixed list may be shown.
      const problem =
        cells[n + i] === true
          ? 'not finite'
          : isMarked
            ? `${wrong} but ${JSON.stringify(marker)}`
            : wrong;
      return [
        {
          file: source.path,
          row: Number(at),
          field: name,
          problem:
            typeof text === 'string' && !isMarked
              ? `${problem}: "${text.slice(0, SHOWN_LENGTH)}"`
              : problem,
          expected: kind === 'date' ? 'a date like 2024-03-31' : 'a finite number'
        }
      ];
    })
  );
}

/** Cells that the spec's policies reject (unknown levels, empty cells, numbers outside their range) beyond the `known` ones. */
export function policyProblems(
  path: string,
  spec: Pick<DatasetSpec, 'features'>,
  table: Table,
  known: readonly Problem[]
): Problem[] {
  const told = new Set(known.map(({ row, field }) => `${row ?? ''} ${field ?? ''}`));
  const problems: Problem[] = [];
  for (const [name, feature] of Object.entries(spec.features)) {
    const column = columnOf(table, name);
    for (let row = 0; row < table.numRows; ++row) {
      const found = rejected(feature, column, row);
      if (found !== undefined && !told.has(`${row} ${name}`))
        problems.push({ file: path, row, field: name, ...found });
    }
  }
  return problems;
}

function rejected(
  feature: Feature,
  column: Column,
  row: number
): Pick<Problem, 'problem' | 'expected'> | undefined {
  if (column.kind === 'category' && feature.kind === 'category') {
    const code = column.codes[row]!;
    if (code === MISSING && feature.missing === 'reject')
      return { problem: 'empty', expected: 'a value' };
    if (code === UNSEEN && feature.unknown === 'reject')
      return { problem: 'unknown level', expected: describeLevels(feature) };
  } else if (column.kind === 'number' && feature.kind === 'date') {
    if (feature.missing === 'reject' && Number.isNaN(column.values[row]))
      return { problem: 'empty', expected: 'a date' };
  } else if (column.kind === 'number' && feature.kind === 'number') {
    const value = column.values[row]!;
    if (Number.isNaN(value))
      return feature.missing === 'reject' ? { problem: 'empty', expected: 'a number' } : undefined;
    const { min = -Infinity, max = Infinity } = feature;
    if (feature.outside === 'reject' && (value < min || value > max))
      return { problem: 'outside its range', expected: formatRange(feature) };
  }
  return undefined;
}

/** The failure of a file with bad rows: records that cannot be read and bad cells together, in the order of the file. */
export async function rowFailure(
  connection: DuckDBConnection,
  source: Source,
  cells: readonly Problem[],
  numRows: number
): Promise<EspalierError> {
  const found = await rowProblems(connection, source, cells, numRows);
  // Once the unreadable records are mended, the cells have lines.
  return unreadableRows(source.path, found.problems, found.numRows);
}

/**
 * Records that cannot be read and bad cells, with their lines and in the order of the file; `unplaced`: cells whose line is not
 * known; `numRows`: all rows, those that cannot be read among them.
 */
export async function rowProblems(
  connection: DuckDBConnection,
  source: Source,
  cells: readonly Problem[],
  numRows: number
): Promise<{
  readonly problems: readonly Problem[];
  readonly unplaced: readonly Problem[];
  readonly numRows: number;
}> {
  const { lines, unreadable } = await source.places();
  const beyond = await problemsOfDuck(connection, source, unreadable.length > 0);
  // When both readers agree on which rows there are, a row number is a line number.
  const agreed =
    lines === undefined ||
    (lines.length === numRows && !unreadable.some(({ problem }) => problem === 'not UTF-8'));
  const problems = [
    ...unreadable,
    ...beyond,
    ...(agreed ? cells.map(problem => withLine(problem, lines)) : [])
  ];
  problems.sort((a, b) => (a.line ?? a.row ?? 0) - (b.line ?? b.row ?? 0));
  return {
    problems,
    unplaced: agreed ? [] : cells,
    numRows: lines === undefined ? numRows : lines.length + unreadable.length
  };
}

/** Has DuckDB read a CSV file? Only then there is a table of what it refused. */
async function hasReadAsCsv(connection: DuckDBConnection, rejects: string): Promise<boolean> {
  const named = await queryRows(
    connection,
    `SELECT 1 FROM duckdb_tables() WHERE table_name = ${sqlText(rejects)}`
  );
  return named.length > 0;
}

/** Rows that only DuckDB refuses, like lines of megabytes. */
async function problemsOfDuck(
  connection: DuckDBConnection,
  { path: file, rejects }: Source,
  isExplained: boolean
): Promise<Problem[]> {
  if (rejects === undefined || !(await hasReadAsCsv(connection, rejects))) return [];
  const rows = await queryRows(
    connection,
    `SELECT DISTINCT line, error_type::VARCHAR FROM ${rejects} ORDER BY line`
  );
  return rows.flatMap(([line, type]) => {
    const problem = String(type).includes('LINE SIZE')
      ? 'longer than 2 MB'
      : isExplained
        ? undefined
        : 'not readable as CSV';
    return problem === undefined ? [] : [{ file, line: Number(line), problem }];
  });
}

function withLine(problem: Problem, lines: readonly number[] | undefined): Problem {
  const { row, ...rest } = problem;
  return lines === undefined || row === undefined ? problem : { ...rest, line: lines[row]! };
}

/** Row numbers turned into lines, where the file has lines. */
export async function withLines(source: Source, problems: readonly Problem[]): Promise<Problem[]> {
  const { lines } = await source.places();
  return problems.map(problem => withLine(problem, lines));
}
