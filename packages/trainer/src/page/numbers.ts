import type { Confusion } from '@espalier/core/metrics';

/** A metric with four digits; a dash where there is none. */
export function digits(value: number | null | undefined): string {
  return isNone(value) ? '–' : value.toFixed(4);
}

type MaybeInterval = readonly [number, number] | null | undefined;

/** A change, with its sign. */
export function signed(change: number): string {
  return `${change < 0 ? '−' : '+'}${Math.abs(change).toFixed(4)}`;
}

/** An interval in a sentence. */
export function range(interval: MaybeInterval): string {
  if (!interval || interval.some(isNone)) return '–';
  return `${digits(interval[0])} to ${digits(interval[1])}`;
}

/** An interval in a cell. */
export function span(interval: MaybeInterval, format: (value: number) => string = digits): string {
  if (!interval || interval.some(isNone)) return '–';
  return `${format(interval[0])}–${format(interval[1])}`;
}

/** For a column whose heading says per cent. */
export function percentOnly(share: number): string {
  return (100 * share).toFixed(1);
}

export function ratio(part: number, whole: number): number {
  return whole === 0 ? NaN : part / whole;
}

function isNone(value: number | null | undefined): value is null | undefined {
  return value === null || value === undefined || Number.isNaN(value);
}

/** The share of positives among the validation rows, by their weights where they have any. */
export function positiveShare(confusion: Confusion): number {
  const { truePositives, falsePositives, trueNegatives, falseNegatives } = confusion;
  const positives = truePositives + falseNegatives;
  return ratio(positives, positives + falsePositives + trueNegatives);
}
