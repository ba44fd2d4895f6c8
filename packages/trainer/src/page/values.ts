import {
  formatDate,
  MAX_NAMED_LEVELS,
  MIN_LEVEL_ROWS,
  roundBounds,
  roundDates
} from '@espalier/core';
import type { CategoryProfile, Feature, NumberProfile } from '@espalier/core/contracts';
import { formatCount, formatValue } from '@espalier/report';

/**
 * The levels that may be named: declared ones, and those that enough rows hold unless there are too many. All of them
 * with `show: true`.
 */
export function namedLevels(profile: CategoryProfile, feature: Feature): ReadonlySet<string> {
  if (feature.show) return new Set(profile.levels);
  const declared = feature.kind === 'category' ? feature.levels : undefined;
  if (declared !== undefined) return new Set(declared);
  const held = profile.levels.filter((_, i) => profile.counts[i]! >= MIN_LEVEL_ROWS);
  return new Set(held.length > MAX_NAMED_LEVELS ? [] : held);
}

export interface LevelShare {
  readonly label: string;
  readonly share: number;
}

/**
 * Shares of the cells that are not missing: the most frequent levels by name in the order of the profile, then all other
 * levels together with the number of their rows.
 */
export function levelShares(
  profile: CategoryProfile,
  feature: Feature,
  maxLevels: number
): LevelShare[] {
  const names = namedLevels(profile, feature);
  const total = profile.count + profile.unseen + (profile.other ?? 0);
  const filled = profile.levels.flatMap((level, i) =>
    names.has(level) && profile.counts[i]! > 0 ? [{ level, count: profile.counts[i]! }] : []
  );
  const kept = new Set([...filled].sort((a, b) => b.count - a.count).slice(0, maxLevels));
  const shown = filled.filter(level => kept.has(level));
  const rest = total - shown.reduce((sum, { count }) => sum + count, 0);
  return [
    ...shown.map(({ level, count }) => ({ label: level, share: count / total })),
    ...(rest > 0 ? [{ label: `other (${formatCount(rest)} rows)`, share: rest / total }] : [])
  ];
}

/** Ascending bounds in words: rounded as roundBounds() and roundDates() do. */
export function boundTexts(bounds: readonly number[], areDates: boolean): string[] {
  return areDates ? roundDates(bounds).map(formatDate) : roundBounds(bounds).map(formatBound);
}

/** A value of a number or a date column in words. */
export function formatValueOf({ date }: NumberProfile, value: number | null): string {
  return date === true && value !== null ? formatDate(value) : formatValue(value);
}

/** A bound that roundBounds() gave: with more digits than three where these tell it from its neighbour. */
function formatBound(bound: number): string {
  return Number(bound.toPrecision(3)) === bound ? formatValue(bound) : String(bound);
}
