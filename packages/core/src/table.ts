import type { DatePart } from './contracts/pipeline.ts';

/** Sentinel code: the cell was empty. */
export const MISSING = -1;
/** Sentinel code: the cell held an undeclared level. */
export const UNSEEN = -2;

export interface NumberColumn {
  readonly kind: 'number';
  readonly name: string;
  /** One value per row; NaN is missing. */
  readonly values: Float64Array;
  /** Of dates, whose values are milliseconds since 1970: the parts that a model takes, those that vary by default. */
  readonly date?: { readonly parts?: readonly DatePart[] | undefined };
}

export interface CategoryColumn {
  readonly kind: 'category';
  readonly name: string;
  readonly levels: readonly string[];
  /** One code per row: an index into `levels`, MISSING or UNSEEN. */
  readonly codes: Int32Array;
}

export type Column = NumberColumn | CategoryColumn;

/** Columns of typed arrays, all `numRows` long. A single row of a request is a table of one row. */
export interface Table {
  readonly numRows: number;
  readonly columns: readonly Column[];
}

/** The column of that name. Throws a RangeError if there is none: a programming error. */
export function columnOf(table: Table, name: string): Column {
  const column = table.columns.find(candidate => candidate.name === name);
  if (column === undefined) throw new RangeError(`Cannot find column "${name}" in the table`);
  return column;
}

/** A new table of the given rows, in the given order. */
export function selectRows(table: Table, rows: Uint32Array): Table {
  return { numRows: rows.length, columns: table.columns.map(column => selectColumn(column, rows)) };
}

/**
 * A new table for each list of rows. With `consume` the columns of the old table are released one by one, so that memory
 * never holds both; it is empty afterwards.
 */
export function splitRows(
  table: Table,
  parts: readonly Uint32Array[],
  { consume }: { readonly consume: boolean }
): Table[] {
  const columns = parts.map((): Column[] => []);
  for (const column of table.columns) {
    parts.forEach((rows, part) => columns[part]!.push(selectColumn(column, rows)));
    if (consume) releaseBuffer(column.kind === 'number' ? column.values : column.codes);
  }
  return parts.map((rows, part) => ({ numRows: rows.length, columns: columns[part]! }));
}

/** Take the memory from an array that others may still reference. */
function releaseBuffer({ buffer }: Float64Array | Int32Array): void {
  // By its tag: instanceof fails for a buffer of another realm. Shared memory stays where it is.
  if (Object.prototype.toString.call(buffer) === '[object ArrayBuffer]')
    structuredClone(buffer, { transfer: [buffer as ArrayBuffer] });
}

function selectColumn(column: Column, rows: Uint32Array): Column {
  if (column.kind === 'number')
    return { ...column, values: gather(column.values, rows, new Float64Array(rows.length)) };
  return { ...column, codes: gather(column.codes, rows, new Int32Array(rows.length)) };
}

function gather<T extends Float64Array | Int32Array | Uint8Array>(
  from: T,
  rows: Uint32Array,
  out: T
): T {
  for (let i = 0; i < rows.length; ++i) out[i] = from[rows[i]!]!;
  return out;
}

/** A new array of the given rows of `labels`. */
export function selectLabels(labels: Uint8Array, rows: Uint32Array): Uint8Array {
  return gather(labels, rows, new Uint8Array(rows.length));
}

/** Count the labels that are 1. */
export function countPositives(labels: Uint8Array): number {
  return labels.reduce((sum, label) => sum + label, 0);
}

/** For each level of `from`, its code in `to`; UNSEEN where `to` does not have it. */
export function translateLevels(from: readonly string[], to: readonly string[]): Int32Array {
  const codeOf = new Map(to.map((level, code) => [level, code]));
  return Int32Array.from(from, level => codeOf.get(level) ?? UNSEEN);
}

/** Create a function that translates a column's codes to `levels`. It caches the last translation, which seldom changes. */
export function createRecoder(levels: readonly string[]): (column: CategoryColumn) => Int32Array {
  let from: readonly string[] | undefined;
  let translation: Int32Array = new Int32Array(0);
  return column => {
    if (column.levels === levels) return column.codes;
    if (from !== column.levels) {
      from = column.levels;
      translation = translateLevels(from, levels);
    }
    return column.codes.map(code => (code < 0 ? code : translation[code]!));
  };
}
