import { type Column } from '../table.ts';
import { type CellLevels, createCellLevels, NOT_PLAIN } from './cell-levels.ts';
import { type CsvFile } from './plain-csv.ts';
import { readPlainNumber } from './plain-number.ts';
import { type ColumnRequest } from './read-columns.ts';

export type LineEnding = 'LF' | 'CRLF';

/** Reads records into columns as long as none needs care. */
export interface PlainRecords {
  /** Read the whole lines from byte `start` on. False when one of them needs care. */
  read(lines: Buffer, start: number, ending: LineEnding): boolean;
  numRows(): number;
  /** Put the columns together; the blocks that were read into are let go. */
  columns(): Column[];
}

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;
/** Rows of a block: big enough to be few, small enough that the last one wastes little. */
const BLOCK_ROWS = 1 << 16;
/** FNV-1a, of 32 bits. */
const HASH_START = 0x811c9dc5;
const HASH_FACTOR = 0x01000193;

interface PlainColumn {
  readonly request: ColumnRequest;
  /** Of a category. */
  readonly levels: CellLevels | undefined;
  readonly blocks: (Float64Array | Int32Array)[];
}

/** Undefined where a request needs care. */
export function createPlainRecords(
  { delimiter, names, trim }: CsvFile,
  requests: readonly ColumnRequest[]
): PlainRecords | undefined {
  // A blank line is a row of a file of one column, and none of any other.
  if (names.length === 1 || requests.some(needsCare)) return undefined;
  const columns = requests.map((request): PlainColumn => ({
    request,
    levels: request.kind === 'category' ? createCellLevels(request.levels, trim) : undefined,
    blocks: []
  }));
  // By the columns of the file, one of which may be read both ways: where to write in the last block.
  const numbers = names.map((): Float64Array | undefined => undefined);
  const codes = names.map((): { levels: CellLevels; block: Int32Array }[] => []);
  let numRows = 0;
  const addBlocks = (): void => {
    for (const list of codes) list.length = 0;
    for (const { request, levels, blocks } of columns) {
      const at = names.indexOf(request.name);
      if (levels === undefined) blocks.push((numbers[at] = new Float64Array(BLOCK_ROWS)));
      else {
        const block = new Int32Array(BLOCK_ROWS);
        codes[at]!.push({ levels, block });
        blocks.push(block);
      }
    }
  };
  const separator = delimiter.charCodeAt(0);
  const isStop = new Uint8Array(256);
  for (const byte of [separator, LF, CR, QUOTE]) isStop[byte] = 1;

  /** Read the cell at byte `start` into a row. Gives the place of its stop, -1 if it needs care. */
  const readTexts = (
    lines: Buffer,
    start: number,
    sinks: { levels: CellLevels; block: Int32Array }[],
    row: number
  ): number => {
    let hash = HASH_START;
    let i = start;
    for (; isStop[lines[i]!] === 0; ++i) hash = Math.imul(hash ^ lines[i]!, HASH_FACTOR);
    for (const { levels, block } of sinks) {
      const code = levels.code(lines, start, i, hash);
      if (code === NOT_PLAIN) return -1;
      block[row] = code;
    }
    return i;
  };

  return {
    read(lines, start, ending) {
      const last = names.length - 1;
      const lineStop = ending === 'LF' ? LF : CR;
      let i = start;
      for (; i < lines.length; ++numRows) {
        const row = numRows % BLOCK_ROWS;
        if (row === 0) addBlocks();
        for (let c = 0; c <= last; ++c) {
          const values = numbers[c];
          const texts = codes[c]!;
          let stop = -1;
          if (values !== undefined) stop = readPlainNumber(lines, i, isStop, values, row);
          if (values === undefined || (texts.length > 0 && stop >= 0))
            stop = readTexts(lines, i, texts, row);
          if (stop < 0 || lines[stop] !== (c < last ? separator : lineStop)) return false;
          i = stop + 1;
        }
        if (ending === 'CRLF' && lines[i++] !== LF) return false;
      }
      return true;
    },
    numRows: () => numRows,
    columns: () => columns.map(column => columnOf(column, numRows))
  };
}

/** Keys and times; levels that DuckDB does not take or could mistake for what stands behind the real ones. */
function needsCare(
  request: ColumnRequest,
  at: number,
  requests: readonly ColumnRequest[]
): boolean {
  if (request.kind === 'number')
    return requests.some(
      (other, i) => i > at && other.kind === 'number' && other.name === request.name
    );
  if (request.kind !== 'category') return true;
  const { levels = [] } = request;
  return (
    levels.some(level => level.includes('\0') || level.includes('\u0001')) ||
    new Set(levels).size < levels.length
  );
}

function columnOf({ request: { name }, levels, blocks }: PlainColumn, numRows: number): Column {
  if (levels === undefined) {
    const values = joined(blocks, new Float64Array(numRows));
    return { kind: 'number', name, values };
  }
  const { levels: all, order } = levels.end();
  const codes = joined(blocks, new Int32Array(numRows));
  if (order !== undefined)
    for (let i = 0; i < numRows; ++i) if (codes[i]! >= 0) codes[i] = order[codes[i]!]!;
  return { kind: 'category', name, levels: all, codes };
}

function joined<T extends Float64Array | Int32Array>(
  blocks: (Float64Array | Int32Array)[],
  out: T
): T {
  for (const [i, block] of blocks.entries()) {
    const at = i * BLOCK_ROWS;
    out.set(block.subarray(0, Math.min(BLOCK_ROWS, out.length - at)), at);
  }
  blocks.length = 0;
  return out;
}
