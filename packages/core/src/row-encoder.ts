import {
  type CategoryFeature,
  type DatasetSpec,
  type NumberFeature
} from './contracts/dataset-spec.ts';
import { specColumns } from './dataset-spec.ts';
import { type Problem } from './errors.ts';
import { formatRange } from './format-range.ts';
import { nearest } from './nearest.ts';
import { type Column, MISSING, type Table, UNSEEN } from './table.ts';

export interface EncodedRows {
  /** The features of the spec, in its order; only to be scored when there is no problem. */
  readonly table: Table;
  /** What makes rows unusable: all of it. */
  readonly problems: readonly Problem[];
  /** What is odd and was put up with: unknown levels, numbers out of range, fields that nobody declared. */
  readonly warnings: readonly Problem[];
}

export type RowEncoder = (rows: readonly unknown[]) => EncodedRows;

/** Sinks for what one cell has to say. */
interface Notes {
  problem(row: number, problem: string, expected?: string): void;
  warning(row: number, problem: string, expected?: string): void;
}

/**
 * Make the function that turns JSON rows into a table. A string or a boolean is no number; a number is the level with
 * that text; null is missing; an absent feature is a problem. Needs a spec whose categories all have levels. `groups` is a
 * sensitive column to read besides, whatever it holds.
 */
export function createRowEncoder(
  spec: DatasetSpec,
  groups?: { readonly column: string; readonly levels: readonly string[] }
): RowEncoder {
  const features = Object.entries(spec.features).map(([name, feature]) => ({
    name,
    encode:
      feature.kind === 'number'
        ? numberEncoder(name, feature)
        : categoryEncoder(name, feature, spec.trim)
  }));
  const known = new Set(specColumns(spec));
  return rows => {
    const problems: Problem[] = [];
    const warnings: Problem[] = [];
    rows.forEach((row, at) => {
      if (isRecord(row)) warnings.push(...undeclared(row, at, known));
      else problems.push({ row: at, problem: 'not an object', expected: 'an object of features' });
    });
    const columns = features.map(({ name, encode }) =>
      encode(rows, {
        problem: (row, problem, expected) => problems.push(note(row, name, problem, expected)),
        warning: (row, problem, expected) => warnings.push(note(row, name, problem, expected))
      })
    );
    if (groups !== undefined) columns.push(encodeGroups(groups, rows, spec.trim));
    const byRow = (a: Problem, b: Problem): number => a.row! - b.row!;
    return {
      table: { numRows: rows.length, columns },
      problems: problems.sort(byRow),
      warnings: warnings.sort(byRow)
    };
  };
}

function note(row: number, field: string, problem: string, expected?: string): Problem {
  return expected === undefined ? { row, field, problem } : { row, field, problem, expected };
}

function isRecord(row: unknown): row is Record<string, unknown> {
  return typeof row === 'object' && row !== null && !Array.isArray(row);
}

function undeclared(
  row: Record<string, unknown>,
  at: number,
  known: ReadonlySet<string>
): Problem[] {
  const found: Problem[] = [];
  for (const field in row) {
    if (known.has(field)) continue;
    const meant = nearest(field, known);
    found.push({
      row: at,
      field: field.slice(0, 64),
      problem: 'not a field of this model: ignored',
      ...(meant === undefined ? {} : { expected: `"${meant}", perhaps` })
    });
  }
  return found;
}

type ColumnEncoder = (rows: readonly unknown[], notes: Notes) => Column;

/** The cell, or undefined when the row does not have it (or is no row). */
function cellOf(row: unknown, name: string): unknown {
  return isRecord(row) && Object.hasOwn(row, name) ? row[name] : undefined;
}

function numberEncoder(name: string, feature: NumberFeature): ColumnEncoder {
  const { integer, min = -Infinity, max = Infinity, outside, missing } = feature;
  const range = formatRange(feature);
  const check = (value: number, row: number, notes: Notes): void => {
    if (!Number.isFinite(value)) notes.problem(row, 'not finite', 'a finite number');
    else if (value < min || value > max) {
      if (outside === 'reject') notes.problem(row, 'outside its range', range);
      else notes.warning(row, 'outside its range', range);
    }
    if (integer && Number.isFinite(value) && !Number.isInteger(value))
      notes.warning(row, 'has a fraction', 'a whole number');
  };
  return (rows, notes) => {
    const values = new Float64Array(rows.length).fill(NaN);
    rows.forEach((row, at) => {
      const cell = cellOf(row, name);
      if (typeof cell === 'number') {
        values[at] = cell;
        check(cell, at, notes);
      } else if (cell === null) {
        if (missing === 'reject') notes.problem(at, 'empty', 'number');
      } else if (cell !== undefined) notes.problem(at, jsonType(cell), 'number');
      else if (isRecord(row)) notes.problem(at, 'missing', 'number');
    });
    return { kind: 'number', name, values };
  };
}

function categoryEncoder(
  name: string,
  { levels = [], unknown, missing }: CategoryFeature,
  trim: boolean
): ColumnEncoder {
  const codeOf = new Map(levels.map((level, code) => [level, code]));
  const expected = `one of ${levels.join(', ')}`;
  return (rows, notes) => {
    const codes = new Int32Array(rows.length).fill(MISSING);
    rows.forEach((row, at) => {
      const cell = cellOf(row, name);
      if (typeof cell === 'string' || typeof cell === 'number') {
        const text = String(cell);
        const code = codeOf.get(trim ? text.trim() : text) ?? UNSEEN;
        codes[at] = code;
        if (code !== UNSEEN) return;
        if (unknown === 'reject') notes.problem(at, 'unknown level', expected);
        else notes.warning(at, 'unknown level: scored as other', expected);
      } else if (cell === null) {
        if (missing === 'reject') notes.problem(at, 'empty', expected);
      } else if (cell !== undefined) notes.problem(at, jsonType(cell), expected);
      else if (isRecord(row)) notes.problem(at, 'missing', expected);
    });
    return { kind: 'category', name, levels, codes };
  };
}

/** A level that is not listed is unseen, anything that is no level is missing. */
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
