import { DAY_MS } from './dates.ts';

/** A level held by fewer rows is not named by default: it is counted as "other". */
export const MIN_LEVEL_ROWS = 10;

/** A column with more levels to name shows none of them: they are learned, like names or codes. */
export const MAX_NAMED_LEVELS = 64;

/** An aggregate as it may be shown by default: three significant digits. */
export function roundAggregate(value: number): number {
  return Number(value.toPrecision(3));
}

type Round = (bound: number) => number;

const NUMBER_ROUNDINGS: readonly Round[] = Array.from(
  { length: 14 },
  (_, i) => bound => Number(bound.toPrecision(i + 3))
);

const DATE_ROUNDINGS: readonly Round[] = [DAY_MS, 3_600_000, 60_000, 1000].map(
  unit => date => Math.floor(date / unit) * unit
);

/**
 * Bounds of bins, rounded to three digits, or to as many more as keep the distinct bounds of each list in `apart` apart
 * (default: all bounds).
 */
export function roundBounds(
  bounds: readonly number[],
  apart: readonly (readonly number[])[] = [bounds]
): number[] {
  return bounds.map(chooseRounding(NUMBER_ROUNDINGS, apart));
}

/** Dates, rounded down to days, or to as short a unit of time as keeps the distinct ones of each list apart. */
export function roundDates(
  dates: readonly number[],
  apart: readonly (readonly number[])[] = [dates]
): number[] {
  return dates.map(chooseRounding(DATE_ROUNDINGS, apart));
}

/** The coarsest rounding that keeps the numbers of each list apart. */
function chooseRounding(roundings: readonly Round[], apart: readonly (readonly number[])[]): Round {
  const isEnough = (round: Round): boolean =>
    apart.every(list => new Set(list.map(round)).size === new Set(list).size);
  return roundings.find(isEnough) ?? (bound => bound);
}
