import { EspalierError, nearest } from '@espalier/core';
import type { DatasetSpec } from '@espalier/core/contracts';
import type { Format, Source } from '../source/source.ts';

/** The columns of the input that go into the output: names, some of them joined by commas, or "all" or "none" alone. */
export type Keep = readonly string[];

/** The kept columns in the order of the output. Errors: E_COLUMN_MISSING for a name that no file has. */
export function keptColumns(keep: Keep, sources: readonly Source[]): readonly string[] {
  const names = [...new Set(sources.flatMap(source => source.names))].filter(
    name => name.trim() !== ''
  );
  const word = keep.length === 1 && !names.includes(keep[0]!) ? keep[0] : undefined;
  if (word === 'all') return names;
  if (word === 'none') return [];
  // A name may have a comma in it.
  const wanted = [
    ...new Set(
      keep.flatMap(text =>
        names.includes(text) ? [text] : text.split(',').map(name => name.trim())
      )
    )
  ];
  const missing = wanted.filter(name => !names.includes(name));
  if (missing.length > 0)
    throw new EspalierError(
      'E_COLUMN_MISSING',
      `Cannot keep ${missing.length === 1 ? 'a column' : `${missing.length} columns`} of "${sources[0]!.path}"`,
      'Fix --keep: names of columns, all or none',
      {
        details: missing.map(field => {
          const meant = nearest(field, names);
          return {
            field,
            problem:
              meant === undefined ? 'no such column' : `no such column, but there is "${meant}"`
          };
        })
      }
    );
  return wanted;
}

/** Throws E_USAGE for kept columns whose names meet those of the added ones, or each other but for their case. */
export function checkCollisions(kept: readonly string[], added: readonly string[]): void {
  const fold = (name: string): string => name.toLowerCase();
  const ours = new Set(added.map(fold));
  const taken = kept.filter(name => ours.has(fold(name)));
  if (taken.length > 0)
    throw new EspalierError(
      'E_USAGE',
      `Cannot add ${added.map(name => `"${name}"`).join(', ')}: the table has ${taken.map(name => `"${name}"`).join(', ')} already`,
      'Name the new columns otherwise with --prefix new_, or list the columns to keep with --keep'
    );
  const twice = kept.find((name, i) => kept.findIndex(other => fold(other) === fold(name)) < i);
  if (twice !== undefined)
    throw new EspalierError(
      'E_USAGE',
      `Cannot keep two columns named "${twice}" but for their case`,
      'List the columns to keep with --keep'
    );
}

/** SQL of a kept cell as it is written: as the file has it, or, in a format with types, as the spec reads it. */
export function keptCell(
  source: Source,
  name: string,
  features: DatasetSpec['features'],
  into: Format
): string {
  if (!source.names.includes(name)) return 'NULL';
  const { format } = source;
  if (format === 'parquet' || format === into) return source.raw(name);
  const text = format === 'jsonl' ? `${source.raw(name)} ->> '$'` : source.raw(name);
  if (into === 'csv') return text;
  const kind = Object.hasOwn(features, name) ? features[name]!.kind : undefined;
  if (kind === 'number')
    return into === 'jsonl' ? numberAsJson(source.number(name)) : source.number(name);
  if (kind === 'date')
    return into === 'jsonl'
      ? isoText(source.instant(name))
      : `make_timestamp(1000 * CAST(${source.instant(name)} AS BIGINT))`;
  const type = source.sqlTypeOf(name);
  return /^(U?BIGINT|U?HUGEINT|DOUBLE|BOOLEAN)$/.test(type) ? `try_cast(${text} AS ${type})` : text;
}

/** A whole number without a fraction: 41, not 41.0. */
function numberAsJson(number: string): string {
  return `try_cast(CASE WHEN ${number} = trunc(${number}) AND abs(${number}) < 9e15 THEN CAST(CAST(${number} AS BIGINT) AS VARCHAR) ELSE CAST(${number} AS VARCHAR) END AS JSON)`;
}

/** ISO 8601, as a request has it: the day alone at midnight. */
function isoText(instant: string): string {
  const time = `make_timestamp(1000 * CAST(${instant} AS BIGINT))`;
  return `CASE WHEN CAST(${instant} AS BIGINT) % 86400000 = 0 THEN strftime(${time}, '%Y-%m-%d') ELSE strftime(${time}, '%Y-%m-%dT%H:%M:%S.%gZ') END`;
}
