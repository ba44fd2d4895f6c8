import { sqlText } from '../duckdb.ts';
import { instantSql } from '../dates/instant.ts';
import { writtenNumberSql } from '../numbers/written.ts';
import { dateOrderOf, missingValuesOf, numberFormatOf, type ReadingRules } from '../reading.ts';
import type { Source } from './source.ts';

/** Characters stripped besides spaces: DuckDB's trim() is four times slower when it is told what. */
const BLANKS = `' ' || chr(9) || chr(13) || chr(10) || chr(160)`;

/** The cells of columns of text: the text itself, and the number or the time that it says. */
export function textCells(
  raw: (name: string) => string,
  rules: ReadingRules,
  { onlySpaces = false }: { readonly onlySpaces?: boolean } = {}
): Pick<Source, 'text' | 'number' | 'numberOf' | 'instant'> {
  const filled = (name: string): string =>
    rules.trim
      ? `nullif(trim(${raw(name)}${onlySpaces ? '' : `, ${BLANKS}`}), '')`
      : `nullif(${raw(name)}, '')`;
  const text = (name: string): string => withoutTexts(filled(name), missingValuesOf(rules, name));
  return {
    text,
    number: name =>
      withoutNumbers(numberSql(text(name), raw(name), rules, name), missingValuesOf(rules, name)),
    numberOf: (name, given) =>
      withoutNumbers(numberSql(given, given, rules, name), missingValuesOf(rules, name)),
    instant: name => instantSql(text(name), dateOrderOf(rules, name))
  };
}

/** An own format of a column, or plain numbers; the raw cell where nothing was done to it. */
function numberSql(text: string, raw: string, rules: ReadingRules, name: string): string {
  const format = numberFormatOf(rules, name);
  if (format !== undefined) return writtenNumberSql(text, format);
  return plainNumberSql(missingValuesOf(rules, name).length === 0 ? raw : text);
}

/** DuckDB takes 1_000 for a number; nobody else does. */
function plainNumberSql(text: string): string {
  return `CASE WHEN contains(${text}, '_') THEN NULL ELSE try_cast(${text} AS DOUBLE) END`;
}

/** The text of a number; that of a whole one has no fraction, so that 3.0 is the level "3". */
export function numberText(number: string): string {
  return `CASE WHEN ${number} = trunc(${number}) AND abs(${number}) < 1e15 THEN CAST(CAST(${number} AS BIGINT) AS VARCHAR) ELSE CAST(${number} AS VARCHAR) END`;
}

/** Null instead of the texts that stand for an empty cell. */
function withoutTexts(text: string, missing: readonly string[]): string {
  if (missing.length === 0) return text;
  const texts = missing.map(value => sqlText(value.trim().toLowerCase())).join(', ');
  return `CASE WHEN lower(trim(${text}, ${BLANKS})) IN (${texts}) THEN NULL ELSE ${text} END`;
}

/** Null instead of the numbers that stand for an empty cell: -999 is also -999.0. */
export function withoutNumbers(number: string, missing: readonly string[]): string {
  const numbers = missing.filter(isNumber).map(Number);
  return numbers.length === 0
    ? number
    : `CASE WHEN ${number} IN (${numbers.join(', ')}) THEN NULL ELSE ${number} END`;
}

function isNumber(text: string): boolean {
  return text.trim() !== '' && Number.isFinite(Number(text));
}

/** SQL that is true for a cell with text that is not a finite number. NaN is an empty cell. */
export function isBadNumber(source: Source, name: string): string {
  const number = source.number(name);
  if (isPlainNumber(source, name)) return `coalesce(isinf(${number}), false)`;
  return `coalesce(isinf(${number}), nullif(trim(${source.text(name)}), '') IS NOT NULL)`;
}

/** Does the file itself say that the column holds numbers, so that a cell is empty, a number or infinite? */
export function isPlainNumber(source: Source, name: string): boolean {
  return source.format === 'parquet' && source.typeOf(name) === 'number';
}

/** SQL that is true for a cell with text that is not a date. */
export function isBadDate(source: Source, name: string): string {
  return `(${source.text(name)} IS NOT NULL AND ${source.instant(name)} IS NULL)`;
}
