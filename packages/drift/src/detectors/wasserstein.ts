import type { ColumnPair } from '../pair/pair.ts';

/** In standard deviations of the reference; undefined where that is zero, and for categories. */
export function detectWasserstein({ values, summary }: ColumnPair): number | undefined {
  const spread = summary?.reference.std ?? 0;
  const distance = values?.distances?.wasserstein;
  return distance === undefined || spread === 0 ? undefined : distance / spread;
}
