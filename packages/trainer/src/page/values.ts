import { MIN_LEVEL_ROWS } from '@espalier/core';
import { type CategoryProfile, type Feature, type NumberProfile } from '@espalier/core/contracts';
import { formatValue } from '@espalier/report';

/** A column of more undeclared levels holds free text or identifiers: its levels are counted, not named. */
const MAX_UNDECLARED = 64;

/** The levels that may be named: declared ones, and those that enough rows share. All of them with `show: true`. */
export function namedLevels(profile: CategoryProfile, feature: Feature): ReadonlySet<string> {
  if (feature.show) return new Set(profile.levels);
  const declared = feature.kind === 'category' ? feature.levels : undefined;
  if (declared !== undefined) return new Set(declared);
  if (profile.levels.length > MAX_UNDECLARED) return new Set();
  return new Set(profile.levels.filter((_, i) => profile.counts[i]! >= MIN_LEVEL_ROWS));
}

/** Fewer edges mean that deciles coincide. */
export const NUM_DECILES = 9;

export interface LevelShares {
  /** In the order of the profile, those without rows left out. */
  readonly named: readonly { readonly level: string; readonly share: number }[];
  /** Levels that are not named. */
  readonly numOther: number;
  readonly otherShare: number;
}

/** Shares of the cells that are not missing. */
export function levelShares(profile: CategoryProfile, feature: Feature): LevelShares {
  const names = namedLevels(profile, feature);
  const pooled = profile.unseen + (profile.other ?? 0);
  const total = profile.count + pooled;
  const filled = profile.levels
    .map((level, i) => ({ level, share: profile.counts[i]! / total, isNamed: names.has(level) }))
    .filter(({ share }) => share > 0);
  const others = filled.filter(({ isNamed }) => !isNamed);
  return {
    named: filled.filter(({ isNamed }) => isNamed),
    numOther: others.length,
    otherShare: others.reduce((sum, { share }) => sum + share, pooled / total)
  };
}

/** A decile read off the edges of a profile, merged where many cells share a value; undefined where no cell has one. */
export function decileOf({ edges, counts, count }: NumberProfile, q: number): number | undefined {
  if (edges.length === NUM_DECILES) return edges[Math.round(10 * q) - 1];
  // At most so many values lie below the decile, and the first edge with as many below is the decile itself.
  const most = Math.ceil(q * (count - 1));
  let below = 0;
  let best = -1;
  let found: number | undefined;
  for (const [i, edge] of edges.entries()) {
    below += counts[i]!;
    if (below > most) break;
    if (below > best) found = edge;
    best = below;
  }
  return found;
}

/** A bound that roundBounds() gave: with more digits than three where these tell it from its neighbour. */
export function formatBound(bound: number): string {
  return Number(bound.toPrecision(3)) === bound ? formatValue(bound) : String(bound);
}
