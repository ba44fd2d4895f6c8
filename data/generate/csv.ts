/** A value of a table; null is an empty cell. */
export type Cell = string | number | null;

/** How every column of a table is written, in the order of the file. */
export type Columns<Row> = { readonly [K in keyof Row]: (value: Row[K]) => string };

export interface CsvStyle {
  readonly headerSeparator?: string;
  readonly eol?: string;
}

export function toCsv<Row extends object>(
  columns: Columns<Row>,
  rows: readonly Row[],
  { headerSeparator = ',', eol = '\n' }: CsvStyle = {}
): string {
  const names = Object.keys(columns) as (keyof Row & string)[];
  const lines = rows.map(row => names.map(name => columns[name](row[name])).join(','));
  return [names.join(headerSeparator), ...lines, ''].join(eol);
}

export const text = (value: string): string => value;
export const integer = (value: number): string => String(value);

/** A whole number keeps its point (`215.0`), as dataframe libraries write a column of floats. */
export const float = (value: number): string => (value % 1 === 0 ? `${value}.0` : String(value));

export const quoted = (value: string): string => `"${value.replaceAll('"', '""')}"`;

/** An absent value is an empty cell. */
export const optional =
  <T>(write: (value: T) => string) =>
  (value: T | null): string =>
    value === null ? '' : write(value);
