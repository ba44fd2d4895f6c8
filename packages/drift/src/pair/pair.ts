import {
  type CategoryColumn,
  type Column,
  countLevels,
  type NumberColumn,
  valueOfBin
} from '@espalier/core';
import { sum } from '../statistics/sum.ts';
import { orderValues } from './order-values.ts';
import type { NumberSummary, PairedArrays, PairedValues } from './paired-values.ts';

/** One bin of a column. A range is [from, to); null is open. `value`: the only value that it can hold. */
export type Bin =
  | {
      readonly kind: 'range';
      readonly from: number | null;
      readonly to: number | null;
      readonly value?: number;
    }
  | { readonly kind: 'level'; readonly level: string }
  | { readonly kind: 'missing' }
  /** Undeclared levels, or cells that are not numbers. */
  | { readonly kind: 'unseen' };

/** A column on both sides, counted in the same bins. Every row of a side is in exactly one bin. */
export interface ColumnPair {
  readonly name: string;
  readonly kind: Column['kind'];
  /** The numbers are dates, in milliseconds since 1970. */
  readonly date?: true;
  readonly bins: readonly Bin[];
  readonly reference: Float64Array;
  readonly fresh: Float64Array;
  /** Of a number column, where there are rows on both sides. */
  readonly values?: PairedValues;
  /** Of a category: the rows by every level of either side, then the missing, then the undeclared ones. */
  readonly byLevel?: PairedArrays;
  /** Of a number column. */
  readonly summary?: { readonly reference: NumberSummary; readonly fresh: NumberSummary };
  /** Of a number column: new rows beyond the range of the reference, where they were counted. */
  readonly outside?: number;
  /** The least and the most they can be, where counts alone are known. */
  readonly outsideBounds?: readonly [low: number, high: number];
  /** Are the new counts estimated, because two profiles have different bins? */
  readonly isEstimated?: boolean;
}

/** Cells of a number column that are not numbers; NaN stands for them. */
interface BadCounts {
  readonly reference: number;
  readonly fresh: number;
}

/** Count both sides of a column in the bins of the reference: between its deciles and at its shared values, or its levels. */
export function pairColumns(
  reference: Column,
  fresh: Column,
  bad: BadCounts = { reference: 0, fresh: 0 }
): ColumnPair {
  if (reference.kind === 'number' && fresh.kind === 'number')
    return {
      ...pairNumbers(reference, fresh, bad),
      ...(reference.date === undefined ? {} : { date: true })
    };
  if (reference.kind === 'category' && fresh.kind === 'category')
    return pairLevels(reference, fresh);
  throw new RangeError(
    `Cannot compare "${reference.name}": a number on one side, a category on the other`
  );
}

function pairNumbers(reference: NumberColumn, fresh: NumberColumn, bad: BadCounts): ColumnPair {
  const a = finiteValues(reference.values);
  const b = finiteValues(fresh.values);
  const { edges, counts, deciles, distances, summary } = orderValues(a, b, reference.values.length);
  const hasBad = bad.reference + bad.fresh > 0;
  const withOthers = (
    inBins: Float64Array,
    { values }: NumberColumn,
    numFinite: number,
    numBad: number
  ): Float64Array =>
    Float64Array.of(...inBins, values.length - numFinite - numBad, ...(hasBad ? [numBad] : []));
  const { min, max } = summary.reference;
  return {
    name: reference.name,
    kind: 'number',
    bins: [...rangeBins(edges), ...(hasBad ? [{ kind: 'unseen' } as const] : [])],
    reference: withOthers(counts.reference, reference, a.length, bad.reference),
    fresh: withOthers(counts.fresh, fresh, b.length, bad.fresh),
    values: { reference: a, fresh: b, deciles, distances },
    summary,
    ...(min === null || max === null ? {} : { outside: countOutside(b, min, max) })
  };
}

/** The finite values, -0 as 0. */
function finiteValues(values: Float64Array): Float64Array {
  const kept = new Float64Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; ++i) {
    const x = values[i]!;
    // NaN and infinities give NaN.
    if (x - x === 0) kept[count++] = x + 0;
  }
  return kept.subarray(0, count);
}

/** The ranges between the edges, and the missing cells. */
export function rangeBins(edges: readonly number[]): Bin[] {
  return [
    ...[...edges, null].map((to, i): Bin => {
      const value = valueOfBin(edges, i);
      const range = { kind: 'range', from: edges[i - 1] ?? null, to } as const;
      return value === undefined ? range : { ...range, value };
    }),
    { kind: 'missing' }
  ];
}

function countOutside(values: Float64Array, min: number, max: number): number {
  let outside = 0;
  for (let i = 0; i < values.length; ++i) if (values[i]! < min || values[i]! > max) ++outside;
  return outside;
}

function pairLevels(reference: CategoryColumn, fresh: CategoryColumn): ColumnPair {
  const { levels } = reference;
  return {
    name: reference.name,
    kind: 'category',
    bins: levelBins(levels),
    ...countSides(reference, fresh, levels),
    byLevel: countSides(reference, fresh, levelsOfEither(levels, fresh.levels))
  };
}

/** The levels, the missing cells, and every other level. */
export function levelBins(levels: readonly string[]): Bin[] {
  return [
    ...levels.map((level): Bin => ({ kind: 'level', level })),
    { kind: 'missing' },
    { kind: 'unseen' }
  ];
}

/** Merge levels in an order that does not depend on the side. */
function levelsOfEither(a: readonly string[], b: readonly string[]): readonly string[] {
  const either = new Set([...a, ...b]);
  if (either.size === a.length) return a;
  return [...either].sort((x, y) => (x < y ? -1 : x > y ? 1 : 0));
}

function countSides(
  reference: CategoryColumn,
  fresh: CategoryColumn,
  levels: readonly string[]
): PairedArrays {
  const count = (column: CategoryColumn): Float64Array => {
    const { counts, missing, unseen } = countLevels(column, levels);
    return Float64Array.from([...counts, missing, unseen]);
  };
  return { reference: count(reference), fresh: count(fresh) };
}

/** Compute the share of a side's rows in the bins of a kind. */
export function computeShare(
  pair: Pick<ColumnPair, 'bins' | 'reference' | 'fresh'>,
  side: 'reference' | 'fresh',
  kind: Bin['kind']
): number {
  const counts = pair[side];
  const inside = counts.filter((_, i) => pair.bins[i]!.kind === kind);
  return sum(inside) / sum(counts);
}
