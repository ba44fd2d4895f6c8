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
  MAX_CLASS_ROWS_TO_SUSPECT,
  MAX_ROWS_TO_CHECK,
  MIN_CLASS_ROWS,
  NUM_FOLDS_OF_CHECKS
} from '../limits.ts';
import { stratifiedFolds } from '../split/stratified.ts';
import { createChecksStream } from '../streams.ts';
import { identifierReason } from './identifiers.ts';
import { aloneAuc, canShowLeaks, isSuspect, LEAK_AUC, measureStrength } from './leaks.ts';
import { distinctRows } from './repeats.ts';
import { quoteWord } from './wording.ts';

export { resultWarnings } from './result-warnings.ts';
export { settingWarnings } from './setting-warnings.ts';
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
  const columns = table.columns.filter(({ name }) => Object.hasOwn(spec.features, name));
  const found = findLeaks({ table: { numRows: table.numRows, columns }, labels }, progress);
  const leaks = new Map(found.map(failure => [failure.field, failure]));
  const failed = columns
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

/** Some of the rows, of both classes in equal numbers as far as there are: a column ranks these as it ranks all. */
function sampleRows({ table, labels }: Sample, maxRowsOfClass: number): Sample {
  const order = shuffle(Uint32Array.from(labels.keys()), createChecksStream());
  const taken = [0, 0];
  const rows = order.filter(row => (taken[labels[row]!]! += 1) <= maxRowsOfClass).sort();
  if (rows.length === labels.length) return { table, labels };
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
function findLeaks(all: Sample, progress: Pick<Progress, 'note'>): Failed[] {
  const suspects = findSuspects(all);
  const sample = sampleRows(withColumns(all, suspects), MAX_ROWS_TO_CHECK / 2);
  if (sample.labels.length < all.labels.length)
    progress.note(`looked for leaks in ${sample.labels.length} of ${all.labels.length} rows`);
  const leaks = leakingColumns(sample);
  if (leaks.length === 0) return [];
  // Hashes of whole rows: a row is another one where any column differs.
  const whole = sampleRows(all, MAX_ROWS_TO_CHECK / 2);
  const once = distinctRows(whole.table, whole.labels);
  const distinct = withColumns(
    { table: selectRows(whole.table, once), labels: selectLabels(whole.labels, once) },
    leaks
  );
  if (!canShowLeaks(distinct.labels, MIN_CLASS_ROWS))
    return leaks.map(column => leakProblem(column, sample.labels));
  return leakingColumns(distinct).map(column => leakProblem(column, distinct.labels));
}

/** A first look at few rows, which most columns do not pass. */
function findSuspects(all: Sample): Column[] {
  const few = sampleRows(all, MAX_CLASS_ROWS_TO_SUSPECT);
  if (few.labels.length === all.labels.length || !canShowLeaks(few.labels))
    return [...all.table.columns];
  const folds = checkFolds(few.labels);
  return all.table.columns.filter((_, j) => isSuspect(few.table.columns[j]!, few.labels, folds));
}

function leakingColumns({ table, labels }: Sample): Column[] {
  if (!canShowLeaks(labels)) return [];
  const folds = checkFolds(labels);
  return table.columns.filter(column => aloneAuc(column, labels, folds) >= LEAK_AUC);
}

/** The columns of these names only. */
function withColumns({ table, labels }: Sample, columns: readonly Column[]): Sample {
  const names = new Set(columns.map(({ name }) => name));
  return {
    table: { ...table, columns: table.columns.filter(({ name }) => names.has(name)) },
    labels
  };
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
