/** No figure is shown with more digits. */
const MAX_DIGITS = 9;

/**
 * How many decimals keep a figure on its side of every limit: 2.9989 beside a limit of 3 is not 3.00 but 2.999. `fires`
 * tells whether a value fires at a limit.
 */
export function countDigits(
  value: number,
  limits: readonly number[],
  minDigits: number,
  fires: (value: number, limit: number) => boolean
): number {
  for (let digits = minDigits; digits < MAX_DIGITS; ++digits) {
    const shown = Number(value.toFixed(digits));
    if (limits.every(limit => fires(shown, limit) === fires(value, limit))) return digits;
  }
  return MAX_DIGITS;
}

/** A drop fires at its limit. */
export function firesAt(value: number, limit: number): boolean {
  return value >= limit;
}

/** A latency fires above its limit. */
export function firesAbove(value: number, limit: number): boolean {
  return value > limit;
}
