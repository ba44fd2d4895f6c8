import {
  type CategoryColumn,
  type Column,
  countBins,
  countLevels,
  decileEdges,
  moments,
  type NumberColumn,
  type NumberProfile,
  sortedFinite
} from '@espalier/core';
import { countsOf, kindOf, type ProfiledColumn, type SampleColumn } from './sample.ts';

/** One bin of a column. A range is [from, to); null is open. */
export type Bin =
  | { readonly kind: 'range'; readonly from: number | null; readonly to: number | null }
  | { readonly kind: 'level'; readonly level: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unseen' };

/** Of the finite values of a side; null where there are none. The spread is that of the population. */
export interface NumberSummary {
  readonly count: number;
  readonly mean: number | null;
  readonly std: number | null;
  readonly min: number | null;
  readonly max: number | null;
}

/** A column on both sides, counted in the same bins. Every row of a side is in exactly one bin. */
export interface ColumnPair {
  readonly name: string;
  readonly kind: Column['kind'];
  readonly bins: readonly Bin[];
  readonly reference: Float64Array;
  readonly fresh: Float64Array;
  /** The finite values of a number column, ascending, where there are rows to take them from on both sides. */
  readonly sorted?: Sides;
  /** Of a category: the rows by every level of either side, then the missing, then the undeclared ones. */
  readonly byLevel?: Sides;
  /** Of a number column. */
  readonly summary?: { readonly reference: NumberSummary; readonly fresh: NumberSummary };
  /** Of a number column: new rows beyond the range of the reference, where they were counted. */
  readonly outside?: number;
  /** Are the new counts only estimated, the two profiles having bins of their own? */
  readonly isEstimated?: boolean;
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

/** The pair of a column whose sides are cells or counts. Cells on one side alone are counted first. */
export function pairSamples(reference: SampleColumn, fresh: SampleColumn): ColumnPair {
  if (reference.of === 'rows' && fresh.of === 'rows' && kindOf(reference) === kindOf(fresh))
    return pairColumns(reference.column, fresh.column);
  return pairCounts(countsOf(reference), countsOf(fresh));
}

function pairNumbers(reference: NumberColumn, fresh: NumberColumn): ColumnPair {
  const sorted = {
    reference: sortedFinite(reference.values),
    fresh: sortedFinite(fresh.values)
  };
  const edges = decileEdges(sorted.reference);
  const count = ({ values }: NumberColumn, numFinite: number): Float64Array =>
    Float64Array.of(...countBins(values, edges), values.length - numFinite);
  const { min, max } = rangeOf(sorted.reference);
  return {
    name: reference.name,
    kind: 'number',
    bins: rangeBins(edges),
    reference: count(reference, sorted.reference.length),
    fresh: count(fresh, sorted.fresh.length),
    sorted,
    summary: { reference: summaryOf(sorted.reference), fresh: summaryOf(sorted.fresh) },
    ...(min === null || max === null ? {} : { outside: countOutside(sorted.fresh, min, max) })
  };
}

function rangeBins(edges: readonly number[]): Bin[] {
  return [
    ...[...edges, null].map((to, i): Bin => ({ kind: 'range', from: edges[i - 1] ?? null, to })),
    { kind: 'missing' }
  ];
}

function rangeOf(sorted: Float64Array): { min: number | null; max: number | null } {
  return { min: sorted[0] ?? null, max: sorted.at(-1) ?? null };
}

function summaryOf(sorted: Float64Array): NumberSummary {
  const { count, mean, std } = moments(sorted);
  const none = count === 0;
  return { count, mean: none ? null : mean, std: none ? null : std, ...rangeOf(sorted) };
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

function levelBins(levels: readonly string[]): Bin[] {
  return [
    ...levels.map((level): Bin => ({ kind: 'level', level })),
    { kind: 'missing' },
    { kind: 'unseen' }
  ];
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

/** Both sides as counts; a side that holds nothing of the other's kind has its filled cells in `unseen`. */
function pairCounts(reference: ProfiledColumn, fresh: ProfiledColumn): ColumnPair {
  const { name } = reference;
  if (reference.profile.kind === 'category') {
    const { levels } = reference.profile;
    return {
      name,
      kind: 'category',
      bins: levelBins(levels),
      reference: inLevels(reference, levels),
      fresh: inLevels(fresh, levels)
    };
  }
  const a = reference.profile;
  if (fresh.profile.kind === 'category') {
    const { count, missing, unseen } = fresh.profile;
    return numberPair(name, a, [...a.counts.map(() => 0), missing, count + unseen]);
  }
  const b = fresh.profile;
  const { edges, isEstimated } = sharedBins(a, b);
  const bad = fresh.bad ?? 0;
  const pair = numberPair(
    name,
    { ...a, edges, counts: mergeBins(a, edges) },
    [...(isEstimated ? estimateBins(b, edges) : mergeBins(b, edges)), b.missing - bad, bad],
    b
  );
  if (isEstimated) return { ...pair, isEstimated };
  return fresh.outside === undefined ? pair : { ...pair, outside: fresh.outside };
}

function numberPair(
  name: string,
  a: NumberProfile,
  fresh: readonly number[],
  b: NumberSummary = { count: 0, mean: null, std: null, min: null, max: null }
): ColumnPair {
  return {
    name,
    kind: 'number',
    bins: [...rangeBins(a.edges), { kind: 'unseen' }],
    reference: Float64Array.from([...a.counts, a.missing, 0]),
    fresh: Float64Array.from(fresh),
    summary: { reference: a, fresh: b }
  };
}

/** Counts by the levels of the reference, then missing, then every other. */
function inLevels({ profile }: ProfiledColumn, levels: readonly string[]): Float64Array {
  if (profile.kind === 'number')
    return Float64Array.from([...levels.map(() => 0), profile.missing, profile.count]);
  const own = new Map(profile.levels.map((level, i) => [level, profile.counts[i]!]));
  const counts = levels.map(level => own.get(level) ?? 0);
  const known = counts.reduce((a, b) => a + b, 0);
  return Float64Array.from([...counts, profile.missing, profile.unseen + profile.count - known]);
}

/** The bins in which two profiles are compared, and whether the counts of the second are only estimated there. */
function sharedBins(
  a: NumberProfile,
  b: NumberProfile
): { readonly edges: number[]; readonly isEstimated: boolean } {
  if (b.count === 0 || a.count === 0)
    return { edges: a.count === 0 ? b.edges : a.edges, isEstimated: false };
  const common = a.edges.filter(edge => b.edges.includes(edge));
  const isEnough = common.length === a.edges.length || common.length > a.edges.length / 2;
  return isEnough ? { edges: common, isEstimated: false } : { edges: a.edges, isEstimated: true };
}

/** The counts of a profile between other edges than its own, as if values lay evenly within its bins. */
function estimateBins(profile: NumberProfile, edges: readonly number[]): number[] {
  const { edges: own, counts, count } = profile;
  const least = Math.min(profile.min ?? 0, own[0] ?? Infinity);
  const most = Math.max(profile.max ?? 0, own.at(-1) ?? -Infinity);
  const ends = [least, ...own, most];
  const below = (x: number): number => {
    let total = 0;
    for (const [i, n] of counts.entries()) {
      const [from, to] = [ends[i]!, ends[i + 1]!];
      if (x >= to && x > from) total += n;
      else if (x > from) total += (n * (x - from)) / (to - from);
    }
    return Math.min(total, count);
  };
  const cumulative = [0, ...edges.map(below), count];
  return cumulative.slice(1).map((total, i) => Math.max(total - cumulative[i]!, 0));
}

/** The counts of a profile in fewer bins. */
function mergeBins(
  { edges: own, counts, count }: NumberProfile,
  edges: readonly number[]
): number[] {
  const merged = new Array<number>(edges.length + 1).fill(0);
  if (count === 0) return merged;
  let bin = 0;
  for (const [i, n] of counts.entries()) {
    merged[bin]! += n;
    if (bin < edges.length && own[i] === edges[bin]) ++bin;
  }
  return merged;
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
