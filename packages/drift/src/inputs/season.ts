import { EspalierError } from '@espalier/core';
import type { Profile } from '@espalier/core/contracts';
import { hourOfWeek, type HoursOfWeek, readHoursOfWeek, type TableSpec } from '@espalier/tables';
import type { Input } from './open-input.ts';

const HOUR = 3_600_000;
const HOURS_PER_WEEK = 168;

/**
 * The hours of the week in which the new rows lie: only these rows of the reference are compared. Undefined where they
 * cover the whole week. Errors: E_USAGE if the reference has no rows, or a side no times.
 */
export async function findSeason(
  reference: Input,
  fresh: Input,
  spec: TableSpec | undefined
): Promise<HoursOfWeek | undefined> {
  const column = spec?.time;
  if (reference.kind !== 'table' || column === undefined)
    throw new EspalierError(
      'E_USAGE',
      reference.kind === 'table'
        ? 'Cannot use --season: no column with the time of each row is known'
        : 'Cannot use --season: the reference is not a table, so that its rows have no time',
      reference.kind === 'table'
        ? 'Name the column with --time, or with time in the dataset spec'
        : 'Pass a table as --ref'
    );
  const hours = await hoursOf(fresh, column, spec ?? { trim: false });
  return hours.length >= HOURS_PER_WEEK ? undefined : { column, hours };
}

async function hoursOf(
  fresh: Input,
  column: string,
  rules: Pick<TableSpec, 'trim'>
): Promise<readonly number[]> {
  if (fresh.kind === 'table') {
    const found = new Set<number>();
    for (const path of fresh.paths)
      for (const hour of await readHoursOfWeek(path, column, rules)) found.add(hour);
    if (found.size === 0) throw noTime(fresh.name);
    return [...found].sort((a, b) => a - b);
  }
  const window = fresh.kind === 'profile' ? fresh.profile.window : undefined;
  if (window === undefined) throw noTime(fresh.name);
  return hoursOfWindow(window);
}

/** The hours that a window touches, at most a week of them. */
export function hoursOfWindow({ from, to }: NonNullable<Profile['window']>): readonly number[] {
  const first = Math.floor(Date.parse(from) / HOUR);
  const last = Math.min(Math.floor(Date.parse(to) / HOUR), first + HOURS_PER_WEEK - 1);
  const hours = Array.from({ length: last - first + 1 }, (_, i) => hourOfWeek((first + i) * HOUR));
  return hours.sort((a, b) => a - b);
}

function noTime(name: string): EspalierError {
  return new EspalierError(
    'E_USAGE',
    `Cannot use --season: it is not known when the rows of "${name}" are from`,
    'Pass a table whose time column has dates, or the live profile of a server'
  );
}

/** The error for a reference without a row of these hours. */
export function noSeasonRows(name: string): EspalierError {
  return new EspalierError(
    'E_TABLE_EMPTY',
    `Cannot compare with "${name}": it has no row of the weekdays and hours of the new rows`,
    'Pass a reference of at least a week, or leave out --season'
  );
}
