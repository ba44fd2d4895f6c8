/** An index loop: several times faster than reduce() on typed arrays. */
export function sum(values: Float64Array): number {
  let total = 0;
  for (let i = 0; i < values.length; ++i) total += values[i]!;
  return total;
}
