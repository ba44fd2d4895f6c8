import type { NumberProfile } from './contracts/profile.ts';
import { plainEdges, valueOfBin } from './value-bins.ts';

const NUM_DECILES = 9;

/** The nine deciles; undefined where some coincide, or values have bins of their own. */
export function allDeciles({ edges }: Pick<NumberProfile, 'edges'>): readonly number[] | undefined {
  return edges.length === NUM_DECILES && plainEdges(edges).length === NUM_DECILES
    ? edges
    : undefined;
}

/** A decile read off the edges of a profile, merged where many cells share a value; undefined where no cell has one. */
export function decileOf(profile: NumberProfile, q: number): number | undefined {
  const deciles = allDeciles(profile);
  if (deciles !== undefined) return deciles[Math.round(10 * q) - 1];
  const { edges, counts, count } = profile;
  // At most so many values lie below the decile, and the first edge with as many below is the decile itself.
  const most = Math.ceil(q * (count - 1));
  let below = 0;
  let best = -1;
  let found: number | undefined;
  for (const [i, edge] of edges.entries()) {
    below += counts[i]!;
    if (below > most) return valueOfBin(edges, i) ?? found;
    if (below > best) found = edge;
    best = below;
  }
  return found;
}
