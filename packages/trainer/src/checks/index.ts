import { type Progress, voidProgress } from '@espalier/cli';
import {
  type Column,
  EspalierError,
  type Problem,
  selectLabels,
  selectRows,
  shuffle,
  type Table
} from '@espalier/core';
import type { DatasetSpec } from '@espalier/core/contracts';
import {
  MAX_CELLS_TO_CHECK,
  MAX_ROWS_TO_CHECK,
  MIN_CLASS_ROWS,
  MIN_ROWS_TO_CHECK,
  NUM_FOLDS_OF_CHECKS
} from '../limits.ts';
import { stratifiedFolds } from '../split/stratified.ts';
import { createChecksStream } from '../streams.ts';
import { identifierReason } from './identifiers.ts';
import { aloneAuc, canShowLeaks, LEAK_AUC, measureStrength } from './leaks.ts';
import { distinctRows } from './repeats.ts';
import { quoteWord } from './wording.ts';

export { resultWarnings } from './result-warnings.ts';
export { tableWarnings } from './table-warnings.ts';

/** Values with fewer rows each may name whom the rows are about. */
const MAX_ROWS_OF_NAME = 50;

/**
 * Refuse features that cannot be right: one that predicts the target alone, one that identifies rows. `allowed` holds the names of
 * checks that the user skips, like `leak:cibil_score`. Errors: E_CHECK_FAILED with every column.
 */
export function checkFeatures(
  table: Table,
  labels: Uint8Array,
  spec: DatasetSpec,
  allowed: ReadonlySet<string>,
  progress: Pick<Progress, 'note'> = voidProgress
): void {
  const features = table.columns.filter(({ name }) => Object.hasOwn(spec.features, name));
  const sample = sampleRows({ numRows: table.numRows, columns: features }, labels);
  if (sample.table.numRows < table.numRows)
    progress.note(`looking for leaks in ${sample.table.numRows} of ${table.numRows} rows`);
  const leaks = new Map(findLeaks(sample).map(failure => [failure.field, failure]));
  const failed = features
    .flatMap(column => [
      ...identifierProblems(column),
      ...(leaks.has(column.name) ? [leaks.get(column.name)!] : [])
    ])
    .filter(({ check }) => !allowed.has(check));
  if (failed.length === 0) return;
  const names = [...new Set(failed.map(({ field }) => field))];
  const ignore = names.map(name => `--ignore ${quoteWord(name)}`).join(' ');
  const allow = failed.map(({ check }) => `--allow ${quoteWord(check)}`).join(' ');
  throw new EspalierError(
    'E_CHECK_FAILED',
    `Cannot train on these features: ${failed.length} ${failed.length === 1 ? 'looks' : 'look'} like a leak or an identifier`,
    names.length === 1
      ? `Pass ${ignore}, or list it under ignore in the dataset spec; if it is right, pass ${allow}`
      : `Pass ${ignore}, or list them under ignore in the dataset spec; if they are right, pass ${allow}`,
    { details: failed.map(({ field, problem, expected }) => ({ field, problem, expected })) }
  );
}

interface Sample {
  readonly table: Table;
  readonly labels: Uint8Array;
}

/** A leak shows in a part of the rows as well as in all. */
function sampleRows(table: Table, labels: Uint8Array): Sample {
  const byCells = Math.floor(MAX_CELLS_TO_CHECK / Math.max(1, table.columns.length));
  const maxRows = Math.min(MAX_ROWS_TO_CHECK, Math.max(MIN_ROWS_TO_CHECK, byCells));
  if (table.numRows <= maxRows) return { table, labels };
  const all = Uint32Array.from(labels, (_, row) => row);
  const rows = shuffle(all, createChecksStream()).subarray(0, maxRows).sort();
  return { table: selectRows(table, rows), labels: selectLabels(labels, rows) };
}

interface Failed extends Required<Pick<Problem, 'field' | 'problem' | 'expected'>> {
  readonly check: string;
}

function identifierProblems(column: Column): Failed[] {
  const problem = identifierReason(column);
  if (problem === undefined) return [];
  const field = column.name;
  return [{ check: `identifier:${field}`, field, problem, expected: 'values that rows share' }];
}

/** Columns that predict the target alone, also when a row that occurs several times counts once. */
function findLeaks(sample: Sample): Failed[] {
  const suspects = suspectColumns(sample);
  if (suspects.length === 0) return [];
  const once = distinctRows(sample.table, sample.labels);
  const distinct = {
    table: selectRows({ ...sample.table, columns: suspects }, once),
    labels: selectLabels(sample.labels, once)
  };
  const isEnough = canShowLeaks(distinct.labels, MIN_CLASS_ROWS);
  const columns = isEnough ? suspectColumns(distinct) : suspects;
  return columns.map(column => leakProblem(column, isEnough ? distinct.labels : sample.labels));
}

function suspectColumns({ table, labels }: Sample): Column[] {
  if (!canShowLeaks(labels)) return [];
  const folds = checkFolds(labels);
  return table.columns.filter(column => aloneAuc(column, labels, folds) >= LEAK_AUC);
}

function checkFolds(labels: Uint8Array): Uint8Array {
  return stratifiedFolds(labels, NUM_FOLDS_OF_CHECKS, createChecksStream());
}

function leakProblem(column: Column, labels: Uint8Array): Failed {
  const field = column.name;
  const { order, range, value } = measureStrength(column, labels, checkFolds(labels));
  const cells = column.kind === 'number' ? column.values : column.codes;
  const namesSomebody =
    Math.max(order, range) < LEAK_AUC && new Set(cells).size * MAX_ROWS_OF_NAME > cells.length;
  const auc = Math.max(order, range, value);
  const group = namesSomebody
    ? '; if it names whom a row is about, set group: to it in the spec'
    : '';
  return {
    check: `leak:${field}`,
    field,
    problem: `predicts the target alone: ROC-AUC ${auc.toFixed(4)}${column.kind === 'number' && order < LEAK_AUC ? ', by its single values or ranges' : ''}`,
    expected: `less than ${LEAK_AUC}, unless the column is known before the outcome${group}`
  };
}
