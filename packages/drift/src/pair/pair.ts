import {
  binEdges,
  type CategoryColumn,
  type Column,
  countLevels,
  moments,
  type NumberColumn,
  quantileSorted,
  sortedFinite,
  valueOfBin
} from '@espalier/core';
import { sum } from '../statistics/sum.ts';

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

/** Summary of the finite values of a side; null where there are none. `std` is that of the population. */
export interface NumberSummary {
  readonly count: number;
  readonly mean: number | null;
  readonly std: number | null;
  readonly min: number | null;
  readonly max: number | null;
  /** Exact, where there are rows to take it from. */
  readonly median?: number | null;
  /** The bins of a side with counts alone. */
  readonly edges?: readonly number[];
  readonly counts?: readonly number[];
}

/** A column on both sides, counted in the same bins. Every row of a side is in exactly one bin. */
export interface ColumnPair {
  readonly name: string;
  readonly kind: Column['kind'];
  /** The numbers are dates, in milliseconds since 1970. */
  readonly date?: true;
  readonly bins: readonly Bin[];
  readonly reference: Float64Array;
  readonly fresh: Float64Array;
  /** The finite values of a number column, ascending, where there are rows to take them from on both sides. */
  readonly sorted?: PairedArrays;
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

export interface PairedArrays {
  readonly reference: Float64Array;
  readonly fresh: Float64Array;
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
  const sorted = {
    reference: sortedFinite(reference.values),
    fresh: sortedFinite(fresh.values)
  };
  const edges = binEdges(sorted.reference, reference.values.length);
  const hasBad = bad.reference + bad.fresh > 0;
  const count = ({ values }: NumberColumn, finite: Float64Array, numBad: number): Float64Array =>
    Float64Array.of(
      ...countInBins(finite, edges),
      values.length - finite.length - numBad,
      ...(hasBad ? [numBad] : [])
    );
  const { min, max } = rangeOf(sorted.reference);
  return {
    name: reference.name,
    kind: 'number',
    bins: [...rangeBins(edges), ...(hasBad ? [{ kind: 'unseen' } as const] : [])],
    reference: count(reference, sorted.reference, bad.reference),
    fresh: count(fresh, sorted.fresh, bad.fresh),
    sorted,
    summary: { reference: summaryOf(sorted.reference), fresh: summaryOf(sorted.fresh) },
    ...(min === null || max === null ? {} : { outside: countOutside(sorted.fresh, min, max) })
  };
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

/** Count ascending values per bin: values at an edge belong to the bin above it. */
function countInBins(sorted: Float64Array, edges: readonly number[]): number[] {
  const starts = edges.map(edge => {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (sorted[middle]! < edge) low = middle + 1;
      else high = middle;
    }
    return low;
  });
  return [...starts, sorted.length].map((end, i) => end - (starts[i - 1] ?? 0));
}

function rangeOf(sorted: Float64Array): { min: number | null; max: number | null } {
  return { min: sorted[0] ?? null, max: sorted.at(-1) ?? null };
}

function summaryOf(sorted: Float64Array): NumberSummary {
  const { count, mean, std } = moments(sorted);
  const none = count === 0;
  return {
    count,
    mean: none ? null : mean,
    std: none ? null : std,
    ...rangeOf(sorted),
    median: none ? null : quantileSorted(sorted, 0.5)
  };
}

function countOutside(sorted: Float64Array, min: number, max: number): number {
  let below = 0;
  while (below < sorted.length && sorted[below]! < min) ++below;
  let above = 0;
  while (above < sorted.length && sorted[sorted.length - 1 - above]! > max) ++above;
  return below + above;
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
