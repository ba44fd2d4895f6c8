import { type Feature, plainFeature } from './contracts/dataset-spec.ts';
import { parseIsoDate } from './dates.ts';
import { EspalierError, type Problem } from './errors.ts';
import { knownLevels } from './levels.ts';
import { type MissingValues, missingValuesOf } from './missing-values.ts';
import { type Column, MISSING, type Table, UNSEEN } from './table.ts';

/** A cell of another library's table; null, undefined and NaN are missing. */
export type Cell = string | number | bigint | boolean | Date | null | undefined;

/** One column: a typed array, a plain array, or any iterable, such as an Arrow vector. */
export type Cells = ArrayLike<Cell> | Iterable<Cell>;

/** At most this many bad cells of a column are listed. */
const MAX_NAMED = 20;

/**
 * Build a table from columns. Errors: E_COLUMN_MISSING; E_ROWS_INVALID for columns of different lengths and for cells that
 * are not finite numbers, with row numbers from 0.
 */
export function tableFromColumns(
  columns: Readonly<Record<string, Cells>>,
  features: Readonly<Record<string, Feature>>
): Table {
  const names = Object.keys(features);
  const missing = names.filter(name => !Object.hasOwn(columns, name));
  if (missing.length > 0)
    throw new EspalierError(
      'E_COLUMN_MISSING',
      `Cannot find ${missing.length === 1 ? 'a column' : `${missing.length} columns`} among those given`,
      'Pass every column of the dataset spec',
      { details: missing.map(field => ({ field, problem: 'no such column' })) }
    );
  const arrays = names.map(name => cellArray(columns[name]!));
  const numRows = arrays[0]?.length ?? 0;
  const problems = names.flatMap((name, j): Problem[] =>
    arrays[j]!.length === numRows
      ? []
      : [
          {
            field: name,
            problem: `${arrays[j]!.length} cells`,
            expected: `${numRows}, as "${names[0]}"`
          }
        ]
  );
  if (problems.length > 0) throw badCells(problems);
  const table = {
    numRows,
    columns: names.map((name, j) => columnFrom(name, arrays[j]!, features[name]!, problems))
  };
  if (problems.length > 0) throw badCells(problems);
  return table;
}

/** Infer a feature for each column: a number if every cell is one, a date if one is a Date, otherwise a category. */
export function featuresOf(columns: Readonly<Record<string, Cells>>): Record<string, Feature> {
  return Object.fromEntries(
    Object.entries(columns).map(([name, cells]) => [name, plainFeature(kindOf(cellArray(cells)))])
  );
}

function kindOf(cells: ArrayLike<Cell>): Feature['kind'] {
  if (ArrayBuffer.isView(cells)) return 'number';
  for (let i = 0; i < cells.length; ++i) if (isDate(cells[i])) return 'date';
  for (let i = 0; i < cells.length; ++i)
    if (typeof cells[i] === 'string' || typeof cells[i] === 'boolean') return 'category';
  return 'number';
}

function cellArray(cells: Cells): ArrayLike<Cell> {
  return 'length' in cells && (Array.isArray(cells) || ArrayBuffer.isView(cells))
    ? cells
    : Array.from(cells);
}

function columnFrom(
  name: string,
  cells: ArrayLike<Cell>,
  feature: Feature,
  problems: Problem[]
): Column {
  const missing = missingValuesOf(feature, {});
  if (feature.kind === 'category')
    return { kind: 'category', name, ...codesOf(cells, knownLevels(feature), missing) };
  const bad: number[] = [];
  if (feature.kind === 'date') {
    const values = Float64Array.from({ length: cells.length }, (_, row) => {
      const value = dateValue(cells[row], missing);
      if (value === undefined) bad.push(row);
      return value ?? NaN;
    });
    noteBad(bad, name, 'not a date', 'a Date, or a text like 2024-03-31', problems);
    return { kind: 'number', name, values, date: { parts: feature.parts } };
  }
  const values = Float64Array.from({ length: cells.length }, (_, row) => {
    const cell = cells[row];
    if (cell === null || cell === undefined || missing.hasNumber(cell)) return NaN;
    const isNumber = typeof cell === 'number' || typeof cell === 'bigint';
    const value = isNumber ? Number(cell) : Infinity;
    if (!Number.isFinite(value) && !Number.isNaN(value)) bad.push(row);
    return value;
  });
  noteBad(bad, name, 'not a finite number', 'a finite number', problems);
  return { kind: 'number', name, values };
}

function noteBad(
  rows: readonly number[],
  field: string,
  problem: string,
  expected: string,
  problems: Problem[]
): void {
  for (const row of rows.slice(0, MAX_NAMED)) problems.push({ row, field, problem, expected });
}

/** Milliseconds since 1970, NaN for a missing cell, undefined if the cell is not a date. */
function dateValue(cell: Cell, missing: MissingValues): number | undefined {
  if (cell === null || cell === undefined || cell === '' || missing.hasText(cell)) return NaN;
  if (isDate(cell)) return cell.getTime();
  return typeof cell === 'string' ? parseIsoDate(cell) : undefined;
}

/** By its tag: instanceof fails for a Date of another realm. */
function isDate(cell: Cell): cell is Date {
  return Object.prototype.toString.call(cell) === '[object Date]';
}

/** Levels are the declared ones, or those that occur, sorted by code unit; an empty string is missing, as in a file. */
function codesOf(
  cells: ArrayLike<Cell>,
  declared: readonly string[] | undefined,
  missing: MissingValues
): { levels: readonly string[]; codes: Int32Array } {
  const texts = Array.from(cells, cell =>
    cell === null ||
    cell === undefined ||
    cell === '' ||
    Number.isNaN(cell) ||
    missing.hasText(cell)
      ? undefined
      : String(cell)
  );
  const levels =
    declared ??
    [...new Set(texts)].filter(text => text !== undefined).sort((a, b) => (a < b ? -1 : 1));
  const codeOf = new Map(levels.map((level, code) => [level, code]));
  return {
    levels,
    codes: Int32Array.from(texts, text =>
      text === undefined ? MISSING : (codeOf.get(text) ?? UNSEEN)
    )
  };
}

function badCells(details: readonly Problem[]): EspalierError {
  return new EspalierError(
    'E_ROWS_INVALID',
    `Cannot use the columns: ${details.length} ${details.length === 1 ? 'problem' : 'problems'}`,
    'Fix the problems listed',
    { details }
  );
}
