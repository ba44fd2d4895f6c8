import type { DuckDBDataChunk } from '@duckdb/node-api';
import { EspalierError, type Problem } from '@espalier/core';
import type { DatasetSpec } from '@espalier/core/contracts';
import { columnItems, streamChunks } from '../duckdb.ts';
import { namesOfValues } from '../infer/shown-values.ts';
import { isSameLevel } from '../read-labels.ts';
import { checkColumns, type TableSpec } from '../read-table.ts';
import { openDated } from '../source/open-dated.ts';
import type { Source } from '../source/source.ts';
import { withTable } from '../with-table.ts';
import { type CellFault, createBadCells } from './bad-cells.ts';
import { fileProblems } from './file-problems.ts';
import {
  type CellCounts,
  createRowReader,
  type ModelColumns,
  type RowBlock
} from './row-reader.ts';

export interface LabelledRequest {
  readonly inputs: readonly string[];
  readonly spec: TableSpec & Pick<DatasetSpec, 'target'>;
  readonly groups?: ModelColumns['groups'];
  /** The column with the time of each row. */
  readonly time?: string;
  /** Rows from this time on, and before this one: milliseconds since 1970. They need `time`. */
  readonly since?: number;
  readonly until?: number;
  readonly onBlock: (block: LabelledBlock) => void;
}

/** A block of rows, valid until the next one is read. */
export interface LabelledBlock extends RowBlock {
  /** 1 for each row with a label, in the window, that can be scored. */
  readonly isUsed: Uint8Array;
  readonly labels: Uint8Array;
  /** How much each row counts; where the spec names a weight column that every file has. */
  readonly weights: Float64Array | undefined;
  /** The sensitive columns: codes of LabelledFiles.levels, -1 for an empty cell. */
  readonly sensitive: readonly Int32Array[];
}

export interface LabelledFiles {
  readonly files: readonly LabelledFile[];
  /** Rows without a label; rows outside the window; rows whose time is empty or not a time. */
  readonly numUnlabelled: number;
  readonly numOutside: number;
  readonly numTimeless: number;
  /** The first and last time of the rows in the window; undefined without any. */
  readonly range: { readonly from: number; readonly to: number } | undefined;
  /** The sensitive columns that every file has, with their levels in the order of their first rows. */
  readonly sensitive: readonly { readonly name: string; readonly levels: readonly string[] }[];
  /** Did the rows have weights? */
  readonly isWeighted: boolean;
  readonly warnings: CellCounts;
}

export interface LabelledFile {
  readonly path: string;
  readonly numRows: number;
  readonly problems: readonly Problem[];
  readonly notes: readonly string[];
}

/**
 * Read labelled rows of files block by block, checked as rows to score are. Rows outside the window and rows without a label
 * are counted and not checked. Errors: as for reading a table, E_TARGET_INVALID for more than two labels.
 */
export async function readLabelled(request: LabelledRequest): Promise<LabelledFiles> {
  const { inputs, spec } = request;
  const names = await commonColumns(request);
  const sensitive = spec.sensitive.filter(name => names.has(name));
  const state: State = {
    levels: sensitive.map(() => new Map<string, number>()),
    labels: new Map(),
    warnings: new Map(),
    numUnlabelled: 0,
    numOutside: 0,
    numTimeless: 0,
    from: Infinity,
    to: -Infinity
  };
  const files: LabelledFile[] = [];
  const weight = spec.weight !== undefined && names.has(spec.weight) ? spec.weight : undefined;
  for (const path of inputs)
    files.push(await readFile(path, request, { sensitive, weight }, state));
  checkLabels(inputs, spec.target.column, [...state.labels.keys()]);
  const { numUnlabelled, numOutside, numTimeless, from, to, warnings } = state;
  return {
    files,
    numUnlabelled,
    numOutside,
    numTimeless,
    range: from <= to ? { from, to } : undefined,
    sensitive: sensitive.map((name, j) => ({ name, levels: [...state.levels[j]!.keys()] })),
    isWeighted: weight !== undefined,
    warnings
  };
}

/** Columns beside those of the model. */
interface Beside {
  readonly sensitive: readonly string[];
  readonly weight: string | undefined;
}

/** Place of the first sensitive column in a row: behind time, target and weight. */
const FIRST_SENSITIVE = 3;

/** State gathered over all files. */
interface State {
  readonly levels: readonly Map<string, number>[];
  readonly labels: Map<string, 0 | 1>;
  readonly warnings: CellCounts;
  numUnlabelled: number;
  numOutside: number;
  numTimeless: number;
  from: number;
  to: number;
}

/** The columns that all files have. */
async function commonColumns({ inputs, spec, time }: LabelledRequest): Promise<Set<string>> {
  let common: Set<string> | undefined;
  for (const path of inputs) {
    const names = await withTable(path, async connection => {
      const source = await openDated(connection, path, spec, undefined, { lenient: true });
      checkColumns(source, [
        ...Object.keys(spec.features),
        spec.target.column,
        ...(time === undefined ? [] : [time])
      ]);
      return source.names;
    });
    common = new Set(common === undefined ? names : names.filter(name => common!.has(name)));
  }
  return common ?? new Set();
}

async function readFile(
  path: string,
  request: LabelledRequest,
  { sensitive, weight }: Beside,
  state: State
): Promise<LabelledFile> {
  const { spec, groups, time, onBlock } = request;
  return withTable(path, async connection => {
    const source = await openDated(connection, path, spec, time, { lenient: true });
    const bad = createBadCells();
    const columns = { features: spec.features, ...(groups === undefined ? {} : { groups }) };
    const reader = await createRowReader(connection, source, columns, bad, state.warnings);
    const cells = [
      `coalesce(${time === undefined ? 'NULL' : timeSql(source, time)}, 'NaN'::DOUBLE)`,
      source.text(spec.target.column),
      weight === undefined ? '1.0::DOUBLE' : `coalesce(${source.number(weight)}, 'NaN'::DOUBLE)`,
      ...sensitive.map(name => source.text(name)),
      ...reader.cells
    ];
    const sql = `SELECT ${cells.join(', ')} FROM ${source.relation(false)}`;
    let numRows = 0;
    for await (const chunk of streamChunks(connection, sql)) {
      const labelled = readChunk(chunk, request, sensitive, state);
      const first = FIRST_SENSITIVE + sensitive.length;
      const block = reader.read(chunk, first, numRows, labelled.isSkipped);
      const weights = weight === undefined ? undefined : readWeights(chunk, labelled.isSkipped);
      for (const [row, fault] of weights?.faults ?? []) {
        bad.add(numRows + row, weight!, fault);
        block.isBad[row] = 1;
      }
      const isUsed = Uint8Array.from(block.isBad, isBad => (isBad === 0 ? 1 : 0));
      onBlock({ ...block, ...labelled, weights: weights?.values, isUsed });
      numRows += chunk.rowCount;
    }
    return { path, notes: source.notes, ...(await fileProblems(connection, source, bad, numRows)) };
  });
}

/** Milliseconds since 1970 of a date or timestamp, or of a number that counts seconds or milliseconds since then. */
function timeSql(source: Source, name: string): string {
  const number = source.number(name);
  return `coalesce(CAST(${source.instant(name)} AS DOUBLE), CASE WHEN ${number} BETWEEN 1e8 AND 1e11 THEN ${number} * 1000 WHEN ${number} BETWEEN 1e11 AND 1e14 THEN ${number} END)`;
}

function readChunk(
  chunk: DuckDBDataChunk,
  { spec, time, since = -Infinity, until = Infinity }: LabelledRequest,
  sensitive: readonly string[],
  state: State
) {
  const n = chunk.rowCount;
  const times = columnItems(chunk, 0);
  const texts = chunk.getColumnVector(1);
  const isSkipped = new Uint8Array(n);
  const labels = new Uint8Array(n);
  const isWindowed = Number.isFinite(since) || Number.isFinite(until);
  for (let row = 0; row < n; ++row) {
    const at = times[row]!;
    const isTimeless = time !== undefined && Number.isNaN(at);
    if (isTimeless) ++state.numTimeless;
    if (isWindowed && !(at >= since && at < until)) {
      if (!isTimeless) ++state.numOutside;
      isSkipped[row] = 1;
      continue;
    }
    if (at < state.from) state.from = at;
    if (at > state.to) state.to = at;
    const text = texts.getItem(row) as string | null;
    if (text === null) {
      ++state.numUnlabelled;
      isSkipped[row] = 1;
      continue;
    }
    let label = state.labels.get(text);
    if (label === undefined) {
      label = isSameLevel(text, spec.target.positive) ? 1 : 0;
      // A column of other things than labels may hold anything.
      if (state.labels.size <= MAX_LABELS) state.labels.set(text, label);
    }
    labels[row] = label;
  }
  const codes = sensitive.map((_, j) => {
    const vector = chunk.getColumnVector(FIRST_SENSITIVE + j);
    const levels = state.levels[j]!;
    return Int32Array.from({ length: n }, (__, row) => codeOf(levels, vector.getItem(row)));
  });
  return { isSkipped, labels, sensitive: codes };
}

const MAX_LABELS = 100;

/** The weights of a chunk, and the rows whose weight is none. */
function readWeights(chunk: DuckDBDataChunk, isSkipped: Uint8Array) {
  const values = Float64Array.from(columnItems(chunk, 2)).subarray(0, chunk.rowCount);
  const faults: [row: number, fault: CellFault][] = [];
  values.forEach((weight, row) => {
    if (isSkipped[row] === 1 || (weight >= 0 && weight < Infinity)) return;
    const problem = Number.isNaN(weight) ? 'no weight' : 'a weight below 0';
    faults.push([row, { problem, expected: 'a number of at least 0' }]);
  });
  return { values, faults };
}

function codeOf(levels: Map<string, number>, cell: unknown): number {
  if (typeof cell !== 'string') return -1;
  const known = levels.get(cell);
  if (known !== undefined) return known;
  levels.set(cell, levels.size);
  return levels.size - 1;
}

/** Two labels at most; a window may hold one class alone. */
function checkLabels(inputs: readonly string[], column: string, labels: readonly string[]): void {
  if (labels.length <= 2) return;
  throw new EspalierError(
    'E_TARGET_INVALID',
    `Cannot evaluate by "${column}" of "${inputs[0]!}": it holds ${namesOfValues(labels)}, two values are needed`,
    'Spell the labels as the table of the training did; leave the cell empty where the outcome is not known yet'
  );
}
