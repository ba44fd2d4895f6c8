import { ENTRY, NODE, SPLIT } from '../kernels/blocks.ts';
import { extremeLevels } from '../kernels/scan-levels.ts';
import { CHUNK_ROWS } from '../layout.ts';
import type { BestSplit, Leaf } from './node.ts';
import type { Session } from './session.ts';

/** How a split sends the bins of its column. */
export interface Direction {
  readonly missingLeft: boolean;
  readonly set: number[] | undefined;
}

/** Byte offset of the entries of a column in a histogram. */
export function columnOffset({ engine, layout }: Session, column: number): number {
  return engine.views.u32[layout.columns / 4 + 8 * column];
}

/** The bins of the level set that a scan chose, by the histogram it was chosen on. */
function chosenLevels(session: Session, leaf: Leaf, best: BestSplit): number[] {
  if (best.way === 0) return [best.bin];
  const { engine, layout, columns } = session;
  const { numBins, hasMissing } = columns[best.column];
  const start = (leaf.histogram + columnOffset(session, best.column)) / 4;
  const words = 2 * (numBins + 1);
  const node = new Float64Array(NODE.words);
  node[NODE.sumH] = leaf.sumH;
  node[NODE.count] = leaf.count;
  const scan = {
    hessians: engine.views.u32.subarray(start, start + words),
    gradients: engine.views.i32.subarray(start, start + words),
    numBins,
    hasMissing,
    monotone: 0,
    node,
    rule: engine.views.f64.subarray(layout.rules / 8),
    out: new Float64Array(SPLIT.words)
  };
  return extremeLevels(scan, best.way).slice(0, best.bin);
}

/** Decide for every bin where it goes. Missing values that the leaf has not seen go with the greater part. */
export function direct(session: Session, leaf: Leaf, best: BestSplit): Direction {
  const { numBins, hasMissing, levels } = session.columns[best.column];
  const entry = leaf.histogram + columnOffset(session, best.column) + numBins * ENTRY;
  const { u32 } = session.engine.views;
  const seen = hasMissing && (u32[entry / 4] !== 0 || u32[entry / 4 + 1] !== 0);
  const withMost = 2 * best.leftH >= leaf.sumH;
  if (!levels) return { missingLeft: seen ? best.way === 1 : withMost, set: undefined };
  const chosen = chosenLevels(session, leaf, best);
  return {
    missingLeft: seen ? chosen.includes(numBins) : withMost,
    set: chosen.filter(bin => bin < numBins).sort((a, b) => a - b)
  };
}

/** Write the byte per bin at `at`: 1 = left. */
export function writeTable(
  session: Session,
  best: BestSplit,
  { missingLeft, set }: Direction,
  at: number
): void {
  const { u8 } = session.engine.views;
  const { numBins } = session.columns[best.column];
  if (set) {
    u8.fill(0, at, at + numBins);
    for (const bin of set) u8[at + bin] = 1;
  } else {
    u8.fill(1, at, at + best.bin + 1).fill(0, at + best.bin + 1, at + numBins);
  }
  u8[at + numBins] = missingLeft ? 1 : 0;
}

/** Put the left rows of `leaf` before its right rows, each in their old order; returns how many are left. */
export function divideRows(session: Session, leaf: Leaf, column: number, table: number): number {
  const { engine, layout, columns, numRows } = session;
  const { u32 } = engine.views;
  const { wide } = columns[column];
  const numNarrow = columns.findIndex(other => other.wide);
  const bins = wide
    ? layout.wideBins + 2 * numRows * (column - numNarrow)
    : layout.columnBins + numRows * column;
  const chunkRows = engine.numThreads === 1 ? leaf.count : CHUNK_ROWS;
  const numChunks = Math.ceil(leaf.count / chunkRows);
  const rows = layout.rows + 4 * leaf.begin;
  engine.run(
    'partition',
    numChunks,
    1,
    rows,
    leaf.count,
    chunkRows,
    bins,
    wide ? 1 : 0,
    table,
    layout.spare,
    layout.counts
  );
  engine.run('joinChunks', 1, 1, rows, leaf.count, chunkRows, layout.spare, layout.counts);
  let numLeft = 0;
  for (let chunk = 0; chunk < numChunks; ++chunk) numLeft += u32[layout.counts / 4 + chunk];
  return numLeft;
}
