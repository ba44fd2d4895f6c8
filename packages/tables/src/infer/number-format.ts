import { numberPattern } from '../numbers/written.ts';
import type { NumberFormat } from '../reading.ts';
import type { ColumnValues } from './facts.ts';
import { FEW_VALUES } from './limits.ts';

/** What the file says about its numbers beside the column itself. */
export interface FileHints {
  readonly delimiter: string | undefined;
  /** The decimal mark of other columns that are clear. */
  readonly decimal?: '.' | ',' | undefined;
}

export type WrittenNumbers =
  /** One format fits all texts that look like numbers; `numBad` cells hold something else. */
  | { readonly format: NumberFormat; readonly numBad: number }
  /** They look like numbers, but no one format fits; `because` says why, and the keys that settle it. */
  | { readonly unclear: string; readonly keys: string };

/** Digits with marks, with a sign and a text before or behind. */
const LOOSE =
  /^\(?\s*[-+\u2212]?\s*([^\d\s.,'()<>~=+\u2212-][^\d.,'()<>~=+\u2212-]{0,15})?\s*[-+\u2212]?\s*((?:\d[\d.,'\u2019 \u00a0\u2009\u202f]*|[.,]\d+)(?:[eE][+-]?\d+)?)\s*([^\d\s.,'()<>~=+\u2212-][^\d()<>~=]{0,15}?)?\s*[-\u2212]?\s*\)?$/;
const CURRENCY =
  /^(\p{Sc}|[A-Z]{0,3}\p{Sc}|USD|EUR|GBP|CHF|JPY|CNY|INR|AUD|CAD|BRL|SEK|NOK|DKK|PLN|Rs\.?|kr\.?|Fr\.?)$/u;
/** This share of a column's texts must look like numbers. */
const NUMBER_SHARE = 0.9;

const MARKS: readonly NumberFormat[] = [
  { decimal: '.' },
  { decimal: ',' },
  { decimal: '.', thousands: ',' },
  { decimal: ',', thousands: '.' },
  { decimal: '.', thousands: ' ' },
  { decimal: ',', thousands: ' ' },
  { decimal: '.', thousands: "'" },
  { decimal: ',', thousands: "'" }
];

/** How a column writes its numbers: one format that its texts agree on. Undefined where most do not look like numbers. */
export function findNumberFormat(
  { values, distinct }: Pick<ColumnValues, 'values' | 'distinct'>,
  hints: FileHints
): WrittenNumbers | undefined {
  const total = countOf(values);
  const loose = values.flatMap(value => {
    const found = LOOSE.exec(value.text);
    if (found === null) return [];
    const [, before = '', digits = '', behind = ''] = found;
    // "Class 1" is a name, "$ 1" is money.
    if (before !== '' && !CURRENCY.test(before.trim())) return [];
    return [{ ...value, unit: (before === '' ? behind : before).trim(), digits }];
  });
  const numLoose = countOf(loose);
  if (numLoose < NUMBER_SHARE * total) return undefined;
  const unit = agreeOnUnit(loose, distinct <= FEW_VALUES);
  if (unit === undefined) return undefined;
  if (typeof unit !== 'string') return unit;
  const withUnit = (marks: NumberFormat): NumberFormat =>
    unit === '' ? marks : { ...marks, unit };
  const patterns = MARKS.map(marks => new RegExp(numberPattern(withUnit(marks))));
  const rated = MARKS.map((marks, i) => {
    const fitting = loose.filter(({ text }) => patterns[i]!.test(text));
    return {
      marks,
      fits: countOf(fitting),
      isGrouped: fitting.some(({ digits }) => isGrouped(digits, marks))
    };
  });
  const most = Math.max(...rated.map(({ fits }) => fits));
  // A mark that no text has says nothing.
  const best = rated.filter(
    ({ fits, marks, isGrouped }) => fits === most && (marks.thousands === undefined || isGrouped)
  );
  if (most < NUMBER_SHARE * numLoose) {
    const readable = loose.filter(({ text }) => patterns.some(pattern => pattern.test(text)));
    // 192.168.0.1 and 1.2.3 are not numbers in any format.
    return countOf(readable) < NUMBER_SHARE * numLoose || distinct <= FEW_VALUES
      ? undefined
      : {
          unclear: 'its numbers are written in different ways',
          keys: 'decimal and thousands of the column, and cells that agree'
        };
  }
  const marks = settle(
    best.map(({ marks }) => marks),
    { ...hints, isMoney: CURRENCY.test(unit) }
  );
  if (marks === undefined)
    return {
      unclear: 'a mark in its numbers may separate decimals or thousands',
      keys: 'decimal: "," or thousands: ","'
    };
  return { format: withUnit(marks), numBad: total - most };
}

/** Could every dot of a plain number column separate thousands, in a file that writes decimals with a comma? */
export const DOTTED_THOUSANDS: NumberFormat = { decimal: ',', thousands: '.' };

/** The unit that all texts have, '' for none; undefined for texts like "12 Main Street"; else why it is unclear. */
function agreeOnUnit(
  loose: readonly { readonly unit: string; readonly digits: string; readonly count: number }[],
  isFew: boolean
): string | { unclear: string; keys: string } | undefined {
  const counts = new Map<string, number>();
  for (const { unit, digits, count } of loose)
    if (unit !== '' || /[1-9]/.test(digits)) counts.set(unit, (counts.get(unit) ?? 0) + count);
  const units = [...counts.keys()].filter(unit => unit !== '');
  if (units.length === 0) return '';
  const [only] = units;
  const numBare = counts.get('') ?? 0;
  const areKnown = units.every(unit => CURRENCY.test(unit) || unit === '%');
  // Few values with a word: levels such as "5 or more".
  if (isFew && !areKnown) return undefined;
  if (units.length === 1) {
    if (numBare === 0 || CURRENCY.test(only!)) return only!;
    return {
      unclear: `${numBare} of its numbers have no unit, the others have "${only!}"`,
      keys: `unit: "${only!}" of the column, if it holds for all`
    };
  }
  if (areKnown || (units.length <= 3 && units.every(unit => /^\S{1,4}$/.test(unit))))
    return {
      unclear: `its numbers have ${units.length} different units (${units
        .slice(0, 3)
        .map(unit => `"${unit}"`)
        .join(', ')})`,
      keys: 'one unit for all cells'
    };
  return undefined;
}

/** The one reading of several that fit. */
function settle(
  fitting: readonly NumberFormat[],
  { delimiter, decimal, isMoney }: FileHints & { isMoney: boolean }
): NumberFormat | undefined {
  const [only, ...others] = fitting;
  if (others.length === 0) return only;
  const find = (marks: NumberFormat): NumberFormat | undefined =>
    fitting.find(other => other.decimal === marks.decimal && other.thousands === marks.thousands);
  // Numbers without any mark, perhaps with a unit.
  const plain = find({ decimal: '.' });
  if (plain !== undefined && find({ decimal: ',' }) !== undefined) return plain;
  // 1,234: thousands in a file of commas and for money, decimals in a file of semicolons.
  const comma = find({ decimal: ',' });
  const grouped = find({ decimal: '.', thousands: ',' });
  if (comma !== undefined && grouped !== undefined) {
    if (decimal !== undefined) return decimal === ',' ? comma : grouped;
    if (delimiter === ';') return comma;
    return delimiter === ',' || isMoney ? grouped : undefined;
  }
  // 1.234: decimals, unless the file writes those with a comma; money has no three of them.
  const dotted = find(DOTTED_THOUSANDS);
  if (plain !== undefined && dotted !== undefined)
    return decimal === ',' || isMoney ? dotted : plain;
  // Both decimals fit where there are only thousands.
  const sameGroups = fitting.find(({ thousands }) => thousands !== undefined);
  return sameGroups;
}

function isGrouped(digits: string, { thousands }: NumberFormat): boolean {
  if (thousands === undefined) return false;
  return thousands === ' '
    ? /\d[ \u00a0\u2009\u202f]\d/.test(digits)
    : thousands === "'"
      ? /['\u2019]/.test(digits)
      : digits.includes(thousands);
}

function countOf(values: readonly { readonly count: number }[]): number {
  return values.reduce((sum, { count }) => sum + count, 0);
}
