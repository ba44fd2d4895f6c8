import type { LiveProfile } from './live-profile.ts';
import type { LiveCounts, PublishedCounts } from './model-version.ts';
import { createSnapshot, type DrawBelow, stepProfile } from './stepped-profile.ts';

/** The counts of a version, and what of them may be told. */
export function createLiveCounts(
  live: LiveProfile,
  outOfRange: ReadonlyMap<string, number>,
  draw: DrawBelow
): LiveCounts {
  const snapshot = createSnapshot<PublishedCounts>(draw);
  return {
    numRows: live.numRows,
    exact: live.read,
    published: () =>
      snapshot(live.numRows(), (step, rows) => ({
        profile: stepProfile(live.read(), step, rows),
        tenths: live.readTenths().map((count, i) => step(`tenth ${i}`, count)),
        outOfRange: new Map(
          [...outOfRange].map(([name, count]) => [name, step(`outside ${name}`, count)])
        )
      }))
  };
}
