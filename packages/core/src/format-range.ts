/** Format the declared bounds of a feature: `18 to 99`, `at least 18`. */
export function formatRange({
  min,
  max
}: {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}): string {
  if (min === undefined) return `at most ${max ?? Infinity}`;
  return max === undefined ? `at least ${min}` : `${min} to ${max}`;
}
