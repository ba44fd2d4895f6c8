import { parseTime } from './parse-time.ts';

export const DAY_MS = 86_400_000;

/**
 * Milliseconds since 1970 of an ISO 8601 date, or date and time; UTC where it has no zone, digits past the millisecond cut off.
 * Undefined for anything else, and for a day that the calendar does not have.
 */
export function parseIsoDate(text: string): number | undefined {
  const microseconds = parseTime(text);
  return microseconds === undefined ? undefined : Math.floor(microseconds / 1000);
}

/** The day of milliseconds since 1970, as 2024-03-31; with the time unless that is midnight: 2024-03-31T08:30:00Z. */
export function formatDate(value: number): string {
  const date = new Date(value);
  if (Number.isNaN(date.getTime())) return String(value);
  const text = date.toISOString();
  return value % DAY_MS === 0 ? text.slice(0, text.indexOf('T')) : text.replace('.000Z', 'Z');
}

/** The day that a time lies in. */
export function roundToDay(value: number): number {
  return Math.floor(value / DAY_MS) * DAY_MS;
}
