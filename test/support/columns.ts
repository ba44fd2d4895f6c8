import {
  type CategoryColumn,
  type Column,
  MISSING,
  type NumberColumn,
  type Table,
  UNSEEN
} from '../../packages/core/src/table.ts';

export function numbers(name: string, ...values: number[]): NumberColumn {
  return { kind: 'number', name, values: Float64Array.from(values) };
}

export function categories(
  name: string,
  levels: readonly string[],
  ...codes: number[]
): CategoryColumn {
  return { kind: 'category', name, levels, codes: Int32Array.from(codes) };
}

export function tableOf(...columns: Column[]): Table {
  const [first] = columns;
  const numRows = first === undefined ? 0 : cellsOf(first).length;
  return { numRows, columns };
}

/** The cells of a column as values: null where one is empty, `?` where its level is not declared. */
export function cellsOf(column: Column): (number | string | null)[] {
  if (column.kind === 'number') return Array.from(column.values, x => (Number.isNaN(x) ? null : x));
  return Array.from(column.codes, code =>
    code === MISSING ? null : code === UNSEEN ? '?' : column.levels[code]!
  );
}
