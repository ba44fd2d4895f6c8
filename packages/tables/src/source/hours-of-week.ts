import { EspalierError } from '@espalier/core';
import { queryRows } from '../duckdb.ts';
import type { ReadingRules } from '../reading.ts';
import { withTable } from '../with-table.ts';
import { openDated } from './open-dated.ts';
import type { Source } from './source.ts';

const HOUR = 3_600_000;
const HOURS_PER_WEEK = 168;

/** Rows whose time lies in some hours of the week, UTC. */
export interface HoursOfWeek {
  /** The column with the time of each row. */
  readonly column: string;
  /** From 0 to 167; a week begins as 1970 did, on a Thursday. */
  readonly hours: readonly number[];
}

/** The hour of the week of a time in milliseconds since 1970. */
export function hourOfWeek(time: number): number {
  return ((Math.floor(time / HOUR) % HOURS_PER_WEEK) + HOURS_PER_WEEK) % HOURS_PER_WEEK;
}

function hourOfWeekSql(source: Source, column: string): string {
  const hour = `CAST(floor((${source.instant(column)}) / ${HOUR}.0) AS BIGINT)`;
  return `((${hour} % ${HOURS_PER_WEEK} + ${HOURS_PER_WEEK}) % ${HOURS_PER_WEEK})`;
}

/** The source with only the rows of some hours of the week; rows without a time are left out. */
export function keepHours(source: Source, { column, hours }: HoursOfWeek): Source {
  checkTime(source, column);
  const isKept = `${hourOfWeekSql(source, column)} IN (${hours.join(', ')})`;
  return {
    ...source,
    // Columns read as numbers at once would pass by the filter.
    typed: () => Promise.resolve(undefined),
    relation: lenient => `(SELECT * FROM ${source.relation(lenient)} WHERE ${isKept})`
  };
}

/** The hours of the week, UTC, that the rows of a file lie in, ascending. Errors: E_COLUMN_MISSING without the column. */
export async function readHoursOfWeek(
  path: string,
  column: string,
  rules: ReadingRules
): Promise<readonly number[]> {
  return withTable(path, async connection => {
    const source = await openDated(connection, path, rules, column);
    checkTime(source, column);
    const hour = hourOfWeekSql(source, column);
    const rows = await queryRows(
      connection,
      `SELECT DISTINCT ${hour} FROM ${source.relation(true)} WHERE ${source.instant(column)} IS NOT NULL ORDER BY 1`
    );
    return rows.map(([found]) => Number(found));
  });
}

function checkTime({ names, path }: Source, column: string): void {
  if (names.includes(column)) return;
  throw new EspalierError(
    'E_COLUMN_MISSING',
    `Cannot find the column "${column}" with the time of each row in "${path}"`,
    'Name the column with --time, or with time in the dataset spec'
  );
}
