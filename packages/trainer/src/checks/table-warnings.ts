import {
  type CategoryColumn,
  type Column,
  columnOf,
  countPositives,
  type Table
} from '@espalier/core';
import type { DatasetSpec } from '@espalier/core/contracts';
import { hasIdentifierName, identifierReason, isDistinctWhole } from './identifiers.ts';
import { counted, listNames, quoteWord } from './wording.ts';

/** Under this share a class is rare enough to say so. */
const RARE_SHARE = 0.01;
/** A sensitive column with more groups than this is better put into bands, where its values are numbers. */
const MAX_NUMBER_GROUPS = 20;
/** Identifiers with at most this many rows each, on average, and with at least this many values. */
const MAX_ROWS_OF_ID = 50;
const MIN_IDS = 30;

/** Warnings: accepted, but worth a look. */
export function tableWarnings(
  table: Table,
  labels: Uint8Array,
  spec: DatasetSpec,
  classes: readonly string[] = []
): string[] {
  const columns = Object.keys(spec.features).map(name => columnOf(table, name));
  const sensitive = spec.sensitive.map(name => columnOf(table, name));
  const counts = columns.map(numDistinct);
  const named = (test: (column: Column, i: number) => boolean): string[] =>
    columns.filter(test).map(({ name }) => name);
  const empty = named((_, i) => counts[i] === 0);
  const constant = named((_, i) => counts[i] === 1);
  const distinct = named(
    column => isDistinctWhole(column) && identifierReason(column) === undefined
  );
  const repeated = spec.group === undefined ? named(isRepeatedId) : [];
  const share = countPositives(labels) / labels.length;
  const rare = Math.min(share, 1 - share);
  return [
    ...(countSpellings(classes) < classes.length
      ? [`${spec.target.column}: its two values differ by case or spaces only`]
      : []),
    ...(empty.length === 0 ? [] : [`empty: ${listNames(empty)}`]),
    ...(constant.length === 0 ? [] : [`the same value in every row: ${listNames(constant)}`]),
    ...distinct.map(
      name =>
        `${name}: every row has a distinct whole number; if it names rows, pass --ignore ${quoteWord(name)}`
    ),
    ...repeated.map(
      name =>
        `${name}: looks like an identifier that several rows share; if so, set group: to it in the dataset spec, so that its rows are never on both sides of the split, or pass --ignore ${quoteWord(name)}`
    ),
    ...[...columns, ...sensitive].flatMap(spellingWarnings),
    ...sensitive.flatMap(bandWarnings),
    ...(rare < RARE_SHARE ? [`the rarer class has ${(100 * rare).toFixed(2)}% of the rows`] : [])
  ];
}

/** Number of distinct values, counted up to two. */
function numDistinct(column: Column): number {
  const cells = column.kind === 'number' ? column.values : column.codes;
  let first: number | undefined;
  for (const cell of cells) {
    if (column.kind === 'number' ? Number.isNaN(cell) : cell < 0) continue;
    if (first === undefined) first = cell;
    else if (cell !== first) return 2;
  }
  return first === undefined ? 0 : 1;
}

/** Is it named like an identifier, with a few rows for each of many values? */
function isRepeatedId(column: Column): boolean {
  if (!hasIdentifierName(column.name)) return false;
  const cells = column.kind === 'number' ? column.values : column.codes;
  if (column.kind === 'number' && !column.values.every(x => Number.isNaN(x) || Number.isInteger(x)))
    return false;
  const count = new Set(cells).size;
  return count >= MIN_IDS && count < cells.length && count * MAX_ROWS_OF_ID >= cells.length;
}

/** Levels that are one another but for case and outer spaces. */
function spellingWarnings(column: Column): string[] {
  if (column.kind === 'number') return [];
  const present = presentLevels(column);
  const extra = present.length - countSpellings(present);
  if (extra === 0) return [];
  return [
    `${column.name}: ${counted(extra, 'level')} ${extra === 1 ? 'differs' : 'differ'} from others by case or spaces only`
  ];
}

/** Number of different texts, case and outer spaces aside. */
function countSpellings(texts: readonly string[]): number {
  return new Set(texts.map(text => text.trim().toLowerCase())).size;
}

function bandWarnings(column: Column): string[] {
  if (column.kind === 'number') return [];
  const present = presentLevels(column);
  const areNumbers = present.every(level => level.trim() !== '' && Number.isFinite(Number(level)));
  if (present.length <= MAX_NUMBER_GROUPS || !areNumbers) return [];
  return [
    `${column.name}: each of ${present.length} numbers is a group of its own; put them into a few bands, like 18-29 and 30-49, to compare groups that are large enough to tell`
  ];
}

function presentLevels({ levels, codes }: CategoryColumn): string[] {
  const present = new Set(codes);
  return levels.filter((_, code) => present.has(code));
}
