import type { DatePart, DateParts } from '../contracts/pipeline.ts';
import { DAY_MS } from '../dates.ts';
import { DATE_PARTS } from '../names.ts';

/**
 * The parts of a date that a model takes: the given ones, else those that differ between the training rows. Days are counted
 * from the latest of these rows.
 */
export function fitDateParts(
  column: string,
  values: Float64Array,
  given?: readonly DatePart[]
): DateParts {
  let latest = -Infinity;
  for (const value of values) if (value > latest) latest = value;
  const reference = Number.isFinite(latest) ? Math.floor(latest / DAY_MS) * DAY_MS : 0;
  const parts = DATE_PARTS.filter(part =>
    given === undefined ? varies(part, reference, values) : given.includes(part)
  );
  return {
    kind: 'date_parts',
    column,
    parts: parts.length === 0 ? ['days'] : parts,
    reference: new Date(reference).toISOString().slice(0, -'T00:00:00.000Z'.length)
  };
}

function varies(part: DatePart, reference: number, values: Float64Array): boolean {
  let first = NaN;
  for (const value of values) {
    const now = partOf(part, value, reference);
    if (Number.isNaN(now)) continue;
    if (Number.isNaN(first)) first = now;
    else if (now !== first) return true;
  }
  return false;
}

/** The names of the features that the step makes, in order. */
export function datePartNames({ column, parts }: DateParts): string[] {
  return parts.map(part => `${column}.${part}`);
}

/** Parts in UTC: month 1 to 12, weekday 1 (Monday) to 7, hour 0 to 23, days since the reference. Missing stays NaN. */
export function applyDateParts(
  { parts, reference }: DateParts,
  values: Float64Array, // in: milliseconds since 1970
  out: readonly Float64Array[] // out: one column a part
): void {
  const origin = Date.parse(reference);
  for (const [j, part] of parts.entries()) {
    const to = out[j]!;
    for (let i = 0; i < values.length; ++i) to[i] = partOf(part, values[i]!, origin);
  }
}

function partOf(part: DatePart, value: number, reference: number): number {
  if (value !== value) return NaN;
  switch (part) {
    case 'year':
      return new Date(value).getUTCFullYear();
    case 'month':
      return new Date(value).getUTCMonth() + 1;
    case 'weekday':
      // 1970-01-01 was a Thursday.
      return ((((Math.floor(value / DAY_MS) + 3) % 7) + 7) % 7) + 1;
    case 'hour':
      return Math.floor(value / 3_600_000) - 24 * Math.floor(value / DAY_MS);
    case 'days':
      return Math.floor(value / DAY_MS) - reference / DAY_MS;
  }
}
