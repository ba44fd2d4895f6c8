import { MIN_LEVEL_ROWS, roundAggregate } from './aggregates.ts';
import { roundToDay } from './dates.ts';
import type { DatasetSpec, Feature } from './contracts/dataset-spec.ts';
import type {
  CategoryProfile,
  ColumnProfile,
  NumberProfile,
  Profile
} from './contracts/profile.ts';
import { type OrderStatistics, orderStatistics } from './order-statistics.ts';
import { moments, quantileBetween, quantileRanks } from './quantiles.ts';
import {
  type CategoryColumn,
  type Column,
  createRecoder,
  MISSING,
  type NumberColumn,
  type Table
} from './table.ts';
import {
  countFewValues,
  joinEdges,
  manyRows,
  nextAbove,
  publishEdges,
  type SharedValues,
  sharedValues
} from './value-bins.ts';

/**
 * The profile of every column that the spec does not keep private, as a bundle publishes it: unless the spec says
 * `show: true`, bounds are rounded, extremes are left out and undeclared levels of few rows are counted together.
 */
export function profileTable(table: Table, spec: Pick<DatasetSpec, 'features'>): Profile {
  const columns = table.columns.filter(({ name }) => spec.features[name]?.private !== true);
  return {
    format: 'espalier.profile/1',
    rows: table.numRows,
    columns: Object.fromEntries(
      columns.map(column => [column.name, publishColumn(column, spec.features[column.name])])
    )
  };
}

function publishColumn(column: Column, feature: Feature | undefined): ColumnProfile {
  if (feature?.show === true) return profileColumn(column);
  if (column.kind === 'number') return withoutExtremes(profileNumberColumn(column, true));
  const isDeclared = feature?.kind === 'category' && feature.levels !== undefined;
  return isDeclared ? profileColumn(column) : poolRareLevels(countLevels(column, column.levels));
}

/** A number profile as it may be shown by default: no minimum or maximum, moments of three digits, a mean date to the day. */
function withoutExtremes(profile: NumberProfile): NumberProfile {
  const rounded = (moment: number | null): number | null =>
    moment === null ? null : roundAggregate(moment);
  return {
    ...profile,
    mean:
      profile.date === true && profile.mean !== null
        ? roundToDay(profile.mean)
        : rounded(profile.mean),
    std: rounded(profile.std),
    min: null,
    max: null
  };
}

/** Levels of fewer than MIN_LEVEL_ROWS rows are counted in `other` and not named. */
function poolRareLevels(profile: CategoryProfile): CategoryProfile {
  const kept = profile.counts.flatMap((count, i) => (count >= MIN_LEVEL_ROWS ? [i] : []));
  const counts = kept.map(i => profile.counts[i]!);
  const count = counts.reduce((sum, n) => sum + n, 0);
  const other = profile.count - count;
  if (other === 0 && kept.length === profile.levels.length) return profile;
  return { ...profile, count, other, levels: kept.map(i => profile.levels[i]!), counts };
}

export function profileColumn(column: Column): ColumnProfile {
  return column.kind === 'number'
    ? profileNumberColumn(column, false)
    : countLevels(column, column.levels);
}

function profileNumberColumn({ values, date }: NumberColumn, isRounded: boolean): NumberProfile {
  const profile = profileNumbers(values, (deciles, shared) =>
    isRounded ? publishEdges(deciles, shared, date !== undefined) : joinEdges(deciles, shared)
  );
  if (date === undefined) return profile;
  const { kind, ...rest } = profile;
  return { kind, date: true, ...rest };
}

/** The bins of probabilities: hundredths. */
export const SCORE_EDGES: readonly number[] = Array.from({ length: 99 }, (_, i) => (i + 1) / 100);

/** The profile of probabilities, in hundredths. */
export function profileScores(probabilities: Float64Array): NumberProfile {
  return profileNumbers(probabilities, () => SCORE_EDGES);
}

function profileNumbers(
  values: Float64Array,
  edgesOf: (deciles: readonly number[], shared: SharedValues) => readonly number[]
): NumberProfile {
  const { count, mean, std } = moments(values);
  const many = manyRows(values.length);
  const ordered = orderStatistics(values, n => wantedRanks(n, values.length));
  const edges = [...edgesOf(deciles(ordered), sharedValuesOf(values, ordered, many))];
  return {
    kind: 'number',
    count,
    missing: values.length - count,
    mean: count === 0 ? null : mean,
    std: count === 0 ? null : std,
    min: count === 0 ? null : ordered.at(0),
    max: count === 0 ? null : ordered.at(count - 1),
    edges,
    counts: countBins(values, edges)
  };
}

/** sharedValues() of an unsorted column. */
function sharedValuesOf(
  values: Float64Array,
  ordered: OrderStatistics,
  many: number
): SharedValues {
  const few = countFewValues(values);
  if (few !== undefined) return { values: few, areAll: true };
  const candidates = [...new Set(everyRank(ordered.count, many).map(rank => ordered.at(rank) + 0))];
  const shared = candidates.flatMap(value => {
    const rows = ordered.numBelow(nextAbove(value)) - ordered.numBelow(value);
    return rows >= many ? [{ value, rows }] : [];
  });
  return { values: shared, areAll: false };
}

/** Ranks of which a run of `many` equal values holds at least one. */
function everyRank(count: number, many: number): number[] {
  return Array.from({ length: Math.ceil(count / many) }, (_, i) => i * many);
}

/** The edges between the bins of finite values whose order is known, of a column of `numRows` cells; see wantedRanks(). */
export function orderedEdges(
  values: Float64Array,
  ordered: OrderStatistics,
  numRows: number
): number[] {
  return joinEdges(deciles(ordered), sharedValuesOf(values, ordered, manyRows(numRows)));
}

/** The edges between the bins of ascending finite values of a column of `numRows` cells. */
export function binEdges(sorted: Float64Array, numRows: number): number[] {
  return joinEdges(decileEdges(sorted), sharedValues(sorted, numRows));
}

/** The nine deciles of ascending values, by linear interpolation, each once. */
export function decileEdges(sorted: Float64Array): number[] {
  return deciles({ count: sorted.length, at: rank => sorted[rank]! });
}

const TENTHS: readonly number[] = Array.from({ length: 9 }, (_, i) => (i + 1) / 10);

function deciles({ count, at }: Pick<OrderStatistics, 'count' | 'at'>): number[] {
  return count === 0 ? [] : [...new Set(TENTHS.map(q => quantileBetween(count, at, q)))];
}

/** The ranks of both ends, of all that the deciles lie between, and of all that a shared value must hold one of. */
export function wantedRanks(count: number, numRows: number): number[] {
  const many = manyRows(numRows);
  return [0, count - 1, ...TENTHS.flatMap(q => quantileRanks(count, q)), ...everyRank(count, many)];
}

/**
 * The edges of a profile between which shares are nearest to those of `numBins` equal bins, each once, and both edges of
 * each bin of a larger share.
 */
export function nearlyEqualEdges(
  { edges, counts, count }: NumberProfile,
  numBins: number
): number[] {
  let below = 0;
  const shares = edges.map((_, i) => (below += counts[i]!) / count);
  const nearest = Array.from({ length: numBins - 1 }, (_, k) => {
    const wanted = (k + 1) / numBins;
    return shares.reduce(
      (best, share, i) => (Math.abs(share - wanted) < Math.abs(shares[best]! - wanted) ? i : best),
      0
    );
  });
  const large = counts.flatMap((n, i) => (n * numBins >= count ? [i - 1, i] : []));
  return [...new Set([...nearest, ...large])]
    .filter(i => i >= 0 && i < edges.length)
    .sort((a, b) => a - b)
    .map(i => edges[i]!);
}

/** How many finite values lie in each bin: bin i is [edges[i-1], edges[i]), the outer bins are open. */
export function countBins(values: Float64Array, edges: readonly number[]): number[] {
  const counts = new Array<number>(edges.length + 1).fill(0);
  for (const x of values) if (Number.isFinite(x)) counts[binOf(x, edges)]! += 1;
  return counts;
}

/** The bin of a value: how many edges are at or below it. */
export function binOf(x: number, edges: readonly number[] | Float64Array): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle]! <= x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The counts of a column's cells by the given levels. */
export function countLevels(column: CategoryColumn, levels: readonly string[]): CategoryProfile {
  const counts = new Array<number>(levels.length).fill(0);
  let missing = 0;
  let unseen = 0;
  for (const code of createRecoder(levels)(column)) {
    if (code >= 0) counts[code]! += 1;
    else if (code === MISSING) ++missing;
    else ++unseen;
  }
  return {
    kind: 'category',
    count: column.codes.length - missing - unseen,
    missing,
    unseen,
    levels: [...levels],
    counts
  };
}
