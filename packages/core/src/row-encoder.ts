import type {
  CategoryFeature,
  DatasetSpec,
  DateFeature,
  Feature,
  NumberFeature
} from './contracts/dataset-spec.ts';
import { parseIsoDate } from './dates.ts';
import { specColumns } from './spec-columns.ts';
import type { Problem } from './errors.ts';
import { formatRange } from './format-range.ts';
import { type MissingValues, missingValuesOf } from './missing-values.ts';
import { describeLevels, knownLevels } from './levels.ts';
import { nearest } from './nearest.ts';
import { type Column, MISSING, type Table, UNSEEN } from './table.ts';

export interface EncodedRows {
  /** The features of the spec, in its order. Do not score it if there are problems. */
  readonly table: Table;
  /** Every reason to reject a row. */
  readonly problems: readonly Problem[];
  /** Accepted, but worth a look: unknown levels, numbers out of range, undeclared fields. */
  readonly warnings: readonly Problem[];
}

export type RowEncoder = (rows: readonly unknown[]) => EncodedRows;

/** Problems and warnings so far. Plain data, because encoding one row takes no longer than a few closures. */
interface Notes {
  readonly problems: Problem[];
  readonly warnings: Problem[];
}

/**
 * Create a function that turns JSON rows into a table. Strings and booleans are not numbers; a number matches the level with
 * that text, a boolean the level true or false; null is missing, and so are the spec's missing_values; an absent feature is a problem. Every category of the spec needs levels. `groups` names a
 * sensitive column to read as well, never checked.
 */
export function createRowEncoder(
  spec: DatasetSpec,
  groups?: { readonly column: string; readonly levels: readonly string[] }
): RowEncoder {
  const encoders = Object.entries(spec.features).map(([name, feature]) =>
    encoderOf(name, feature, spec.trim, missingValuesOf(feature, spec))
  );
  const known = new Set(specColumns(spec));
  return rows => {
    const notes: Notes = { problems: [], warnings: [] };
    for (let at = 0; at < rows.length; ++at) {
      const row = rows[at];
      if (isRecord(row)) noteUndeclared(row, at, known, notes);
      else notes.problems.push({ row: at, ...NOT_AN_OBJECT });
    }
    const columns: Column[] = [];
    for (const encode of encoders) columns.push(encode(rows, notes));
    if (groups !== undefined) columns.push(encodeGroups(groups, rows, spec.trim));
    const { problems, warnings } = notes;
    if (problems.length > 1) problems.sort(byRow);
    if (warnings.length > 1) warnings.sort(byRow);
    return { table: { numRows: rows.length, columns }, problems, warnings };
  };
}

const NOT_AN_OBJECT = { problem: 'not an object', expected: 'an object of features' };

function byRow(a: Problem, b: Problem): number {
  return a.row! - b.row!;
}

function isRecord(row: unknown): row is Record<string, unknown> {
  return typeof row === 'object' && row !== null && !Array.isArray(row);
}

/** Characters kept of the name of an undeclared field. */
const MAX_NAME = 256;

function noteUndeclared(
  row: Record<string, unknown>,
  at: number,
  known: ReadonlySet<string>,
  { warnings }: Notes
): void {
  for (const field in row) {
    if (known.has(field)) continue;
    const meant = nearest(field, known);
    warnings.push({
      row: at,
      field: field.slice(0, MAX_NAME),
      problem: 'not a field of this model: ignored',
      ...(meant === undefined ? {} : { expected: `"${meant}", perhaps` })
    });
  }
}

type ColumnEncoder = (rows: readonly unknown[], notes: Notes) => Column;

function encoderOf(
  name: string,
  feature: Feature,
  trim: boolean,
  missingValues: MissingValues
): ColumnEncoder {
  switch (feature.kind) {
    case 'number':
      return numberEncoder(name, feature, missingValues);
    case 'category':
      return categoryEncoder(name, feature, trim, missingValues);
    case 'date':
      return dateEncoder(name, feature, missingValues);
  }
}

/** The cell; undefined if the row does not have it or is not an object. */
function cellOf(row: unknown, name: string): unknown {
  return isRecord(row) && Object.hasOwn(row, name) ? row[name] : undefined;
}

function numberEncoder(
  name: string,
  feature: NumberFeature,
  missingValues: MissingValues
): ColumnEncoder {
  const { integer, min = -Infinity, max = Infinity, outside, missing } = feature;
  const range = formatRange(feature);
  const isUsual = (value: number): boolean =>
    value >= min && value <= max && (integer ? Number.isInteger(value) : value - value === 0);
  const check = (value: number, row: number, { problems, warnings }: Notes): void => {
    if (!Number.isFinite(value)) {
      problems.push({ row, field: name, problem: 'not finite', expected: 'a finite number' });
      return;
    }
    if (value < min || value > max) {
      const to = outside === 'reject' ? problems : warnings;
      to.push({ row, field: name, problem: 'outside its range', expected: range });
    }
    if (integer && !Number.isInteger(value))
      warnings.push({ row, field: name, problem: 'has a fraction', expected: 'a whole number' });
  };
  return (rows, notes) => {
    const values = new Float64Array(rows.length);
    for (let at = 0; at < rows.length; ++at) {
      const row = rows[at];
      const given = cellOf(row, name);
      const cell = missingValues.hasNumber(given) ? null : given;
      if (typeof cell === 'number') {
        values[at] = cell;
        if (!isUsual(cell)) check(cell, at, notes);
        continue;
      }
      values[at] = NaN;
      const problem = cell === null ? (missing === 'reject' ? 'empty' : '') : noCell(cell, row);
      if (problem !== '')
        notes.problems.push({ row: at, field: name, problem, expected: 'number' });
    }
    return { kind: 'number', name, values };
  };
}

/** An ISO 8601 text, with or without a time and a zone; a number is not a date. */
function dateEncoder(
  name: string,
  { missing, parts }: DateFeature,
  missingValues: MissingValues
): ColumnEncoder {
  return (rows, notes) => {
    const values = new Float64Array(rows.length).fill(NaN);
    for (let at = 0; at < rows.length; ++at) {
      const row = rows[at];
      const given = cellOf(row, name);
      const cell = missingValues.hasText(given) ? null : given;
      const value = typeof cell === 'string' ? parseIsoDate(cell) : undefined;
      if (value !== undefined) {
        values[at] = value;
        continue;
      }
      const problem =
        typeof cell === 'string'
          ? 'not a date'
          : cell === null
            ? missing === 'reject'
              ? 'empty'
              : ''
            : noCell(cell, row);
      if (problem !== '') notes.problems.push({ row: at, field: name, problem, expected: A_DATE });
    }
    return { kind: 'number', name, values, date: { parts } };
  };
}

const A_DATE = 'a date like 2024-03-31';

function categoryEncoder(
  name: string,
  feature: CategoryFeature,
  trim: boolean,
  missingValues: MissingValues
): ColumnEncoder {
  const { unknown, missing } = feature;
  const levels = knownLevels(feature) ?? [];
  const codeOf = new Map(levels.map((level, code) => [level, code]));
  const textOf = booleanTexts(levels);
  const expected = describeLevels(feature);
  return (rows, notes) => {
    const codes = new Int32Array(rows.length);
    for (let at = 0; at < rows.length; ++at) {
      const row = rows[at];
      const given = cellOf(row, name);
      const cell = missingValues.hasText(given) ? null : (textOf.get(given) ?? given);
      if (typeof cell === 'string' || typeof cell === 'number') {
        const text = String(cell);
        const code = codeOf.get(trim ? text.trim() : text) ?? UNSEEN;
        codes[at] = code;
        if (code !== UNSEEN) continue;
        if (unknown === 'reject')
          notes.problems.push({ row: at, field: name, problem: 'unknown level', expected });
        else
          notes.warnings.push({
            row: at,
            field: name,
            problem: 'unknown level: scored as other',
            expected
          });
        continue;
      }
      codes[at] = MISSING;
      const problem = cell === null ? (missing === 'reject' ? 'empty' : '') : noCell(cell, row);
      if (problem !== '') notes.problems.push({ row: at, field: name, problem, expected });
    }
    return { kind: 'category', name, levels, codes };
  };
}

/** The level that a boolean stands for, where there is one: true, True or TRUE. */
function booleanTexts(levels: readonly string[]): ReadonlyMap<unknown, string> {
  const found = [true, false].flatMap((value): [unknown, string][] => {
    const level = levels.find(text => text.toLowerCase() === String(value));
    return level === undefined ? [] : [[value, level]];
  });
  return new Map(found);
}

/** The problem of a cell of the wrong type; empty if the row is not an object, which is reported once. */
function noCell(cell: unknown, row: unknown): string {
  if (cell !== undefined) return jsonType(cell);
  return isRecord(row) ? 'missing' : '';
}

/** An unlisted level is UNSEEN; anything but a string or a number is MISSING. */
function encodeGroups(
  { column, levels }: { readonly column: string; readonly levels: readonly string[] },
  rows: readonly unknown[],
  trim: boolean
): Column {
  const codes = Int32Array.from(rows, row => {
    const cell = cellOf(row, column);
    if (typeof cell !== 'string' && typeof cell !== 'number') return MISSING;
    const at = levels.indexOf(trim ? String(cell).trim() : String(cell));
    return at < 0 ? UNSEEN : at;
  });
  return { kind: 'category', name: column, levels, codes };
}

function jsonType(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
