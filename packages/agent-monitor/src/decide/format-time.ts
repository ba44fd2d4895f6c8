/** Microseconds since 1970 as ISO 8601, to the millisecond. */
export function formatTime(microseconds: number): string {
  return new Date(Math.floor(microseconds / 1000)).toISOString();
}
