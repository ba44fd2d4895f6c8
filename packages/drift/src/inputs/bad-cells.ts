import { type BadCells, type CellCounts, type HoursOfWeek, isRetyped } from '@espalier/tables';

/** How cells of number and date columns that hold something else are read. */
export interface Reading {
  /** `count`: as a bin of their own; `reject`: they end the comparison, but for columns that mostly hold something else. */
  readonly badCells: 'count' | 'reject';
  /** Are common texts for a missing value (NA, null, ?) missing cells, although no spec says so? */
  readonly hasMarkers: boolean;
  /** Of the reference: read only rows of these hours of the week. */
  readonly hours?: HoursOfWeek;
  /** The column whose equal cells mark rows that depend on each other. */
  readonly block?: string | undefined;
}

export interface BadColumns {
  /** Bad cells of the columns that have some. */
  readonly counts: ReadonlyMap<string, number>;
  /** Columns that mostly hold something else, with their filled cells. */
  readonly retyped: ReadonlyMap<string, number>;
  /** Cells that say NA or the like, and are read as missing although no spec says so. */
  readonly marked: ReadonlyMap<string, number>;
}

/** Adds up the bad cells of several files of the same columns. */
export interface BadCounter {
  /** What reading a file does with bad cells. */
  readonly policy: BadCells;
  add(found: readonly CellCounts[]): void;
  /** `finiteOf`: how many cells of a column are of its kind. */
  columns(finiteOf: (name: string) => number): BadColumns;
}

export function createBadCounter({ badCells, hasMarkers }: Reading): BadCounter {
  const totals = new Map<string, number>();
  const marked = new Map<string, number>();
  return {
    policy: badCells === 'count' ? 'count' : 'retyped',
    add(found) {
      for (const { column, notNumbers, markers } of found) {
        const bad = notNumbers - (hasMarkers ? markers : 0);
        if (hasMarkers && markers > 0) marked.set(column, (marked.get(column) ?? 0) + markers);
        if (bad > 0) totals.set(column, (totals.get(column) ?? 0) + bad);
      }
    },
    columns(finiteOf) {
      const counts = new Map<string, number>();
      const retyped = new Map<string, number>();
      for (const [name, notNumbers] of totals) {
        const filled = finiteOf(name) + notNumbers;
        if (isRetyped({ filled, notNumbers })) retyped.set(name, filled);
        else counts.set(name, notNumbers);
      }
      return { counts, retyped, marked };
    }
  };
}
