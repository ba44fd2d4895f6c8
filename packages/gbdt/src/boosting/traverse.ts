import { BINNED_NODE, WIDE } from '../kernels/blocks.ts';
import type { GrownTree } from './node.ts';
import type { Session } from './session.ts';

/** Rows of one traversal task. */
const ROW_TASK = 8192;

/** Write a finished tree for the traversal kernel; its tables are still where growing put them. */
function writeTree({ engine, layout, columns }: Session, { nodes }: GrownTree): void {
  const { u32, f64 } = engine.views;
  const firstWide = columns.findIndex(column => column.wide);
  nodes.forEach(({ split, value }, i) => {
    const at = layout.binnedNodes / 4 + BINNED_NODE.words * i;
    u32[at + BINNED_NODE.left] = split ? split.left : 0;
    f64[at / 2 + 2] = value;
    if (!split) return;
    u32[at + BINNED_NODE.column] = columns[split.column].wide
      ? WIDE + (split.column - firstWide)
      : split.column;
    u32[at + BINNED_NODE.goesLeft] = split.goesLeft;
    u32[at + BINNED_NODE.right] = split.right;
  });
}

/** Add a finished tree to the scores of rows that did not grow it. */
export function addTree(
  session: Session,
  tree: GrownTree,
  numRows: number,
  rows: number, // address of u32 row ids, or 0 for 0 .. numRows
  matrix: number,
  scores: number
): void {
  writeTree(session, tree);
  const { engine, layout } = session;
  engine.run('traverse', numRows, ROW_TASK, rows, matrix, layout.binnedNodes, scores);
}
