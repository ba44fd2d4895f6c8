import type { DuckDBConnection, DuckDBDataChunk, DuckDBType } from '@duckdb/node-api';
import { type Column, MISSING, type Table, UNSEEN } from '@espalier/core';
import type { DatasetSpec } from '@espalier/core/contracts';
import { columnItems } from '../duckdb.ts';
import { cellsOf, type ColumnRequest } from '../read-columns.ts';
import { requestOf } from '../read-table.ts';
import { isBadDate, isBadNumber } from '../source/cells.ts';
import type { Source } from '../source/source.ts';
import type { BadCells } from './bad-cells.ts';
import { categoryCheck, dateCheck, numberCheck, SKIPPED } from './cell-checks.ts';

/** The columns that a model takes: its features, and the groups that its thresholds depend on. */
export interface ModelColumns {
  readonly features: DatasetSpec['features'];
  /** Read without checks, and empty where the file lacks it. */
  readonly groups?: { readonly column: string; readonly levels: readonly string[] };
}

/** A block of rows, valid until the next one is read. */
export interface RowBlock {
  readonly table: Table;
  /** 1 for each row that cannot be scored, 2 for one that was skipped. */
  readonly isBad: Uint8Array;
}

/** Reads rows the way a request is read: with the same policies, problems and warnings. */
export interface RowReader {
  /** SQL of the cells that it reads. */
  readonly cells: readonly string[];
  readonly types: readonly DuckDBType[];
  /** The rows of a chunk that holds the cells from column `at` on. Cells of rows that are `skipped` are not checked. */
  read(chunk: DuckDBDataChunk, at: number, firstRow: number, skipped?: Uint8Array): RowBlock;
}

/** Accepted, but worth a look: how many cells of a column had what a request would be warned about. */
export type CellCounts = Map<string, Warning>;

/** Most characters of a cell that are shown. */
const SHOWN_LENGTH = 40;

type ColumnReader = (
  chunk: DuckDBDataChunk,
  n: number,
  firstRow: number,
  isBad: Uint8Array
) => Column;

/** What is accepted with a warning, until the block is read: only rows that can be scored count. */
interface Warned {
  readonly rows: number[];
  readonly notes: Warning[];
}

interface Warning {
  readonly field: string;
  readonly problem: string;
  rows: number;
}

/** Bad cells go to `bad`, what is accepted with a warning is counted in `counts`. */
export async function createRowReader(
  connection: DuckDBConnection,
  source: Source,
  { features, groups }: ModelColumns,
  bad: BadCells,
  counts: CellCounts
): Promise<RowReader> {
  const { DOUBLE, INTEGER, UTINYINT, VARCHAR } = await import('@duckdb/node-api');
  const named = Object.entries(features);
  const hasGroups = groups !== undefined && source.names.includes(groups.column);
  const requests: ColumnRequest[] = [
    ...named.map(([name, feature]) => requestOf(name, feature)),
    ...(hasGroups
      ? [{ name: groups.column, kind: 'category' as const, levels: groups.levels }]
      : [])
  ];
  const levels = new Map(
    requests.map(request => [
      request.name,
      request.kind === 'category' ? (request.levels ?? []) : []
    ])
  );
  const values = await cellsOf(connection, source, requests, levels);
  const cells: string[] = [];
  const types: DuckDBType[] = [];
  const readers: ColumnReader[] = [];
  const warned: Warned = { rows: [], notes: [] };
  const warn = (field: string, problem: string): ((at: number) => void) => {
    const key = `${field}\n${problem}`;
    return at => {
      let note = counts.get(key);
      if (note === undefined) counts.set(key, (note = { field, problem, rows: 0 }));
      warned.rows.push(at);
      warned.notes.push(note);
    };
  };
  const add = (sql: string, type: DuckDBType): number => {
    types.push(type);
    return cells.push(sql) - 1;
  };
  let first = 0;
  for (const [i, { name, kind }] of requests.entries()) {
    const feature = named[i]?.[1];
    const at = add(
      kind === 'category' ? `CAST(enum_code(${values[i]!}) AS INTEGER)` : values[i]!,
      kind === 'category' ? INTEGER : DOUBLE
    );
    if (feature?.kind === 'date') {
      const isBadCell = isBadDate(source, name);
      const fault = add(`CAST(${isBadCell} AS UTINYINT)`, UTINYINT);
      const shown = feature.show ? add(shownSql(source, name, isBadCell), VARCHAR) : undefined;
      const check = dateCheck(name, feature, bad);
      const date = { parts: feature.parts };
      readers.push((chunk, n, firstRow, isBad) => {
        const values = (columnItems(chunk, first + at) as Float64Array).subarray(0, n);
        const faults = columnItems(chunk, first + fault);
        const texts = shown === undefined ? undefined : chunk.getColumnVector(first + shown);
        for (let row = 0; row < n; ++row)
          check(values[row]!, faults[row]!, texts, firstRow + row, row, isBad);
        return { kind: 'number', name, values, date };
      });
      continue;
    }
    if (feature?.kind === 'number') {
      const fault = add(faultSql(source, name), UTINYINT);
      const shown = feature.show
        ? add(shownSql(source, name, isBadNumber(source, name)), VARCHAR)
        : undefined;
      const check = numberCheck(name, feature, bad, warn);
      readers.push((chunk, n, firstRow, isBad) => {
        const numbers = (columnItems(chunk, first + at) as Float64Array).subarray(0, n);
        const faults = columnItems(chunk, first + fault);
        const texts = shown === undefined ? undefined : chunk.getColumnVector(first + shown);
        for (let row = 0; row < n; ++row)
          check(numbers[row]!, faults[row]!, texts, firstRow + row, row, isBad);
        return { kind: 'number', name, values: numbers };
      });
      continue;
    }
    const known = levels.get(name)!;
    const check =
      feature?.kind === 'category' ? categoryCheck(name, feature, bad, warn) : undefined;
    readers.push((chunk, n, firstRow, isBad) => {
      const codes = (columnItems(chunk, first + at) as unknown as Int32Array).subarray(0, n);
      for (let row = 0; row < n; ++row) {
        const code = codes[row]!;
        if (code < known.length) continue;
        codes[row] = code === known.length ? UNSEEN : MISSING;
        check?.(codes[row]!, firstRow + row, row, isBad);
      }
      return { kind: 'category', name, levels: known, codes };
    });
  }
  if (groups !== undefined && !hasGroups)
    readers.push((_chunk, n) => ({
      kind: 'category',
      name: groups.column,
      levels: groups.levels,
      codes: new Int32Array(n).fill(MISSING)
    }));
  return {
    cells,
    types,
    read(chunk, at, firstRow, skipped) {
      first = at;
      const n = chunk.rowCount;
      const isBad = new Uint8Array(n);
      if (skipped !== undefined)
        for (let row = 0; row < n; ++row) if (skipped[row] === 1) isBad[row] = SKIPPED;
      const columns = readers.map(readColumn => readColumn(chunk, n, firstRow, isBad));
      for (const [i, note] of warned.notes.entries()) if (isBad[warned.rows[i]!] === 0) ++note.rows;
      warned.rows.length = warned.notes.length = 0;
      return { table: { numRows: n, columns }, isBad };
    }
  };
}

/** 0 for a number or an empty cell, 1 for something else, 2 for an infinite number. */
function faultSql(source: Source, name: string): string {
  return `CAST(CASE WHEN ${isBadNumber(source, name)} THEN CASE WHEN isinf(${source.number(name)}) THEN 2 ELSE 1 END ELSE 0 END AS UTINYINT)`;
}

function shownSql(source: Source, name: string, isBad: string): string {
  return `CASE WHEN ${isBad} THEN coalesce(left(${source.text(name)}, ${SHOWN_LENGTH}), '') ELSE '' END`;
}
