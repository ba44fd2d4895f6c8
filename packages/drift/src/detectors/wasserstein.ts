import type { ColumnPair } from '../pair/pair.ts';

const { abs } = Math;

/** The earth mover's distance of two ascending samples: the area between their distribution functions. Neither is empty. */
export function wasserstein(a: Float64Array, b: Float64Array): number {
  let i = 0;
  let j = 0;
  let total = 0;
  let previous = a[0]! < b[0]! ? a[0]! : b[0]!;
  while (i < a.length || j < b.length) {
    const x = j >= b.length || (i < a.length && a[i]! <= b[j]!) ? a[i]! : b[j]!;
    total += abs(i / a.length - j / b.length) * (x - previous);
    previous = x;
    while (i < a.length && a[i] === x) ++i;
    while (j < b.length && b[j] === x) ++j;
  }
  return total;
}

/** In standard deviations of the reference; undefined where that is zero, and for categories. */
export function detectWasserstein({ values, summary }: ColumnPair): number | undefined {
  const spread = summary?.reference.std ?? 0;
  const distance = values?.distances?.wasserstein;
  return distance === undefined || spread === 0 ? undefined : distance / spread;
}
