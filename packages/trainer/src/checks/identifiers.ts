import type { Column, NumberColumn } from '@espalier/core';
import { MIN_ROWS_FOR_IDENTIFIERS } from '../limits.ts';

/** The words at the end of a name that stand for an identifier, and those at its start. */
const LAST_WORDS = new Set(
  'id ids uuid guid key pk code number no nr num nummer numero index idx serial reference ref rowid rownum rownumber'.split(
    ' '
  )
);
const FIRST_WORDS = new Set(['id', 'unnamed', 'rowid', 'rownum']);
/** Both in one word, as in customerid. */
const JOINED =
  /^(account|case|client|contract|customer|device|employee|loan|member|object|order|passenger|patient|person|policy|product|record|row|session|student|subject|transaction|user)(id|key|no|nr|number)$/;
/** Whole numbers with this many digits are keys, phone numbers or the like more often than amounts. */
const MANY_DIGITS = 10;
/** Beyond this a key has lost its last digits; a number so far beyond it is a measurement. */
const MAX_KEY = 1e25;

/** Does the name say that a column holds identifiers, like customer_id, orderNumber or Unnamed: 0? */
export function hasIdentifierName(name: string): boolean {
  const words = name
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(word => word !== '');
  return (
    LAST_WORDS.has(words.at(-1) ?? '') ||
    FIRST_WORDS.has(words[0] ?? '') ||
    words.some(word => JOINED.test(word))
  );
}

/** Has every row a whole number of its own? */
export function isDistinctWhole(column: Column): column is NumberColumn {
  if (column.kind === 'category' || column.values.length < MIN_ROWS_FOR_IDENTIFIERS) return false;
  // Every row may have a time of its own.
  if (column.date !== undefined) return false;
  return (
    column.values.every(Number.isInteger) && new Set(column.values).size === column.values.length
  );
}

/**
 * Why a column must identify rows, or undefined where that is not certain. Distinct texts do; of distinct whole numbers, which
 * amounts may be too, more is asked: the name of an identifier, the order of the rows, a count or many digits.
 */
export function identifierReason(column: Column): string | undefined {
  if (column.kind === 'category') {
    const { codes } = column;
    const isEach =
      codes.length >= MIN_ROWS_FOR_IDENTIFIERS &&
      !codes.some(code => code < 0) &&
      new Set(codes).size === codes.length;
    return isEach ? 'every row has a distinct value' : undefined;
  }
  if (column.date === undefined && isBeyondWhole(column.values))
    return 'whole numbers over 2^53, which lose their last digits';
  if (!isDistinctWhole(column)) return undefined;
  const evidence = evidenceOf(column);
  return evidence && `every row has a distinct whole number, ${evidence}`;
}

function evidenceOf({ name, values }: NumberColumn): string | undefined {
  if (hasIdentifierName(name)) return 'and the name is that of an identifier';
  if (isSorted(values)) return 'in the order of the rows';
  const sorted = values.toSorted();
  const first = sorted[0]!;
  if ((first === 0 || first === 1) && sorted.at(-1) === first + sorted.length - 1)
    return `together they count from ${first}`;
  if (Math.abs(sorted[sorted.length >> 1]!) >= 10 ** (MANY_DIGITS - 1))
    return `of ${MANY_DIGITS} digits or more`;
  return undefined;
}

function isSorted(values: Float64Array): boolean {
  const sign = Math.sign(values[1]! - values[0]!);
  return values.every((value, i) => i === 0 || sign * (value - values[i - 1]!) > 0);
}

/** Are the filled cells whole numbers of about one length that a double cannot hold exactly? */
function isBeyondWhole(values: Float64Array): boolean {
  let min = Infinity;
  let max = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    const size = Math.abs(value);
    if (!Number.isInteger(value) || size <= Number.MAX_SAFE_INTEGER || size > MAX_KEY) return false;
    min = Math.min(min, size);
    max = Math.max(max, size);
  }
  return max > 0 && max <= 100 * min;
}
