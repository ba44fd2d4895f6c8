import {
  type Column,
  columnOf,
  countPositives,
  EspalierError,
  type Problem,
  selectLabels,
  selectRows,
  shuffle,
  type Table
} from '@espalier/core';
import type { DatasetSpec } from '@espalier/core/contracts';
import { MAX_ROWS_TO_CHECK } from '../limits.ts';
import { createChecksStream } from '../streams.ts';
import { isIdentifier } from './identifiers.ts';
import { aloneAuc, canShowLeaks, LEAK_AUC } from './leaks.ts';

/** Under this share a class is rare enough to say so. */
const RARE_SHARE = 0.01;

/**
 * Refuse features that cannot be right: one that predicts the target alone, one that identifies rows. `allowed` holds the names of
 * checks that the user skips, like `leak:cibil_score`. Errors: E_CHECK_FAILED with every column.
 */
export function checkFeatures(
  table: Table,
  labels: Uint8Array,
  spec: DatasetSpec,
  allowed: ReadonlySet<string>
): void {
  const sample = sampleRows(table, labels);
  const failed = Object.keys(spec.features)
    .flatMap(name => [
      ...identifierProblems(columnOf(table, name)),
      ...leakProblems(columnOf(sample.table, name), sample.labels)
    ])
    .filter(({ check }) => !allowed.has(check));
  if (failed.length === 0) return;
  throw new EspalierError(
    'E_CHECK_FAILED',
    `Cannot train on these features: ${failed.length} ${failed.length === 1 ? 'looks' : 'look'} like a leak or an identifier`,
    `List them under ignore in the dataset spec or, if they are right, pass ${failed.map(({ check }) => `--allow ${check}`).join(' ')}`,
    { details: failed.map(({ field, problem, expected }) => ({ field, problem, expected })) }
  );
}

/** A leak shows in a part of the rows as well as in all. */
function sampleRows(table: Table, labels: Uint8Array): { table: Table; labels: Uint8Array } {
  if (table.numRows <= MAX_ROWS_TO_CHECK) return { table, labels };
  const all = Uint32Array.from(labels, (_, row) => row);
  const rows = shuffle(all, createChecksStream()).subarray(0, MAX_ROWS_TO_CHECK).sort();
  return { table: selectRows(table, rows), labels: selectLabels(labels, rows) };
}

interface Failed extends Required<Pick<Problem, 'field' | 'problem' | 'expected'>> {
  readonly check: string;
}

function identifierProblems(column: Column): Failed[] {
  if (!isIdentifier(column)) return [];
  const field = column.name;
  return [
    {
      check: `identifier:${field}`,
      field,
      problem: 'every row has a distinct value',
      expected: 'values that rows share'
    }
  ];
}

function leakProblems(column: Column, labels: Uint8Array): Failed[] {
  const field = column.name;
  const auc = canShowLeaks(labels) ? aloneAuc(column, labels, createChecksStream()) : 0;
  if (auc < LEAK_AUC) return [];
  return [
    {
      check: `leak:${field}`,
      field,
      problem: `predicts the target alone: ROC-AUC ${auc.toFixed(4)}`,
      expected: `less than ${LEAK_AUC}, unless the column is known before the outcome`
    }
  ];
}

/** Warnings: accepted, but worth a look. */
export function tableWarnings(table: Table, labels: Uint8Array, spec: DatasetSpec): string[] {
  const columns = Object.keys(spec.features).map(name => columnOf(table, name));
  const named = (test: (column: Column) => boolean): string =>
    columns
      .filter(test)
      .map(({ name }) => name)
      .join(', ');
  const empty = named(column => numDistinct(column) === 0);
  const constant = named(column => numDistinct(column) === 1);
  const share = countPositives(labels) / labels.length;
  const rare = Math.min(share, 1 - share);
  return [
    ...(empty === '' ? [] : [`empty: ${empty}`]),
    ...(constant === '' ? [] : [`the same value in every row: ${constant}`]),
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

/** Rows that occur in both parts make the estimate look better than it is. */
export function repeatWarnings({
  numRepeats,
  numValidation
}: {
  readonly numRepeats: number;
  readonly numValidation: number;
}): string[] {
  if (numRepeats === 0) return [];
  const share = ((100 * numRepeats) / numValidation).toFixed(1);
  return [`${numRepeats} of the validation rows (${share}%) also occur among the training rows`];
}
