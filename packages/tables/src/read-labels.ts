import { EspalierError, type Problem } from '@espalier/core';
import { type CategoryColumn, MISSING } from '@espalier/core';
import { withLines } from './row-problems.ts';
import type { Source } from './source.ts';
import { unreadableRows } from './table-failures.ts';

/** 1 for the positive level. The target may not be empty and must hold exactly two levels. */
export async function readLabels(
  source: Source,
  column: CategoryColumn,
  positive: string
): Promise<Uint8Array> {
  const empty: Problem[] = [];
  column.codes.forEach((code, row) => {
    if (code === MISSING)
      empty.push({ file: source.path, row, field: column.name, problem: 'the target is empty' });
  });
  if (empty.length > 0)
    throw unreadableRows(source.path, await withLines(source, empty), column.codes.length);
  const positiveCode = column.levels.findIndex(level => isSameLevel(level, positive));
  const refuse = (state: string, hint: string): never => {
    throw new EspalierError(
      'E_TARGET_INVALID',
      `Cannot train on "${column.name}" of "${source.path}": ${state}`,
      hint
    );
  };
  if (column.levels.length === 1)
    refuse('every row has the same value, two are needed', 'Pass rows of both classes');
  if (column.levels.length > 2)
    refuse(
      `it has ${column.levels.length} different values, exactly two are needed`,
      'Name a yes/no column as the target'
    );
  if (positiveCode < 0)
    refuse(
      `no row has the positive value "${positive}"`,
      'Fix target.positive in the dataset spec, or --positive'
    );
  return Uint8Array.from(column.codes, code => (code === positiveCode ? 1 : 0));
}

/** The same text, or the same number: 1 and 1.0. */
function isSameLevel(level: string, positive: string): boolean {
  if (level === positive) return true;
  return level.trim() !== '' && positive.trim() !== '' && Number(level) === Number(positive);
}
