/** A metric with four digits; a dash where there is none. */
export function digits(value: number | null | undefined): string {
  return isNone(value) ? '–' : value.toFixed(4);
}

type MaybeInterval = readonly [number, number] | null | undefined;

export function percent(share: number | null | undefined): string {
  return isNone(share) ? '–' : `${(100 * share).toFixed(1)} %`;
}

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

/** Where the unit stands elsewhere. */
export function percentOnly(share: number): string {
  return (100 * share).toFixed(1);
}

/** 1,234,567 the same everywhere. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** Three digits of a value of a column. */
export function short(value: number | null): string {
  if (value === null) return '–';
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e6 || size < 1e-3)) return value.toExponential(1);
  return String(Number(value.toPrecision(3)));
}

export function ratio(part: number, whole: number): number {
  return whole === 0 ? NaN : part / whole;
}

function isNone(value: number | null | undefined): value is null | undefined {
  return value === null || value === undefined || Number.isNaN(value);
}
