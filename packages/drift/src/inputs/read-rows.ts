import { type CategoryColumn, type Column, present, type Table } from '@espalier/core';
import { readTable } from '@espalier/tables';
import type { Sample, SampleColumn, SampleFault } from '../pair/sample.ts';
import { type BadColumns, createBadCounter, type Reading } from './bad-cells.ts';
import type { ColumnSelection } from './columns.ts';

export interface Rows {
  /** Features and sensitive columns that are there and of their kind. */
  readonly table: Table;
  readonly target: Column | undefined;
  readonly absent: readonly string[];
  readonly bad: BadColumns;
  /** The columns of dates. */
  readonly dates: ReadonlySet<string>;
  readonly blocks: Float64Array | undefined;
}

/** Read the rows of one or more files of the same columns as one table. */
export async function readRows(
  paths: readonly string[],
  wanted: ColumnSelection,
  reading: Reading
): Promise<Rows> {
  const { spec, absent, target } = wanted;
  const parts: Table[] = [];
  const counter = createBadCounter(reading);
  const blocks: Float64Array[] = [];
  for (const path of paths) {
    const read = await readTable(path, spec, {
      target: 'skip',
      policies: 'ignore',
      badCells: counter.policy,
      ...present({ hours: reading.hours, blocks: reading.block })
    });
    if (read.blocks !== undefined) blocks.push(read.blocks);
    parts.push(read.table);
    counter.add(read.badCells);
  }
  const table = concatTables(parts);
  const bad = counter.columns(wanted => {
    const column = table.columns.find(({ name }) => name === wanted);
    return column === undefined ? 0 : countFinite(column);
  });
  return {
    table: {
      numRows: table.numRows,
      columns: table.columns.filter(({ name }) => name !== target && !bad.retyped.has(name))
    },
    target: table.columns.find(({ name }) => name === target),
    absent,
    bad,
    blocks: reading.block === undefined ? undefined : concatKeys(blocks, table.numRows),
    dates: new Set(
      table.columns.flatMap(column =>
        column.kind === 'number' && column.date !== undefined ? [column.name] : []
      )
    )
  };
}

function concatKeys(parts: readonly Float64Array[], numRows: number): Float64Array {
  const keys = new Float64Array(numRows);
  let at = 0;
  for (const part of parts) {
    keys.set(part, at);
    at += part.length;
  }
  return keys;
}

function countFinite(column: Column): number {
  if (column.kind !== 'number') return column.codes.length;
  return column.values.filter(Number.isFinite).length;
}

/** The rows of tables of the same columns, one table after the other. */
export function concatTables(tables: readonly Table[]): Table {
  const [first] = tables;
  if (first === undefined || tables.length === 1) return first ?? { numRows: 0, columns: [] };
  const numRows = tables.reduce((n, table) => n + table.numRows, 0);
  return {
    numRows,
    columns: first.columns.map((_, j) =>
      concatColumns(
        tables.map(table => table.columns[j]!),
        numRows
      )
    )
  };
}

function concatColumns(parts: readonly Column[], numRows: number): Column {
  const [first] = parts;
  if (first!.kind === 'number') {
    const values = new Float64Array(numRows);
    let at = 0;
    for (const part of parts) {
      if (part.kind !== 'number') continue;
      values.set(part.values, at);
      at += part.values.length;
    }
    return { ...first!, values };
  }
  const categories = parts.filter((part): part is CategoryColumn => part.kind === 'category');
  const levels = unionOf(categories.map(part => part.levels));
  const place = new Map(levels.map((level, i) => [level, i]));
  const codes = new Int32Array(numRows);
  let at = 0;
  for (const part of categories) {
    const recoded = part.levels.map(level => place.get(level)!);
    for (const code of part.codes) codes[at++] = code < 0 ? code : recoded[code]!;
  }
  return { kind: 'category', name: first!.name, levels, codes };
}

/** Declared levels are the same in all files; learned ones are merged and sorted. */
function unionOf(lists: readonly (readonly string[])[]): readonly string[] {
  const union = new Set(lists.flat());
  const [first = []] = lists;
  if (union.size === first.length) return first;
  return [...union].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** Create a sample of rows: absent columns count as missing, those of another type as unseen. */
export function createRowSample(
  { table, absent, bad, dates, blocks }: Rows,
  kindOf: (name: string) => 'number' | 'category'
): Sample {
  const { numRows } = table;
  const columns = new Map<string, SampleColumn>(
    table.columns.map(column => [
      column.name,
      { of: 'rows', column, bad: bad.counts.get(column.name) ?? 0 }
    ])
  );
  const faults = new Map<string, SampleFault>();
  for (const name of absent) {
    columns.set(name, emptyColumn(name, kindOf(name), numRows, 0));
    faults.set(name, { kind: 'absent' });
  }
  for (const [name, filled] of bad.retyped) {
    columns.set(name, emptyColumn(name, 'number', numRows, filled));
    faults.set(name, { kind: 'retyped', was: dates.has(name) ? 'date' : 'number', is: 'text' });
  }
  return { numRows, columns, faults, blocks };
}

/** A column without a value of its kind. */
export function emptyColumn(
  name: string,
  kind: 'number' | 'category',
  numRows: number,
  bad: number
): SampleColumn {
  const profile =
    kind === 'number'
      ? {
          kind,
          count: 0,
          missing: numRows,
          mean: null,
          std: null,
          min: null,
          max: null,
          edges: [],
          counts: [0]
        }
      : { kind, count: 0, missing: numRows - bad, unseen: bad, levels: [], counts: [] };
  return { of: 'counts', counts: { name, profile, bad } };
}
