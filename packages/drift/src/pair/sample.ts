import { type Column, profileColumn, type Table } from '@espalier/core';
import { type CategoryProfile, type NumberProfile, type Profile } from '@espalier/core/contracts';

/** A column as its counts. `bad`: cells of a number column that are no numbers. `outside`: values beyond the range of the other side. */
export interface ProfiledColumn {
  readonly name: string;
  readonly profile: NumberProfile | CategoryProfile;
  readonly bad?: number;
  readonly outside?: number;
}

/** A column of a sample: its cells, or what is counted of them. */
export type SampleColumn =
  | { readonly of: 'rows'; readonly column: Column }
  | { readonly of: 'counts'; readonly counts: ProfiledColumn };

/** What is odd about a column before anything is compared. */
export type SampleFault =
  | { readonly kind: 'absent' }
  | { readonly kind: 'retyped'; readonly was: 'number' | 'text'; readonly is: 'number' | 'text' };

/** One side of a comparison. */
export interface Sample {
  readonly numRows: number;
  readonly columns: ReadonlyMap<string, SampleColumn>;
  readonly faults: ReadonlyMap<string, SampleFault>;
}

export function createTableSample(table: Table, faults: Sample['faults'] = new Map()): Sample {
  return {
    numRows: table.numRows,
    columns: new Map(table.columns.map(column => [column.name, { of: 'rows', column }])),
    faults
  };
}

/** A column of which nothing was counted, as live traffic need not send the sensitive ones, is not there. */
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
            // Levels that a profile does not name are compared as one bin, with those that it never saw.
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

export function kindOf(column: SampleColumn): 'number' | 'category' {
  return column.of === 'rows' ? column.column.kind : column.counts.profile.kind;
}

/** What is counted of a column, its own deciles and levels being the bins. */
export function countColumn(column: SampleColumn): ProfiledColumn {
  if (column.of === 'counts') return column.counts;
  return { name: column.column.name, profile: profileColumn(column.column) };
}
