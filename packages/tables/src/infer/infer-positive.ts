import { EspalierError } from '@espalier/core';
import { queryRows } from '../duckdb.ts';
import type { ReadingRules } from '../reading.ts';
import { openSource } from '../source/open-source.ts';
import { withTable } from '../with-table.ts';
import { namesOfValues } from './shown-values.ts';

/** Values that plainly mean yes, in lower case. */
const POSITIVES: ReadonlySet<string> = new Set(['1', 'true', 'yes', 'y']);
/** Numbers that 1 is the opposite of; 1 beside 2 may mean either. */
const OPPOSITES_OF_ONE: ReadonlySet<string> = new Set(['0', '-1']);

/** The value of a target that plainly means yes. Errors: E_TARGET_POSITIVE_UNKNOWN where none does. */
export async function inferPositive(
  path: string,
  target: string,
  rules: ReadingRules
): Promise<string> {
  return withTable(path, async connection => {
    const source = await openSource(connection, path, rules);
    const rows = await queryRows(
      connection,
      `SELECT DISTINCT ${source.text(target)} FROM ${source.relation(true)} LIMIT 1000`
    );
    const levels = rows.flatMap(([level]) => (typeof level === 'string' ? [level] : [])).sort();
    const found = levels.filter(level => POSITIVES.has(normalized(level)));
    const [positive] = found;
    const others = levels.filter(level => level !== positive);
    // Other numbers of values are refused when the target is read.
    const isPlain =
      found.length === 1 &&
      (normalized(positive!) !== '1' ||
        others.every(level => !isNumber(level) || OPPOSITES_OF_ONE.has(normalized(level))));
    if (isPlain) return positive!;
    throw new EspalierError(
      'E_TARGET_POSITIVE_UNKNOWN',
      `Cannot tell which value of "${target}" is the positive one: it holds ${namesOfValues(levels)}`,
      levels.length === 2
        ? `Pass --positive ${JSON.stringify(levels[0])} or --positive ${JSON.stringify(levels[1])}`
        : 'Pass --positive VALUE'
    );
  });
}

/** 1.0 is 1, and Yes is yes. */
function normalized(level: string): string {
  const text = level.trim().toLowerCase();
  return isNumber(text) ? String(Number(text)) : text;
}

function isNumber(text: string): boolean {
  return text.trim() !== '' && Number.isFinite(Number(text));
}
