import type { Cells } from '@espalier/core';

/** A data frame in danfo's shape: the names of its columns, and each column by name. */
export interface DataFrame {
  readonly columns: readonly string[];
  column(name: string): { readonly values: ArrayLike<unknown> };
}

/** Arrays by the name of the column, or a data frame. */
export type Columns = Readonly<Record<string, Cells>> | DataFrame;

/** The columns as arrays by name. */
export function columnsByName(columns: Columns): Readonly<Record<string, Cells>> {
  if (!isDataFrame(columns)) return columns;
  // Cells are checked where they are read.
  return Object.fromEntries(
    columns.columns.map(name => [name, columns.column(name).values as Cells])
  );
}

function isDataFrame(columns: Columns): columns is DataFrame {
  return typeof columns.column === 'function' && Array.isArray(columns.columns);
}
