import type { Profile } from '@espalier/core/contracts';

/** The model of these profiles. */
export const MODEL = { name: 'churn', version: '2', content_sha256: 'abc' };

/** A profile as a live server publishes it, of one number column. */
export function liveProfile(
  counts: readonly number[],
  edges: readonly number[],
  change: Partial<Profile> = {}
): Profile {
  const count = counts.reduce((a, b) => a + b, 0);
  const none = { mean: null, std: null, min: null, max: null };
  return {
    format: 'espalier.profile/1',
    rows: count,
    step: 10,
    model: MODEL,
    columns: {
      x: { kind: 'number', count, missing: 0, ...none, edges: [...edges], counts: [...counts] }
    },
    ...change
  };
}
