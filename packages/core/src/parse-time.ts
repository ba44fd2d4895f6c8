const FORM =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?(?:Z|([+-])(\d{2})(?::?(\d{2}))?)?)?$/i;

/**
 * Microseconds since 1970 of an ISO 8601 time, in UTC unless it names a zone; undefined if invalid. Date.parse would use
 * the zone of the machine and drop microseconds.
 */
export function parseTime(text: string): number | undefined {
  const found = FORM.exec(text.trim());
  if (found === null) return undefined;
  const part = (i: number): number => Number(found[i] ?? 0);
  const [year, month, day, hour, minute, second] = [1, 2, 3, 4, 5, 6].map(part) as Six;
  const midnight = new Date(Date.UTC(year, month - 1, day));
  const isDate =
    midnight.getUTCFullYear() === year &&
    midnight.getUTCMonth() === month - 1 &&
    midnight.getUTCDate() === day;
  if (!isDate || hour > 23 || minute > 59 || second > 59 || part(9) > 23 || part(10) > 59)
    return undefined;
  const offset = (found[8] === '-' ? -1 : 1) * (part(9) * 60 + part(10));
  const seconds = midnight.getTime() / 1000 + hour * 3600 + (minute - offset) * 60 + second;
  return seconds * 1e6 + Number((found[7] ?? '').slice(0, 6).padEnd(6, '0'));
}

type Six = [number, number, number, number, number, number];
