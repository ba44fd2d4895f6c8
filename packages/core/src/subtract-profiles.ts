import type {
  CategoryProfile,
  ColumnProfile,
  NumberProfile,
  Profile
} from './contracts/profile.ts';
import { present } from './present.ts';

/**
 * The rows between two readings of one live profile. Moments are told only where the earlier reading had no value: those of
 * a difference need the exact counts. Undefined where `later` does not continue `earlier`: other bins, or a count that fell.
 */
export function subtractProfiles(later: Profile, earlier: Profile): Profile | undefined {
  if (later.rows < earlier.rows || later.step !== earlier.step) return undefined;
  const names = Object.keys(later.columns);
  if (names.length !== Object.keys(earlier.columns).length) return undefined;
  if ((later.scores === undefined) !== (earlier.scores === undefined)) return undefined;
  const { format, model, step, scores } = later;
  const columns: Record<string, ColumnProfile> = {};
  for (const name of names) {
    const before = earlier.columns[name];
    const column = before && subtractColumns(later.columns[name]!, before);
    if (column === undefined) return undefined;
    columns[name] = column;
  }
  const scoresBetween = scores === undefined ? undefined : subtractNumbers(scores, earlier.scores!);
  if (scores !== undefined && scoresBetween === undefined) return undefined;
  return {
    format,
    ...present({ model, step, scores: scoresBetween }),
    rows: later.rows - earlier.rows,
    columns
  };
}

function subtractColumns(later: ColumnProfile, earlier: ColumnProfile): ColumnProfile | undefined {
  if (later.kind === 'number' && earlier.kind === 'number') return subtractNumbers(later, earlier);
  return later.kind === 'category' && earlier.kind === 'category'
    ? subtractLevels(later, earlier)
    : undefined;
}

function subtractNumbers(later: NumberProfile, earlier: NumberProfile): NumberProfile | undefined {
  const { counts, count, missing, ...bins } = later;
  const between = subtractCounts(counts, earlier.counts);
  const isSame = isSameBins(bins.edges, earlier.edges) && later.date === earlier.date;
  if (!isSame || between === undefined || missing < earlier.missing) return undefined;
  const hasMoments = earlier.count === 0;
  return {
    ...bins,
    count: count - earlier.count,
    missing: missing - earlier.missing,
    ...(hasMoments ? {} : { mean: null, std: null, min: null, max: null }),
    counts: between
  };
}

function subtractLevels(
  later: CategoryProfile,
  earlier: CategoryProfile
): CategoryProfile | undefined {
  const { counts, other = 0, ...bins } = later;
  const between = subtractCounts(counts, earlier.counts);
  const missing = later.missing - earlier.missing;
  const unseen = later.unseen - earlier.unseen;
  const others = other - (earlier.other ?? 0);
  const isSame = isSameBins(bins.levels, earlier.levels);
  if (!isSame || between === undefined || Math.min(missing, unseen, others) < 0) return undefined;
  return {
    ...bins,
    count: later.count - earlier.count,
    missing,
    unseen,
    ...(others > 0 ? { other: others } : {}),
    counts: between
  };
}

function subtractCounts(
  later: readonly number[],
  earlier: readonly number[]
): number[] | undefined {
  if (later.length !== earlier.length) return undefined;
  const between = later.map((count, i) => count - earlier[i]!);
  return between.some(count => count < 0) ? undefined : between;
}

function isSameBins<T>(a: readonly T[], b: readonly T[]): boolean {
  return a === b || (a.length === b.length && a.every((bin, i) => bin === b[i]));
}
