import type { DatasetSpec, Feature } from '@espalier/core/contracts';
import { EspalierError, type Problem } from '@espalier/core';
import { knownLevels, nearest } from '@espalier/core';
import type { Column, Table } from '@espalier/core';
import { type ColumnRequest, readColumns } from './read-columns.ts';
import { readLabels } from './read-labels.ts';
import { type BadCells, type CellCounts, findBadCells } from './retyped.ts';
import { cellProblems, policyProblems, rowFailure, withLines } from './row-problems.ts';
import type { ReadingRules } from './reading.ts';
import { numColumns, shownNames } from './csv/title-lines.ts';
import { areMostlyNumbers } from './source/names.ts';
import { checkWeights } from './read-weights.ts';
import { type HoursOfWeek, keepHours } from './source/hours-of-week.ts';
import { openDated } from './source/open-dated.ts';
import { openSource } from './source/open-source.ts';
import type { Source } from './source/source.ts';
import { noRows, unreadableRows } from './table-failures.ts';
import { withTable } from './with-table.ts';

export interface ReadOptions {
  /** Whether the target must be there; 'skip' leaves it unread. */
  readonly target: 'require' | 'skip';
  /** Whether rows that the spec's policies reject (unknown levels, empty or outside cells) are failures. */
  readonly policies: 'enforce' | 'ignore';
  /** What to do with cells of number and date columns that hold something else (default: refuse them). */
  readonly badCells?: BadCells;
  /** Read only the rows of these hours of the week; there may be none. */
  readonly hours?: HoursOfWeek;
  /** A column whose equal cells, or times of one day, mark rows that depend on each other. */
  readonly blocks?: string;
}

export interface ReadTable {
  /** Features and sensitive columns. */
  readonly table: Table;
  /** 1 where the target is the positive level, else 0; empty when the target was skipped. */
  readonly labels: Uint8Array;
  /** The two values of the target, where it was read. */
  readonly classes?: readonly string[];
  /** Equal keys for rows of one group, NaN for none; where the spec names a group column and the target was read. */
  readonly groups?: Float64Array;
  /** The time of every row, ascending with time; where the spec names a time column and the target was read. */
  readonly times?: Float64Array;
  /** How much each row counts; where the spec names a weight column and the target was read. */
  readonly weights?: Float64Array;
  /** Equal for rows of one block, NaN for an empty cell; where a column of blocks was asked for. */
  readonly blocks?: Float64Array;
  /** Columns of the file that the spec does not name. */
  readonly unused: readonly string[];
  /** Columns with cells that are not numbers, or not dates, that were not refused; NaN stands in these cells. */
  readonly badCells: readonly CellCounts[];
  /** For people: how the file was read, where that is not plain, and what was left out. */
  readonly notes: readonly string[];
}

/** The part of a dataset spec that says how to read a table. */
export type TableSpec = ReadingRules &
  Pick<DatasetSpec, 'features' | 'ignore' | 'sensitive'> & {
    readonly target?: DatasetSpec['target'];
    readonly group?: DatasetSpec['group'];
    readonly time?: DatasetSpec['time'];
    readonly weight?: DatasetSpec['weight'];
  };

/**
 * Read the columns that a spec names out of a CSV, Parquet or JSON Lines file. Every bad row is reported with file,
 * line, column and reason. Errors: E_FILE_*, E_TABLE_*, E_HEADER_INVALID, E_COLUMN_MISSING, E_ROWS_INVALID, E_TARGET_INVALID.
 */
export async function readTable(
  path: string,
  spec: TableSpec,
  options: ReadOptions
): Promise<ReadTable> {
  return withTable(path, async connection => {
    const time = options.target === 'require' ? spec.time : undefined;
    const opened = await openDated(connection, path, spec, time ?? options.hours?.column);
    const source = options.hours === undefined ? opened : keepHours(opened, options.hours);
    const target = options.target === 'require' ? spec.target : undefined;
    const wanted: ColumnRequest[] = [
      ...Object.entries(spec.features).map(([name, feature]) => requestOf(name, feature)),
      ...spec.sensitive.map(name => ({ name, kind: 'category' as const }))
    ];
    const requests: ColumnRequest[] = [...wanted];
    if (target !== undefined) {
      requests.push({ name: target.column, kind: 'category' });
      if (spec.group !== undefined) requests.push({ name: spec.group, kind: 'key' });
      if (spec.time !== undefined) requests.push({ name: spec.time, kind: 'time' });
      if (spec.weight !== undefined) requests.push({ name: spec.weight, kind: 'number' });
    }
    if (options.blocks !== undefined) requests.push({ name: options.blocks, kind: 'block' });
    checkColumns(
      source,
      requests.map(({ name }) => name)
    );
    const { columns, numRows, isSuspect, numRejects } = await readColumns(
      connection,
      source,
      requests
    );
    const table = { numRows, columns: columns.slice(0, wanted.length) };
    const badCells = isSuspect
      ? await findBadCells(connection, source, requests, options.badCells ?? 'refuse')
      : [];
    const problems = isSuspect
      ? await cellProblems(connection, source, exceptCounted(requests, badCells))
      : [];
    if (options.policies === 'enforce')
      problems.push(...policyProblems(path, spec, table, problems));
    if (numRejects > 0 || problems.length > 0)
      throw await rowFailure(connection, source, problems, numRows);
    if (numRows === 0 && options.hours === undefined) throw noRows(path);
    const beyond = columns.slice(wanted.length);
    const labelled = beyond[0];
    const known = new Set([
      ...requests.map(({ name }) => name),
      spec.target?.column,
      spec.group,
      spec.time,
      spec.weight,
      ...spec.ignore
    ]);
    const labels =
      target !== undefined && labelled?.kind === 'category'
        ? await readLabels(source, labelled, target.positive)
        : new Uint8Array(0);
    const blocks = columnNamed(beyond, options.blocks);
    const weights = target === undefined ? undefined : columnNamed(beyond, spec.weight);
    return {
      table,
      labels,
      ...(labelled?.kind === 'category' && { classes: labelled.levels }),
      ...(blocks && { blocks }),
      ...(weights && { weights: await checkWeights(source, spec.weight!, weights, labels) }),
      ...(await splittingKeys(source, beyond, spec)),
      unused: source.names.filter(name => name !== '' && !known.has(name)),
      notes: source.notes,
      badCells
    };
  });
}

/** The columns whose bad cells are refused. */
export function exceptCounted(
  requests: readonly ColumnRequest[],
  counted: readonly CellCounts[]
): ColumnRequest[] {
  return requests.filter(({ name }) => !counted.some(({ column }) => column === name));
}

function columnNamed(
  columns: readonly Column[],
  name: string | undefined
): Float64Array | undefined {
  const found = columns.find(column => column.kind === 'number' && column.name === name);
  return found?.kind === 'number' ? found.values : undefined;
}

/** Keys for splitting rows by group or time. A row without a time cannot be ordered. */
async function splittingKeys(
  source: Source,
  columns: readonly Column[],
  { group, time }: TableSpec
): Promise<Pick<ReadTable, 'groups' | 'times'>> {
  const groups = columnNamed(columns, group);
  const times = columnNamed(columns, time);
  const field = time ?? '';
  const timeless = [...(times ?? []).keys()].filter(row => Number.isNaN(times![row]));
  if (timeless.length > 0)
    throw unreadableRows(
      source.path,
      await withLines(
        source,
        timeless.map(row => ({
          file: source.path,
          row,
          field,
          problem: 'no time',
          expected: 'a date like 2024-03-31, a timestamp or a number'
        }))
      ),
      times!.length
    );
  return { ...(groups === undefined ? {} : { groups }), ...(times === undefined ? {} : { times }) };
}

/** The names of a file's columns, in its order. */
export async function readColumnNames(
  path: string,
  rules: ReadingRules
): Promise<readonly string[]> {
  return withTable(path, async connection => (await openSource(connection, path, rules)).names);
}

/** What was taken for the header; not its names where they may be cells. */
function headerOf({ header, names }: Source): string {
  if (header === undefined) return '';
  const shown = areMostlyNumbers(names) ? 'most of them numbers' : shownNames(names);
  return `: the header on line ${header.line} has ${numColumns(names.length)} (${shown})`;
}

export function requestOf(name: string, feature: Feature): ColumnRequest {
  if (feature.kind === 'number') return { name, kind: 'number', feature };
  if (feature.kind === 'date') return { name, kind: 'date', feature };
  const levels = knownLevels(feature);
  return levels === undefined
    ? { name, kind: 'category', feature }
    : { name, kind: 'category', levels, feature };
}

/** Throws E_COLUMN_MISSING with the nearest name of the header for each column that is not there. */
export function checkColumns(source: Source, wanted: readonly string[]): void {
  // A column without a name cannot be asked for.
  const missing = wanted.filter(name => name === '' || !source.names.includes(name));
  if (missing.length === 0) return;
  const spare = source.names.filter(name => !wanted.includes(name));
  const details = missing.map((field): Problem => {
    const meant = nearest(field, spare) ?? spare.find(name => name.trim() === field);
    return {
      file: source.path,
      field,
      problem: meant === undefined ? 'no such column' : `no such column, but there is "${meant}"`
    };
  });
  throw new EspalierError(
    'E_COLUMN_MISSING',
    `Cannot find ${missing.length === 1 ? 'a column' : `${missing.length} columns`} in "${source.path}"${headerOf(source)}`,
    spare.some(name => name.trim() !== name)
      ? 'The header has spaces around names: set trim: true in the dataset spec'
      : source.header !== undefined && areMostlyNumbers(source.names)
        ? 'If line 1 is a row, add a line with the names of the columns above it'
        : source.header !== undefined && source.names.length === 1
          ? 'If another character separates the columns, name it: --read "delimiter=^", or delimiter in the dataset spec'
          : 'Fix the header or the dataset spec',
    { details }
  );
}
