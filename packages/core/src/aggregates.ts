import { DAY_MS } from './dates.ts';

/** A level held by fewer rows is not named by default: it is counted as "other". */
export const MIN_LEVEL_ROWS = 10;

/** A column with more levels to name shows none of them: they are learned, like names or codes. */
export const MAX_NAMED_LEVELS = 64;

/** An aggregate as it may be shown by default: three significant digits. */
export function roundAggregate(value: number): number {
  return Number(value.toPrecision(3));
}

/** Ascending bounds of bins, rounded to three digits, or to as many more as keep distinct bounds apart. */
export function roundBounds(bounds: readonly number[]): number[] {
  const wanted = new Set(bounds).size;
  for (let digits = 3; digits < 17; ++digits) {
    const rounded = bounds.map(bound => Number(bound.toPrecision(digits)));
    if (new Set(rounded).size === wanted) return rounded;
  }
  return [...bounds];
}

/** Ascending dates, rounded to days, or to as short a unit of time as keeps distinct ones apart. */
export function roundDates(dates: readonly number[]): number[] {
  const wanted = new Set(dates).size;
  for (const unit of [DAY_MS, 3_600_000, 60_000, 1000]) {
    const rounded = dates.map(date => Math.floor(date / unit) * unit);
    if (new Set(rounded).size === wanted) return rounded;
  }
  return [...dates];
}
