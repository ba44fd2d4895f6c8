import { type Column, MISSING, type Table, UNSEEN } from '@espalier/core';
import { columnItems, streamChunks } from './duckdb.ts';
import { type ColumnRequest, countRejects, isSuspectChunk, selectColumns } from './read-columns.ts';
import { checkColumns, exceptCounted, requestOf, type TableSpec } from './read-table.ts';
import { type BadCells, type CellCounts, findBadCells } from './retyped.ts';
import { cellProblems, rowFailure } from './row-problems.ts';
import { type HoursOfWeek, keepHours } from './source/hours-of-week.ts';
import { openDated } from './source/open-dated.ts';
import { noRows } from './table-failures.ts';
import { withTable } from './with-table.ts';

/** Most rows of a block. */
const BLOCK_ROWS = 1 << 15;

export interface StreamedTable {
  readonly numRows: number;
  /** Columns of the file that the spec does not name. */
  readonly unused: readonly string[];
  /** Columns with cells that are not numbers, or not dates, that were not refused; NaN stood in these cells. */
  readonly badCells: readonly CellCounts[];
}

/**
 * Read the features and sensitive columns of a file block by block, in memory that does not grow with its rows: a block
 * is valid until `onBlock` returns. `onBad`: what to do with bad cells; `hours`: read only the rows of these, there may be none. Bad rows are failures as in readTable(), once all rows have been seen.
 */
export async function streamTable(
  path: string,
  spec: TableSpec,
  onBlock: (block: Table) => void,
  onBad: BadCells = 'refuse',
  hours?: HoursOfWeek
): Promise<StreamedTable> {
  return withTable(path, async connection => {
    const opened = await openDated(connection, path, spec, hours?.column);
    const source = hours === undefined ? opened : keepHours(opened, hours);
    const requests: ColumnRequest[] = [
      ...Object.entries(spec.features).map(([name, feature]) => requestOf(name, feature)),
      ...spec.sensitive.map(name => ({ name, kind: 'category' as const }))
    ];
    const wanted = requests.map(({ name }) => name);
    checkColumns(source, wanted);
    const { sql, levels } = await selectColumns(connection, source, requests);
    const blocks = createBlocks(requests, levels, onBlock);
    let isSuspect = false;
    for await (const chunk of streamChunks(connection, sql)) {
      const n = chunk.rowCount;
      blocks.add(
        requests.map((_, j) => columnItems(chunk, j)),
        n
      );
      isSuspect ||= isSuspectChunk(chunk, source, requests);
    }
    const numRows = blocks.end();
    const badCells = isSuspect ? await findBadCells(connection, source, requests, onBad) : [];
    const problems = isSuspect
      ? await cellProblems(connection, source, exceptCounted(requests, badCells))
      : [];
    if (problems.length > 0 || (await countRejects(connection, source)) > 0)
      throw await rowFailure(connection, source, problems, numRows);
    if (numRows === 0 && hours === undefined) throw noRows(path);
    const known = new Set([...wanted, spec.target?.column, ...spec.ignore]);
    return {
      numRows,
      unused: source.names.filter(name => name !== '' && !known.has(name)),
      badCells
    };
  });
}

interface Blocks {
  add(items: readonly ArrayLike<number>[], n: number): void;
  /** Hand over what is left; gives the number of all rows. */
  end(): number;
}

/** Gathers chunks into blocks, in the same memory again and again. */
function createBlocks(
  requests: readonly ColumnRequest[],
  levels: ReadonlyMap<string, readonly string[]>,
  onBlock: (block: Table) => void
): Blocks {
  const memory = requests.map(({ kind }) =>
    kind === 'category' ? new Int32Array(BLOCK_ROWS) : new Float64Array(BLOCK_ROWS)
  );
  const learned = requests.map(({ name }) => levels.get(name) ?? []);
  let filled = 0;
  let numRows = 0;
  const flush = (): void => {
    if (filled === 0) return;
    const columns = requests.map((request, j): Column => {
      const { kind, name } = request;
      const part = memory[j]!.subarray(0, filled);
      if (kind === 'date')
        return {
          kind: 'number',
          name,
          values: part as Float64Array,
          date: { parts: request.feature.parts }
        };
      if (part instanceof Float64Array) return { kind: 'number', name, values: part };
      recode(part, learned[j]!.length);
      return { kind, name, levels: learned[j]!, codes: part } as Column;
    });
    onBlock({ numRows: filled, columns });
    numRows += filled;
    filled = 0;
  };
  return {
    add(items, n) {
      for (let done = 0; done < n;) {
        const take = Math.min(n - done, BLOCK_ROWS - filled);
        for (const [j, part] of items.entries())
          memory[j]!.set((part as Float64Array).subarray(done, done + take), filled);
        filled += take;
        done += take;
        if (filled === BLOCK_ROWS) flush();
      }
    },
    end() {
      flush();
      return numRows;
    }
  };
}

/** Codes past the last level stand for undeclared and missing cells. */
function recode(codes: Int32Array, numLevels: number): void {
  for (let i = 0; i < codes.length; ++i)
    if (codes[i]! >= numLevels) codes[i] = codes[i] === numLevels ? UNSEEN : MISSING;
}
