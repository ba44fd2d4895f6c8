import {
  type CategoryColumn,
  type Column,
  countBins,
  countLevels,
  decileEdges,
  type NumberColumn,
  sortedFinite
} from '@espalier/core';

/** One bin of a column. A range is [from, to); null is open. */
export type Bin =
  | { readonly kind: 'range'; readonly from: number | null; readonly to: number | null }
  | { readonly kind: 'level'; readonly level: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unseen' };

/** A column on both sides, counted in the same bins. Every row of a side is in exactly one bin. */
export interface ColumnPair {
  readonly name: string;
  readonly kind: Column['kind'];
  readonly bins: readonly Bin[];
  readonly reference: Float64Array;
  readonly fresh: Float64Array;
  /** The finite values of a number column, ascending, where there are rows to take them from. */
  readonly sorted?: Sides;
  /** Of a category: the rows by every level of either side, then the missing, then the undeclared ones. */
  readonly byLevel?: Sides;
}

export interface Sides {
  readonly reference: Float64Array;
  readonly fresh: Float64Array;
}

/** Count both sides of a column in the bins of the reference: its deciles, or its levels. */
export function pairColumns(reference: Column, fresh: Column): ColumnPair {
  if (reference.kind === 'number' && fresh.kind === 'number') return pairNumbers(reference, fresh);
  if (reference.kind === 'category' && fresh.kind === 'category')
    return pairLevels(reference, fresh);
  throw new RangeError(`Cannot compare "${reference.name}": it is of two kinds`);
}

function pairNumbers(reference: NumberColumn, fresh: NumberColumn): ColumnPair {
  const sorted = {
    reference: sortedFinite(reference.values),
    fresh: sortedFinite(fresh.values)
  };
  const edges = decileEdges(sorted.reference);
  const count = ({ values }: NumberColumn, numFinite: number): Float64Array =>
    Float64Array.of(...countBins(values, edges), values.length - numFinite);
  return {
    name: reference.name,
    kind: 'number',
    bins: [
      ...[...edges, null].map((to, i): Bin => ({ kind: 'range', from: edges[i - 1] ?? null, to })),
      { kind: 'missing' }
    ],
    reference: count(reference, sorted.reference.length),
    fresh: count(fresh, sorted.fresh.length),
    sorted
  };
}

function pairLevels(reference: CategoryColumn, fresh: CategoryColumn): ColumnPair {
  const { levels } = reference;
  return {
    name: reference.name,
    kind: 'category',
    bins: [
      ...levels.map((level): Bin => ({ kind: 'level', level })),
      { kind: 'missing' },
      { kind: 'unseen' }
    ],
    ...countSides(reference, fresh, levels),
    byLevel: countSides(reference, fresh, levelsOfEither(levels, fresh.levels))
  };
}

/** In an order that does not tell the sides apart; the list of both where it is the same. */
function levelsOfEither(a: readonly string[], b: readonly string[]): readonly string[] {
  const either = new Set([...a, ...b]);
  if (either.size === a.length) return a;
  return [...either].sort((x, y) => (x < y ? -1 : x > y ? 1 : 0));
}

function countSides(
  reference: CategoryColumn,
  fresh: CategoryColumn,
  levels: readonly string[]
): Sides {
  const count = (column: CategoryColumn): Float64Array => {
    const { counts, missing, unseen } = countLevels(column, levels);
    return Float64Array.from([...counts, missing, unseen]);
  };
  return { reference: count(reference), fresh: count(fresh) };
}

export function sum(counts: Float64Array): number {
  let total = 0;
  for (let i = 0; i < counts.length; ++i) total += counts[i]!;
  return total;
}

/** The share of the rows that a side has in the bins of a kind. */
export function shareOf(
  pair: Pick<ColumnPair, 'bins' | 'reference' | 'fresh'>,
  side: 'reference' | 'fresh',
  kind: Bin['kind']
): number {
  const counts = pair[side];
  const inside = counts.filter((_, i) => pair.bins[i]!.kind === kind);
  return sum(inside) / sum(counts);
}
