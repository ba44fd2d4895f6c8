import { valueOfBin } from '@espalier/core';
import type { NumberProfile } from '@espalier/core/contracts';
import { sum } from '../statistics/sum.ts';
import { type ColumnPair, levelBins, pairColumns, rangeBins } from './pair.ts';
import type { NumberSummary } from './paired-values.ts';
import { countColumn, kindOf, type ProfiledColumn, type SampleColumn } from './sample.ts';

/** Pair a column whose sides are cells or counts. Cells on only one side are counted first. */
export function pairSamples(reference: SampleColumn, fresh: SampleColumn): ColumnPair {
  if (reference.of === 'rows' && fresh.of === 'rows' && kindOf(reference) === kindOf(fresh))
    return pairColumns(reference.column, fresh.column, {
      reference: reference.bad ?? 0,
      fresh: fresh.bad ?? 0
    });
  return pairSteps(countColumn(reference), countColumn(fresh));
}

/** Pair counts of which those of 0 may be rounded down. */
function pairSteps(reference: ProfiledColumn, fresh: ProfiledColumn): ColumnPair {
  const pair = pairCounts(reference, fresh);
  return {
    ...pair,
    reference: fillZeros(pair.reference, pair.fresh, reference.stepped),
    fresh: fillZeros(pair.fresh, pair.reference, fresh.stepped)
  };
}

/** Where so many steps are expected, a count of 0 is taken as none. */
const MANY_STEPS = 10;

/** Estimate the rows behind a count of 0: those that the other side lets expect if they may be hidden, else a step. */
function fillZeros(
  counts: Float64Array,
  others: Float64Array,
  stepped: ProfiledColumn['stepped']
): Float64Array {
  if (stepped === undefined) return counts;
  const { step, rows } = stepped;
  const size = rows / sum(others);
  return counts.map((count, i) => {
    const expected = others[i]! * size;
    if (count > 0 || !(expected > 0) || expected >= MANY_STEPS * step) return count;
    return expected > 2 * step ? step : Math.max(1, Math.round(expected));
  });
}

/** Pair counts; filled cells of another kind than the reference's are `unseen`. */
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
  const a = { ...reference.profile, bad: reference.bad ?? 0 };
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
  if (fresh.outside !== undefined) return { ...pair, outside: fresh.outside };
  // A count of steps may hide as much again as two steps.
  const bounds = boundOutside(pair, a, b, 2 * (fresh.stepped?.step ?? 0));
  return bounds === undefined ? pair : { ...pair, ...bounds };
}

/**
 * Bound the new values outside the reference range by counts: none for nested ranges, else at least one on each side that
 * a range leaves, and at most the outer bin there. Undefined where a profile has no minimum and maximum.
 */
function boundOutside(
  { bins, fresh }: ColumnPair,
  a: NumberSummary,
  b: NumberSummary,
  hidden: number
): Pick<ColumnPair, 'outside' | 'outsideBounds'> | undefined {
  if (a.min === null || a.max === null || b.min === null || b.max === null) return undefined;
  const last = bins.findLastIndex(({ kind }) => kind === 'range');
  const left = [...(b.min < a.min ? [0] : []), ...(b.max > a.max ? [last] : [])];
  if (left.length === 0) return { outside: 0 };
  const most = [...new Set(left)].reduce((total, bin) => total + fresh[bin]! + hidden, 0);
  return { outsideBounds: [left.length, Math.max(most, left.length)] };
}

function numberPair(
  name: string,
  { bad, ...a }: NumberProfile & { readonly bad: number },
  fresh: readonly number[],
  b: NumberSummary = { count: 0, mean: null, std: null, min: null, max: null }
): ColumnPair {
  return {
    name,
    kind: 'number',
    ...(a.date === true ? { date: true } : {}),
    bins: [...rangeBins(a.edges), { kind: 'unseen' }],
    reference: Float64Array.from([...a.counts, a.missing - bad, bad]),
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

/** The bins for comparing two profiles, and whether the counts of the second must be estimated. */
function sharedBins(
  a: NumberProfile,
  b: NumberProfile
): { readonly edges: number[]; readonly isEstimated: boolean } {
  if (b.count === 0 || a.count === 0)
    return { edges: a.count === 0 ? b.edges : a.edges, isEstimated: false };
  const common = a.edges.filter(edge => b.edges.includes(edge));
  const isEnough = common.length === a.edges.length || common.length > a.edges.length / 2;
  return isEnough
    ? { edges: common, isEstimated: false }
    : { edges: withoutValues(a.edges, b.edges), isEstimated: true };
}

/** Edges without the bins of single values that the other side does not count: no estimate tells how many rows hold one. */
function withoutValues(edges: readonly number[], others: readonly number[]): number[] {
  return edges.filter((edge, i) => valueOfBin(edges, i) === undefined || others.includes(edge));
}

/** Estimate the counts of a profile between other edges, assuming values spread evenly within bins. */
function estimateBins(profile: NumberProfile, edges: readonly number[]): number[] {
  const { edges: own, counts, count } = profile;
  const least = profile.min ?? own[0]! - widthOf(own, 1);
  const most = profile.max ?? own.at(-1)! + widthOf(own, own.length - 1);
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

/** The width of the bin that ends at an edge: that of the outer bin beside it where the extremes are not known. */
function widthOf(edges: readonly number[], i: number): number {
  return (edges[i] ?? NaN) - (edges[i - 1] ?? NaN) || 1;
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
