const { abs, max } = Math;

/**
 * Two-sample Kolmogorov-Smirnov distance: the largest gap between the empirical distributions of two ascending samples.
 * The gap is looked at only after all equal values. 0 where a sample is empty.
 */
export function ksDistance(a: Float64Array, b: Float64Array): number {
  let i = 0;
  let j = 0;
  let gap = 0;
  while (i < a.length && j < b.length) {
    const x = a[i]! < b[j]! ? a[i]! : b[j]!;
    while (i < a.length && a[i] === x) ++i;
    while (j < b.length && b[j] === x) ++j;
    gap = max(gap, abs(i / a.length - j / b.length));
  }
  return gap;
}

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
