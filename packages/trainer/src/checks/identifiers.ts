import type { Column } from '@espalier/core';
import { MIN_ROWS_FOR_IDENTIFIERS } from '../limits.ts';

/** Does every row have a text, or a whole number, of its own? Such a column names rows; it does not describe them. */
export function isIdentifier(column: Column): boolean {
  const { length } = column.kind === 'number' ? column.values : column.codes;
  if (length < MIN_ROWS_FOR_IDENTIFIERS) return false;
  if (column.kind === 'category')
    return !column.codes.some(code => code < 0) && new Set(column.codes).size === length;
  return column.values.every(Number.isInteger) && new Set(column.values).size === length;
}
