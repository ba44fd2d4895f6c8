import { EspalierError, type Problem } from '@espalier/core';
import { type CategoryColumn, MISSING } from '@espalier/core';
import { isMarker } from './infer/markers.ts';
import { namesOfValues } from './infer/shown-values.ts';
import { withLines } from './row-problems.ts';
import type { Source } from './source/source.ts';
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
  if (column.levels.length > 2) refuse(...tooManyLevels(column.levels));
  if (positiveCode < 0)
    refuse(
      `no row has the positive value "${positive}"; it holds ${namesOfValues(column.levels)}`,
      alikeTo(positive, column.levels)
    );
  return Uint8Array.from(column.codes, code => (code === positiveCode ? 1 : 0));
}

/** The problem with a target of more than two values, and the hint. */
function tooManyLevels(levels: readonly string[]): [state: string, hint: string] {
  const held = `it holds ${namesOfValues(levels)}, exactly two values are needed`;
  const marked = levels.filter(isMarker);
  const folded = new Set(levels.map(foldText));
  if (folded.size === 2)
    return [
      `${held}; some differ by case or spaces only`,
      'Spell the two values in one way in the file'
    ];
  if (marked.length > 0 && levels.length - marked.length === 2)
    return [
      `${held}; ${marked.map(text => JSON.stringify(text)).join(' and ')} stands for no answer`,
      'Remove the rows without an answer'
    ];
  return [held, 'Name a yes/no column as the target'];
}

function alikeTo(positive: string, levels: readonly string[]): string {
  const alike = levels.find(level => foldText(level) === foldText(positive));
  return alike === undefined
    ? 'Fix target.positive in the dataset spec, or --positive'
    : `Did you mean ${JSON.stringify(alike)}? Fix target.positive in the dataset spec, or --positive`;
}

function foldText(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ').toLowerCase();
}

/** The same text, or the same number: 1 and 1.0. */
export function isSameLevel(level: string, positive: string): boolean {
  if (level === positive) return true;
  return level.trim() !== '' && positive.trim() !== '' && Number(level) === Number(positive);
}
