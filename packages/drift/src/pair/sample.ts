import { type Column, MISSING, profileColumn, type Table, UNSEEN } from '@espalier/core';
import type { CategoryProfile, NumberProfile, Profile } from '@espalier/core/contracts';

/**
 * A column as counts. `bad`: cells of a number column that are not numbers; they are among the missing ones. `outside`: values outside the other side's
 * range. `stepped`: the counts are of a number of rows, in multiples of a step; one of 0 may stand for up to twice as many.
 */
export interface ProfiledColumn {
  readonly name: string;
  readonly stepped?: { readonly step: number; readonly rows: number } | undefined;
  readonly profile: NumberProfile | CategoryProfile;
  readonly bad?: number;
  readonly outside?: number;
}

/** A column of a sample: its cells, or their counts. `bad`: cells that are not numbers; NaN stands for them. */
export type SampleColumn =
  | { readonly of: 'rows'; readonly column: Column; readonly bad?: number }
  | { readonly of: 'counts'; readonly counts: ProfiledColumn };

/** A fault of a column that is known before the comparison. */
export type SampleFault =
  | { readonly kind: 'absent' }
  | {
      readonly kind: 'retyped';
      readonly was: 'number' | 'date' | 'text';
      readonly is: 'number' | 'text';
    };

/** Undeclared levels that would match known ones, by their share of the rows with undeclared levels. */
export interface Alike {
  /** What would have to be written alike. */
  readonly ways: readonly Way[];
  readonly share: number;
}

/** Ways in which texts for the same level are often written differently. */
export const WAYS = ['numbers', 'case', 'spaces', 'unicode'] as const;

export type Way = (typeof WAYS)[number];

/** One side of a comparison. */
export interface Sample {
  readonly numRows: number;
  readonly columns: ReadonlyMap<string, SampleColumn>;
  readonly faults: ReadonlyMap<string, SampleFault>;
  /** New levels that would match known ones if they were written alike. */
  readonly alike?: ReadonlyMap<string, Alike>;
  /** Equal for rows that depend on each other; NaN for a row on its own. */
  readonly blocks?: Float64Array | undefined;
}

export function createTableSample(table: Table, faults: Sample['faults'] = new Map()): Sample {
  return {
    numRows: table.numRows,
    columns: new Map(table.columns.map(column => [column.name, { of: 'rows', column }])),
    faults
  };
}

/** Create a sample of a profile, without empty columns: live traffic need not send the sensitive ones. */
export function createProfileSample(profile: Profile): Sample {
  const counted = Object.entries(profile.columns).filter(
    ([, column]) =>
      column.count + column.missing + (column.kind === 'category' ? unnamedOf(column) : 0) > 0
  );
  return {
    numRows: profile.rows,
    columns: new Map(
      counted.map(([name, column]) => [
        name,
        {
          of: 'counts',
          counts: {
            name,
            stepped:
              profile.step === undefined ? undefined : { step: profile.step, rows: profile.rows },
            // Unnamed levels are compared as one bin, together with unseen ones.
            profile: column.kind === 'number' ? column : { ...column, unseen: unnamedOf(column) }
          }
        }
      ])
    ),
    faults: new Map()
  };
}

function unnamedOf({ unseen, other = 0 }: CategoryProfile): number {
  return unseen + other;
}

/** Count the filled cells of a category, and those whose level the spec or the training does not know. */
export function countUndeclared(column: SampleColumn): {
  readonly filled: number;
  readonly undeclared: number;
} {
  if (column.of === 'rows') {
    if (column.column.kind === 'number') return { filled: 0, undeclared: 0 };
    const { codes } = column.column;
    let filled = 0;
    let undeclared = 0;
    for (const code of codes) {
      if (code !== MISSING) ++filled;
      if (code === UNSEEN) ++undeclared;
    }
    return { filled, undeclared };
  }
  const { profile } = column.counts;
  if (profile.kind === 'number') return { filled: 0, undeclared: 0 };
  // Levels that are not named are counted as unseen, but were known.
  const undeclared = profile.unseen - (profile.other ?? 0);
  return { filled: profile.count + profile.unseen, undeclared };
}

export function kindOf(column: SampleColumn): 'number' | 'category' {
  return column.of === 'rows' ? column.column.kind : column.counts.profile.kind;
}

/** Count a column in bins of its own deciles or levels. */
export function countColumn(column: SampleColumn): ProfiledColumn {
  if (column.of === 'counts') return column.counts;
  const { column: cells, bad = 0 } = column;
  return { name: cells.name, profile: profileColumn(cells), ...(bad > 0 ? { bad } : {}) };
}
