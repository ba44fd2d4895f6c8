import { MAX_NAMED_LEVELS } from '@espalier/core';
import { type Feature, plainFeature } from '@espalier/core/contracts';
import { numberPattern } from '../numbers/written.ts';
import { findDateForm } from './date-form.ts';
import type { CellValue, ColumnFacts, ColumnValues } from './facts.ts';
import { type FileHints, findNumberFormat } from './number-format.ts';
import { FEW_VALUES } from './limits.ts';
import { isLikelyMarker, isMarker, isPlainMarker } from './markers.ts';
import type { DateOrder } from '../dates/instant.ts';

/** The inferred role of a column and the reason, for people. */
export interface Inference {
  readonly column: string;
  readonly as: 'number' | 'category' | 'date' | 'ignored';
  readonly because: string;
}

export type InferredKind = Omit<Inference, 'column'> & {
  /** Of a number or a category. */
  readonly feature?: Feature;
  /** Of dates: how day and month are ordered; 'either' where no cell tells. */
  readonly order?: DateOrder | 'either' | undefined;
  /** Of dates: texts that stand for a missing one. */
  readonly missingValues?: readonly string[] | undefined;
  /** Why the column cannot be read without a word of the user, and what to write. */
  readonly unclear?: { readonly problem: string; readonly expected: string };
};

/** Text with this share of distinct values is an identifier. */
const IDENTIFIER_SHARE = 0.5;
/** A column is one of numbers when this share of its cells are, words for a missing value aside, */
const NUMBER_SHARE = 0.9;
/** or this share, and the others are a few texts in many cells. */
const REMARKS_SHARE = 0.8;
const MAX_REMARKS = 5;
/** Longer ones number accounts, not places. */
const MAX_CODE_LENGTH = 8;
/** A text in so many cells may be a level among numbers: "3+". */
const LEVEL_ROWS = 10;

/** Does the decision need the texts of the column? */
export function needsValues(facts: ColumnFacts): boolean {
  return (
    facts.filled > 0 &&
    facts.type !== 'nested' &&
    facts.type !== 'date' &&
    (facts.type === 'string' || facts.type === 'boolean' || !isPlainNumber(facts))
  );
}

function isPlainNumber({
  type,
  filled,
  numbers,
  leadingZeros,
  mayBeBeyondDoubles
}: ColumnFacts): boolean {
  return (
    type !== 'string' &&
    type !== 'boolean' &&
    numbers > 0 &&
    numbers === filled &&
    leadingZeros === 0 &&
    !mayBeBeyondDoubles
  );
}

/** The kind of a column by its facts, and by its texts where they are needed. */
export function inferKind(
  facts: ColumnFacts,
  found: ColumnValues | undefined,
  hints: FileHints
): InferredKind {
  const { filled, type } = facts;
  if (type === 'nested') return { as: 'ignored', because: 'it holds lists or objects' };
  if (filled === 0) return { as: 'ignored', because: 'every cell is empty' };
  if (type === 'date') return { as: 'date', because: 'it holds dates' };
  if (found === undefined) return facts.min === facts.max ? CONSTANT : plainNumbers(facts);
  const { values } = found;
  if (type === 'boolean') return inferText(facts, found, '');
  if (type === 'string')
    return findDateForm(values.map(({ text }) => text)) === undefined
      ? inferText(facts, found, '')
      : { as: 'date', because: 'it holds dates' };
  if (areBeyondDoubles(facts, values))
    return inferText(facts, found, 'whole numbers beyond 2^53 are read as text');
  const markers = values.filter(({ text, isNumber }) => !isNumber && isMarker(text));
  const rest = values.filter(value => !value.isNumber && !isMarker(value.text));
  const numMarked = countOf(markers);
  if (facts.leadingZeros > 0 && rest.length === 0)
    return inferText(facts, found, 'zeros in front are kept');
  const dates = findDateForm(rest.map(({ text }) => text));
  if (rest.length > 0 && facts.numbers === 0 && dates !== undefined)
    return {
      as: 'date',
      because: `it holds dates${missingNote(markers)}`,
      order: dates === 'either order' ? 'either' : dates.order,
      missingValues: markers.length === 0 ? undefined : textsOf(markers)
    };
  if (facts.numbers === 0 && rest.length === 0)
    return { as: 'ignored', because: `every cell is empty or says ${namesOf(markers)}` };
  if (rest.length === 0)
    return facts.min === facts.max && facts.filled - numMarked > 0 && found.distinctNumbers === 1
      ? { as: 'ignored', because: `every filled cell holds the same value${missingNote(markers)}` }
      : numbers(facts, {}, markers, 0);
  const written = writtenNumbers(facts, found, rest, markers, hints);
  return written ?? mostlyNumbers(facts, found, rest, markers) ?? inferText(facts, found, '');
}

const CONSTANT: InferredKind = { as: 'ignored', because: 'every cell holds the same value' };

function plainNumbers(facts: ColumnFacts): InferredKind {
  return numbers(facts, {}, [], 0);
}

/** A number column, its missing markers and how many cells are neither. */
function numbers(
  { isWhole }: ColumnFacts,
  format: object,
  markers: readonly CellValue[],
  numBad: number
): InferredKind {
  const isInteger = isWhole && Object.keys(format).length === 0;
  const missing = textsOf(markers).filter(text => !/^-?nan$/i.test(text));
  const because = [
    Object.keys(format).length > 0 ? `written ${describeFormat(format)}` : '',
    numBad > 0
      ? `but ${numBad} ${numBad === 1 ? 'cell is not one' : 'cells are not'}`
      : markers.length > 0
        ? `${cellsSay(countOf(markers))} ${namesOf(markers)}: missing`
        : Object.keys(format).length > 0
          ? ''
          : 'every cell is a number'
  ].filter(text => text !== '');
  return {
    as: 'number',
    because: because.join(', '),
    feature: {
      ...plainFeature('number'),
      ...(isInteger ? { integer: true } : {}),
      ...format,
      ...(missing.length > 0 ? { missing_values: missing } : {})
    }
  };
}

/** Numbers as people write them: one format that the column agrees on, or none that is clear. */
function writtenNumbers(
  facts: ColumnFacts,
  { values, distinct }: ColumnValues,
  rest: readonly CellValue[],
  markers: readonly CellValue[],
  hints: FileHints
): InferredKind | undefined {
  const unmarked = values.filter(({ text, isNumber }) => isNumber || !isMarker(text));
  if (facts.type !== 'text') return undefined;
  const found = findNumberFormat({ values: unmarked, distinct }, hints);
  if (found === undefined) return undefined;
  if ('unclear' in found)
    return {
      as: 'number',
      because: found.unclear,
      unclear: { problem: `it looks like numbers, but ${found.unclear}`, expected: found.keys }
    };
  // Plain numbers with a few other cells are told apart below.
  const isPlain = Object.keys(found.format).length === 1 && found.format.decimal === '.';
  const pattern = new RegExp(numberPattern(found.format));
  if (isPlain && !rest.some(({ text }) => pattern.test(text))) return undefined;
  if (distinct <= 2 && facts.filled > FEW_VALUES) return undefined;
  return numbers(facts, found.format, markers, found.numBad);
}

/** A column of numbers with some cells that are none: an error to be told, not a category. */
function mostlyNumbers(
  facts: ColumnFacts,
  { distinctNumbers }: ColumnValues,
  rest: readonly CellValue[],
  markers: readonly CellValue[]
): InferredKind | undefined {
  const numRest = countOf(rest);
  const likely = rest.filter(({ text }) => isLikelyMarker(text));
  const numOther = numRest - countOf(likely);
  const share = facts.numbers / Math.max(1, facts.numbers + numOther);
  if (facts.numbers === 0) return undefined;
  const areLevels =
    numOther > 0 && rest.every(({ count }) => count >= LEVEL_ROWS) && distinctNumbers <= FEW_VALUES;
  // A few texts among many numbers are remarks; many different ones are names, such as those of tickets.
  const isNumber =
    distinctNumbers > FEW_VALUES
      ? share >= NUMBER_SHARE || (share >= REMARKS_SHARE && rest.length <= MAX_REMARKS)
      : share >= NUMBER_SHARE && !areLevels;
  const areFewNumbers = distinctNumbers <= FEW_VALUES && facts.numbers < numRest;
  if (!isNumber || areFewNumbers) return undefined;
  return numbers(facts, {}, markers, numRest);
}

/** A category, or an identifier where most values differ. */
function inferText(
  facts: ColumnFacts,
  { values, distinct }: ColumnValues,
  note: string
): InferredKind {
  const suffix = note === '' ? '' : `; ${note}`;
  if (distinct === 1) return CONSTANT;
  const { filled } = facts;
  if (distinct > FEW_VALUES && distinct >= IDENTIFIER_SHARE * filled && !areCodes(facts, values))
    return {
      as: 'ignored',
      because: [
        `${distinct} different values in ${filled} cells: an identifier${suffix}`,
        ...numbersAmong(facts, note)
      ].join('; ')
    };
  const numAlike = countAlike(values);
  const markers = values.filter(({ text, isNumber }) => !isNumber && isPlainMarker(text));
  const remarks = [
    distinct > MAX_NAMED_LEVELS ? 'too many to be shown anywhere' : '',
    numAlike > 0 ? `${numAlike} differ from another by case or spaces only` : '',
    markers.length > 0
      ? `${cellsSay(countOf(markers))} ${namesOf(markers)}: kept as a level (missing_values reads it as missing)`
      : '',
    ...numbersAmong(facts, note)
  ].filter(text => text !== '');
  return {
    as: 'category',
    because: [`${distinct} different values${suffix}`, ...remarks].join('; '),
    feature: plainFeature('category')
  };
}

/** How many cells of a column of texts are numbers, where it matters. */
function numbersAmong({ numbers, filled, type }: ColumnFacts, note: string): string[] {
  if (numbers === 0 || note !== '') return [];
  // The file itself says that these are texts.
  if (type === 'string') return [`${numbers} of its texts are numbers: kind: number reads them`];
  return numbers < filled && type === 'text' ? [`${numbers} of ${filled} cells are numbers`] : [];
}

/** Whole numbers that a double cannot tell apart, several of them: one alone stands for "none". */
function areBeyondDoubles(
  { mayBeBeyondDoubles }: ColumnFacts,
  values: readonly CellValue[]
): boolean {
  if (!mayBeBeyondDoubles) return false;
  const long = values.filter(
    ({ text }) => /^[+-]?\d{16,}$/.test(text) && Math.abs(Number(text)) >= 2 ** 53
  );
  return long.length > 1;
}

/** Digits of one length with zeros in front, some of them twice: codes such as 02139, even when most differ. */
function areCodes({ leadingZeros, filled }: ColumnFacts, values: readonly CellValue[]): boolean {
  const [first] = values;
  return (
    leadingZeros > 0 &&
    first!.text.length <= MAX_CODE_LENGTH &&
    values.length < filled &&
    values.every(({ text }) => text.length === first!.text.length && /^\d+$/.test(text))
  );
}

/** How many values equal another one but for case and spaces. */
export function countAlike(values: readonly CellValue[]): number {
  const folded = new Set(
    values.map(({ text }) => text.trim().replaceAll(/\s+/g, ' ').toLowerCase())
  );
  return values.length - folded.size;
}

function textsOf(markers: readonly CellValue[]): string[] {
  return markers.map(({ text }) => text.trim());
}

function missingNote(markers: readonly CellValue[]): string {
  return markers.length === 0 ? '' : `; ${cellsSay(countOf(markers))} ${namesOf(markers)}`;
}

/** Markers are words of a fixed list, so they may be named. */
function namesOf(markers: readonly CellValue[]): string {
  const names = [...new Set(markers.map(({ text }) => text.trim()))];
  return names.length <= 3 ? names.join(' or ') : `${names.slice(0, 3).join(', ')}, …`;
}

function describeFormat(format: {
  readonly decimal?: string;
  readonly thousands?: string | undefined;
  readonly unit?: string | undefined;
}): string {
  const parts = [
    format.thousands === undefined
      ? undefined
      : `${format.thousands === ' ' ? 'a space' : `"${format.thousands}"`} between thousands`,
    format.decimal === ',' ? 'a decimal comma' : undefined,
    format.unit === undefined ? undefined : `the unit "${format.unit}"`
  ].filter(part => part !== undefined);
  return parts.length === 0 ? 'with signs as people write them' : `with ${parts.join(' and ')}`;
}

function cellsSay(count: number): string {
  return count === 1 ? '1 cell says' : `${count} cells say`;
}

function countOf(values: readonly { readonly count: number }[]): number {
  return values.reduce((sum, { count }) => sum + count, 0);
}
