import type { Problem } from '@espalier/core';

/** A file of rows, seen as a relation of DuckDB. */
export interface Source {
  readonly path: string;
  readonly format: Format;
  /** Column names, stripped of spaces where asked, in the order of the file; a blank one cannot be asked for. */
  readonly names: readonly string[];
  /** Where the names were found, for messages; undefined where the format has no header. */
  readonly header?: { readonly line: number };
  /** For people: how the file was read, where that is not plain, and what was left out. */
  readonly notes: readonly string[];
  /** Delimiter of CSV. */
  readonly delimiter?: string;
  /** The type that the file itself gives a column; 'text' throughout in CSV. */
  typeOf(name: string): SourceType;
  /** Its type in SQL, as the file was understood. */
  sqlTypeOf(name: string): string;
  /** SQL to put behind FROM. `lenient` leaves unreadable rows out without noting them. */
  relation(lenient: boolean): string;
  /** SQL of a column's cell as the file has it: text of CSV, a typed value of Parquet, JSON of JSON Lines opened `asJson`. */
  raw(name: string): string;
  /** SQL of a column's cell as text, null when it is empty. */
  text(name: string): string;
  /** SQL of a column's cell as a number: null when it is empty or not a number. */
  number(name: string): string;
  /** SQL of the number that a text of the column says; null where it says none. `text` is SQL, too. */
  numberOf(name: string, text: string): string;
  /** SQL of the milliseconds since 1970 of a date or timestamp; null for anything else. */
  instant(name: string): string;
  /**
   * Of CSV: the same file with these columns read as numbers at once, which takes half the time, and is the same as long as
   * no row is rejected and no number is infinite. Undefined where that is not known.
   */
  readonly typed?: (numbers: readonly string[]) => Promise<Source | undefined>;
  /** The table that the records which cannot be read are noted in; undefined where all can. */
  readonly rejects?: string;
  /** Lines of JSON Lines that were left out. */
  readonly numUnreadable?: number;
  /** Where the rows that were read stand in the file, and which records could not be read at all. */
  places(): Promise<Places>;
}

export type Format = 'csv' | 'jsonl' | 'parquet';

export interface OpenOptions {
  /** Name of the table for unreadable records of CSV, where several files are read at once. */
  readonly rejects?: string;
  /** Read the cells of JSON Lines as JSON, so that `raw` has them as they stand. */
  readonly asJson?: boolean;
  /** Leave out lines of JSON Lines that are not objects; `places` has them. */
  readonly lenient?: boolean;
}

/** 'text' may hold anything; 'mixed' holds text and numbers; the cells of 'nested' are lists or objects. */
export type SourceType = 'text' | 'string' | 'mixed' | 'number' | 'boolean' | 'date' | 'nested';

export interface Places {
  /** The line of every row, in order; undefined where rows have no lines. */
  readonly lines: readonly number[] | undefined;
  readonly unreadable: readonly Problem[];
  /** The kinds of line ends, each with the line where it was met first; of CSV. */
  readonly lineEnds?: ReadonlyMap<string, number>;
}
