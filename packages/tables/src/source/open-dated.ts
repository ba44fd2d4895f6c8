import type { DuckDBConnection } from '@duckdb/node-api';
import { EspalierError } from '@espalier/core';
import { queryRows } from '../duckdb.ts';
import { findDateForm } from '../infer/date-form.ts';
import type { ReadingRules } from '../reading.ts';
import { openSource } from './open-source.ts';
import type { OpenOptions, Source } from './source.ts';

/** Different texts that are looked at to tell day and month apart. */
const MAX_TEXTS = 10_000;

/**
 * Open a file whose column `time` holds dates: where the rules do not say how day and month are ordered, the whole column
 * decides. Errors: as of openSource(); E_COLUMN_UNCLEAR where no cell tells them apart.
 */
export async function openDated(
  connection: DuckDBConnection,
  path: string,
  rules: ReadingRules,
  time: string | undefined,
  options: OpenOptions = {}
): Promise<Source> {
  const source = await openSource(connection, path, rules, options);
  const isPlain =
    time === undefined || rules.date_order !== undefined || !source.names.includes(time);
  if (isPlain) return source;
  const text = source.text(time);
  const rows = await queryRows(
    connection,
    `SELECT DISTINCT ${text} FROM ${source.relation(true)} WHERE ${text} IS NOT NULL AND coalesce(${source.instant(time)}, ${source.number(time)}) IS NULL LIMIT ${MAX_TEXTS}`
  );
  const form = findDateForm(rows.map(([cell]) => String(cell)));
  if (form === undefined) return source;
  if (form === 'either order')
    throw new EspalierError(
      'E_COLUMN_UNCLEAR',
      `Cannot tell day and month apart in "${time}" of "${path}": no day is over 12`,
      'Write date_order: dmy or date_order: mdy in the dataset spec'
    );
  return form.order === undefined
    ? source
    : openSource(connection, path, { ...rules, date_order: form.order }, options);
}
