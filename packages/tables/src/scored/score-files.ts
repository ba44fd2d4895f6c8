import type { DuckDBConnection, DuckDBDataChunk, DuckDBType, DuckDBVector } from '@duckdb/node-api';
import type { Problem } from '@espalier/core';
import { writeFailure } from '@espalier/core/files';
import { columnItems, sqlName, sqlText, withDuck } from '../duckdb.ts';
import { checkColumns, type TableSpec } from '../read-table.ts';
import { type BadCells, createBadCells } from '../rows/bad-cells.ts';
import { fileProblems } from '../rows/file-problems.ts';
import {
  type CellCounts,
  createRowReader,
  type ModelColumns,
  type RowBlock,
  type RowReader
} from '../rows/row-reader.ts';
import { openSource } from '../source/open-source.ts';
import type { Source } from '../source/source.ts';
import { explainFailure, isDuckFailure } from '../with-table.ts';
import { checkCollisions, type Keep, keptCell, keptColumns } from './kept-columns.ts';
import { copyOptions, outputFormatOf } from './output-format.ts';

/** One reads while another writes. */
const NUM_THREADS = 2;

/** What a block of rows is given. */
export interface BlockScores {
  readonly probabilities: Float64Array;
  readonly classes?: Uint8Array;
  /** The best reasons of each row, largest first. */
  readonly reasons?: readonly (readonly Reason[])[];
}

interface Reason {
  readonly feature: string;
  readonly contribution: number;
}

export interface ScoreRequest {
  readonly inputs: readonly string[];
  readonly spec: TableSpec;
  readonly groups?: ModelColumns['groups'];
  /** The name of the output, which tells its format, and the file to write it to. */
  readonly output: { readonly path: string; readonly temporary: string };
  readonly keep: Keep;
  /** Stands before the names of the new columns. */
  readonly prefix: string;
  readonly hasClass: boolean;
  /** How many reasons each row gets; 0 for none. */
  readonly numReasons: number;
  /** Leave rows out that cannot be scored; else nothing more is scored once there is one. */
  readonly isLenient: boolean;
  readonly score: (block: RowBlock) => BlockScores;
  /** Told the number of rows after every block. */
  readonly onRows: (numRows: number) => void;
}

export interface ScoredFiles {
  readonly files: readonly ScoredFile[];
  /** Rows in the output. */
  readonly numScored: number;
  /** Accepted, but worth a look, by column. */
  readonly warnings: readonly {
    readonly field: string;
    readonly problem: string;
    readonly rows: number;
  }[];
  /** The columns of the output. */
  readonly columns: readonly string[];
}

export interface ScoredFile {
  readonly path: string;
  /** All rows, those that could not be scored among them. */
  readonly numRows: number;
  /** Why rows could not be scored, in the order of the file. */
  readonly problems: readonly Problem[];
  /** Columns that the spec does not name. */
  readonly unused: readonly string[];
  /** For people: how the file was read, where that is not plain. */
  readonly notes: readonly string[];
  /** It has no column of the groups that thresholds depend on. */
  readonly lacksGroups: boolean;
  /** Columns that others of the files have, left empty here. */
  readonly lacking: readonly string[];
}

/** A file that is being read. */
interface Input {
  readonly source: Source;
  readonly reader: RowReader;
  readonly bad: BadCells;
  numRows: number;
}

/**
 * Score the rows of files and write them, in their order, with the kept columns and the scores to one file. DuckDB reads and
 * writes; each of its chunks is scored in between, so memory does not grow with the rows. Errors: as for reading a table,
 * E_USAGE, E_FILE_UNWRITABLE, E_DISK_FULL.
 */
export async function scoreFiles(request: ScoreRequest): Promise<ScoredFiles> {
  const format = outputFormatOf(request.output.path);
  return withDuck(async connection => {
    // Rows are scored in their order, one chunk at a time: more threads would hold more of the file for nothing.
    await connection.run(`SET threads = ${NUM_THREADS}`);
    const counts: CellCounts = new Map();
    await connection.run('SET threads=1');
    const inputs: Input[] = [];
    for (const [i, path] of request.inputs.entries())
      inputs.push(await openInput(connection, path, i, request, counts));
    const sources = inputs.map(({ source }) => source);
    const kept = keptColumns(request.keep, sources);
    const added = addedColumns(request, format.format);
    checkCollisions(
      kept,
      added.map(({ name }) => name)
    );
    const scoring = await registerScorer(connection, inputs, request);
    const rows = inputs.map(({ source, reader }, i) => {
      const cells = kept.map(
        (name, j) => `${keptCell(source, name, request.spec.features, format.format)} AS k${j}`
      );
      const args = [`CAST(${i} AS INTEGER)`, 'row_number() OVER () - 1', ...reader.cells];
      return `SELECT ${[...cells, `score_rows(${args.join(', ')}) AS s`].join(', ')} FROM ${source.relation(false)}`;
    });
    const outputs = [
      ...kept.map((name, j) => `k${j} AS ${sqlName(name)}`),
      ...added.map(({ name, sql }) => `${sql} AS ${sqlName(name)}`)
    ];
    const options = copyOptions(format, sources[0]?.delimiter);
    const numScored = await copyRows(
      connection,
      `COPY (SELECT ${outputs.join(', ')} FROM (${rows.join(' UNION ALL ')}) WHERE NOT isnan(s.p)) TO ${sqlText(request.output.temporary)} (${options})`,
      { failure: scoring.failure, source: () => inputs[scoring.current()]!.source },
      request.output
    );
    const files: ScoredFile[] = [];
    for (const input of inputs) files.push(await describeInput(connection, input, request, kept));
    return {
      files,
      numScored,
      warnings: [...counts.values()].filter(({ rows: n }) => n > 0),
      columns: [...kept, ...added.map(({ name }) => name)]
    };
  });
}

async function openInput(
  connection: DuckDBConnection,
  path: string,
  i: number,
  { spec, groups, keep }: ScoreRequest,
  counts: CellCounts
): Promise<Input> {
  try {
    const source = await openSource(connection, path, spec, {
      rejects: `rejects_${i}`,
      asJson: keep.join() !== 'none',
      lenient: true
    });
    checkColumns(source, Object.keys(spec.features));
    const bad = createBadCells();
    const columns = { features: spec.features, ...(groups === undefined ? {} : { groups }) };
    const reader = await createRowReader(connection, source, columns, bad, counts);
    return { source, reader, bad, numRows: 0 };
  } catch (error) {
    throw isDuckFailure(error) ? await explainFailure(path, undefined, error) : error;
  }
}

/** The new columns, with the SQL that takes them out of what the scorer gives. */
function addedColumns(
  { prefix, hasClass, numReasons, spec }: ScoreRequest,
  format: string
): { name: string; sql: string }[] {
  const features = Object.keys(spec.features).map(sqlText).join(', ');
  const featureAt = (k: number): string => `list_extract([${features}], s.f${k} + 1)`;
  const places = [...Array(numReasons).keys()];
  const reasons =
    numReasons === 0
      ? []
      : format === 'csv'
        ? places.flatMap(k => [
            { name: `${prefix}reason_${k + 1}`, sql: featureAt(k) },
            {
              name: `${prefix}contribution_${k + 1}`,
              sql: `CASE WHEN s.f${k} >= 0 THEN s.c${k} END`
            }
          ])
        : [
            {
              name: `${prefix}reasons`,
              sql: `list_slice([${places.map(k => `{'feature': ${featureAt(k)}, 'contribution': s.c${k}}`).join(', ')}], 1, s.n)`
            }
          ];
  return [
    { name: `${prefix}probability`, sql: 's.p' },
    ...(hasClass ? [{ name: `${prefix}class`, sql: 's.k' }] : []),
    ...reasons
  ];
}

interface Scoring {
  /** The place of the file that is being read. */
  readonly current: () => number;
  /** The error of a scorer, which DuckDB would hide. */
  readonly failure: () => unknown;
}

/** Make the function `score_rows` of SQL: the place of the file, that of the row, and the cells of the reader. */
async function registerScorer(
  connection: DuckDBConnection,
  inputs: readonly Input[],
  { numReasons, spec, isLenient, score, onRows }: ScoreRequest
): Promise<Scoring> {
  const { BIGINT, DOUBLE, DuckDBScalarFunction, INTEGER, STRUCT } =
    await import('@duckdb/node-api');
  const places = new Map(Object.keys(spec.features).map((name, at) => [name, at]));
  const numbers: [string, DuckDBType][] = [
    ['p', DOUBLE],
    ['k', INTEGER],
    ['n', INTEGER]
  ];
  for (let k = 0; k < numReasons; ++k) numbers.push([`f${k}`, INTEGER], [`c${k}`, DOUBLE]);
  let current = 0;
  let numRows = 0;
  let hasFailed = false;
  let failure: unknown;
  const scoreChunk = (chunk: DuckDBDataChunk, out: DuckDBVector): void => {
    const n = chunk.rowCount;
    current = columnItems(chunk, 0)[0]!;
    const input = inputs[current]!;
    const firstRow = Number((columnItems(chunk, 1) as unknown as BigInt64Array)[0]);
    input.numRows += n;
    const block = input.reader.read(chunk, 2, firstRow);
    const { isBad } = block;
    hasFailed ||= isBad.some(bad => bad !== 0);
    const into = numbersOf(out);
    const [p, k, count] = into as [Float64Array, Int32Array, Int32Array];
    if (hasFailed && !isLenient) p.fill(NaN, 0, n);
    else {
      const { probabilities, classes, reasons } = score(block);
      for (let row = 0; row < n; ++row) {
        p[row] = isBad[row] === 0 ? probabilities[row]! : NaN;
        k[row] = classes?.[row] ?? 0;
      }
      if (reasons !== undefined)
        for (let row = 0; row < n; ++row) {
          const given = reasons[row]!;
          count[row] = given.length;
          for (let r = 0; r < numReasons; ++r) {
            into[3 + 2 * r]![row] = places.get(given[r]?.feature ?? '') ?? -1;
            into[4 + 2 * r]![row] = given[r]?.contribution ?? 0;
          }
        }
    }
    out.flush();
    numRows += n;
    onRows(numRows);
  };
  const entries = Object.fromEntries(numbers);
  connection.registerScalarFunction(
    DuckDBScalarFunction.create({
      name: 'score_rows',
      // Called once for each row, and in their order.
      volatile: true,
      parameterTypes: [INTEGER, BIGINT, ...inputs[0]!.reader.types],
      returnType: STRUCT(entries),
      mainFunction(_info, chunk, out) {
        try {
          scoreChunk(chunk, out);
        } catch (error) {
          failure = error;
          throw error;
        }
      }
    })
  );
  return { current: () => current, failure: () => failure };
}

/** The memory of the fields of a struct. The wrapper has no other way to set them without an object for each row. */
function numbersOf(struct: DuckDBVector): (Float64Array | Int32Array)[] {
  const { entryVectors } = struct as unknown as {
    entryVectors: readonly { items: Float64Array | Int32Array }[];
  };
  return entryVectors.map(({ items }) => items);
}

async function copyRows(
  connection: DuckDBConnection,
  sql: string,
  reading: { readonly failure: () => unknown; readonly source: () => Source },
  { path, temporary }: ScoreRequest['output']
): Promise<number> {
  try {
    return (await connection.run(sql)).rowsChanged;
  } catch (error) {
    if (reading.failure() !== undefined) throw reading.failure();
    if (!isDuckFailure(error)) throw error;
    const { message } = error as Error;
    if (/No space left on device|[Dd]isk quota exceeded/.test(message))
      throw writeFailure(path, Object.assign(new Error('the disk is full'), { code: 'ENOSPC' }));
    if (message.includes(temporary)) throw writeFailure(path, undefined);
    const source = reading.source();
    throw await explainFailure(source.path, source, error);
  }
}

async function describeInput(
  connection: DuckDBConnection,
  { source, bad, numRows }: Input,
  { spec, groups }: ScoreRequest,
  kept: readonly string[]
): Promise<ScoredFile> {
  const { path, names } = source;
  const known = new Set([
    ...Object.keys(spec.features),
    ...spec.sensitive,
    ...spec.ignore,
    spec.target?.column,
    spec.group,
    spec.time,
    spec.weight,
    spec.weight,
    groups?.column,
    ''
  ]);
  const rest = {
    path,
    notes: source.notes,
    unused: names.filter(name => !known.has(name)),
    lacksGroups: groups !== undefined && !names.includes(groups.column),
    lacking: kept.filter(name => !names.includes(name))
  };
  return { ...rest, ...(await fileProblems(connection, source, bad, numRows)) };
}
