import { sqlText } from '../duckdb.ts';
import type { NumberFormat } from '../reading.ts';

/** What may separate groups of three digits, by the key of the spec. */
const GROUP_MARKS: Readonly<Record<string, string>> = {
  ',': ',',
  '.': '\\.',
  ' ': '[ \u00a0\u2009\u202f]',
  "'": "['\u2019]"
};
const MINUS = '[-\u2212]';
const SIGN = '[-+\u2212]';

/**
 * The pattern of a number as people write it, for JavaScript and RE2: sign before or behind, or parentheses; a unit before
 * or behind. The first group is the digits with their marks.
 */
export function numberPattern({ decimal, thousands, unit }: NumberFormat): string {
  const group = thousands === undefined ? undefined : GROUP_MARKS[thousands]!;
  const whole = group === undefined ? '\\d+' : `(?:\\d{1,3}(?:${group}\\d{3})+|\\d+)`;
  const point = decimal === '.' ? '\\.' : ',';
  const digits = `((?:${whole}(?:${point}\\d*)?|${point}\\d+)(?:[eE][+-]?\\d+)?)`;
  const maybeUnit = unit === undefined ? '' : `(?:${escapePattern(unit)})?`;
  return `^\\(?\\s*${SIGN}?\\s*${maybeUnit}\\s*${SIGN}?\\s*${digits}\\s*${maybeUnit}\\s*${MINUS}?\\s*\\)?$`;
}

/** SQL of the number that a text says in a format; null for anything else. */
export function writtenNumberSql(text: string, format: NumberFormat): string {
  const pattern = sqlText(numberPattern(format));
  const digits = `regexp_extract(${text}, ${pattern}, 1)`;
  const ungrouped =
    format.thousands === undefined
      ? digits
      : `regexp_replace(${digits}, ${sqlText(GROUP_MARKS[format.thousands]!)}, '', 'g')`;
  const plain = format.decimal === '.' ? ungrouped : `replace(${ungrouped}, ',', '.')`;
  const sign = `CASE WHEN regexp_matches(${text}, '^[^0-9]*[-\u2212(]') OR regexp_matches(${text}, '[-\u2212]\\s*$') THEN -1 ELSE 1 END`;
  return `CASE WHEN regexp_matches(${text}, ${pattern}) THEN ${sign} * try_cast(${plain} AS DOUBLE) END`;
}

function escapePattern(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
