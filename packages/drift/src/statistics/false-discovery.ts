/**
 * Adjust p-values for multiple tests (Benjamini and Hochberg 1995): those at or under a rate are discoveries at that
 * false-discovery rate. Keeps the order.
 */
export function adjustPValues(pValues: readonly number[]): number[] {
  const n = pValues.length;
  const order = pValues.map((_, i) => i).sort((a, b) => pValues[b]! - pValues[a]!);
  const adjusted = new Array<number>(n);
  let least = 1;
  for (const [position, i] of order.entries()) {
    least = Math.min(least, (pValues[i]! * n) / (n - position));
    adjusted[i] = least;
  }
  return adjusted;
}
