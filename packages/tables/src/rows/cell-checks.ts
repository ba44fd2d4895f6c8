import type { DuckDBDataChunk } from '@duckdb/node-api';
import { describeLevels, formatRange, MISSING, UNSEEN } from '@espalier/core';
import type { Feature } from '@espalier/core/contracts';
import type { BadCells, CellFault } from './bad-cells.ts';

/** In `isBad`: the row is not checked. */
export const SKIPPED = 2;

/** Makes a function that counts a cell of a column which is accepted with a warning. */
export type Warn = (field: string, problem: string) => (at: number) => void;

type TextVector = ReturnType<DuckDBDataChunk['getColumnVector']>;

/** A function that notes a cell which makes its row bad: `row` of the file, at `at` in the block, whose bad rows are in `isBad`. */
function createRefuse(name: string, bad: BadCells) {
  return (
    row: number,
    at: number,
    isBad: Uint8Array,
    fault: CellFault,
    texts?: TextVector
  ): void => {
    if (isBad[at] === SKIPPED) return;
    isBad[at] = 1;
    const shown = texts?.getItem(at);
    bad.add(row, name, fault, typeof shown === 'string' ? shown : undefined);
  };
}

/** `fault`: 0 for a number or an empty cell, 1 for something else, 2 for an infinite number. */
export function numberCheck(
  name: string,
  feature: Extract<Feature, { kind: 'number' }>,
  bad: BadCells,
  warn: Warn
) {
  const { min = -Infinity, max = Infinity, outside, integer, missing } = feature;
  const notNumber: CellFault = { problem: 'not a number', expected: 'a finite number' };
  const notFinite: CellFault = { problem: 'not finite', expected: 'a finite number' };
  const empty: CellFault = { problem: 'empty', expected: 'a number' };
  const beyond: CellFault = { problem: 'outside its range', expected: formatRange(feature) };
  const warnOutside = warn(name, 'outside its range');
  const warnFraction = warn(name, 'has a fraction');
  const refuse = createRefuse(name, bad);
  return (
    value: number,
    fault: number,
    texts: TextVector | undefined,
    row: number,
    at: number,
    isBad: Uint8Array
  ): void => {
    if (fault !== 0) refuse(row, at, isBad, fault === 2 ? notFinite : notNumber, texts);
    else if (value !== value) {
      if (missing === 'reject') refuse(row, at, isBad, empty);
    } else {
      if (value < min || value > max) {
        if (outside === 'reject') refuse(row, at, isBad, beyond);
        else warnOutside(at);
      }
      if (integer && !Number.isInteger(value)) warnFraction(at);
    }
  };
}

/** `fault`: 0 for a date or an empty cell. */
export function dateCheck(
  name: string,
  { missing }: Extract<Feature, { kind: 'date' }>,
  bad: BadCells
) {
  const notDate: CellFault = { problem: 'not a date', expected: 'a date like 2024-03-31' };
  const empty: CellFault = { problem: 'empty', expected: 'a date' };
  const refuse = createRefuse(name, bad);
  return (
    value: number,
    fault: number,
    texts: TextVector | undefined,
    row: number,
    at: number,
    isBad: Uint8Array
  ): void => {
    if (fault !== 0) refuse(row, at, isBad, notDate, texts);
    else if (value !== value && missing === 'reject') refuse(row, at, isBad, empty);
  };
}

/** `code`: MISSING or UNSEEN. */
export function categoryCheck(
  name: string,
  feature: Extract<Feature, { kind: 'category' }>,
  bad: BadCells,
  warn: Warn
) {
  const empty: CellFault = { problem: 'empty', expected: 'a value' };
  const { missing, unknown } = feature;
  const undeclared: CellFault = { problem: 'unknown level', expected: describeLevels(feature) };
  const warnUnknown = warn(name, 'unknown level: scored as other');
  const refuse = createRefuse(name, bad);
  return (code: number, row: number, at: number, isBad: Uint8Array): void => {
    if (code === MISSING) {
      if (missing === 'reject') refuse(row, at, isBad, empty);
    } else if (code === UNSEEN) {
      if (unknown === 'reject') refuse(row, at, isBad, undeclared);
      else warnUnknown(at);
    }
  };
}
