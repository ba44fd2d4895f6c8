import { leafOutput } from '../kernels/gain.ts';
import { BLOCK_ROWS } from '../layout.ts';
import type { GrownTree } from './node.ts';
import type { Session } from './session.ts';

/** First of the row ids `from` .. `end` (ascending) that is `row` or greater. */
function lowerBound(rows: Uint32Array, from: number, end: number, row: number): number {
  while (from < end) {
    const middle = (from + end) >> 1;
    if (rows[middle] < row) from = middle + 1;
    else end = middle;
  }
  return from;
}

/**
 * Write an item for each block of BLOCK_ROWS rows and each leaf: the part of the leaf in the block. A task takes the
 * items of one block, so that it touches one stretch of scores and no other thread does. Returns the number of items.
 */
function writeItems({ engine, layout, numRows }: Session, { leaves }: GrownTree): number {
  const { u32 } = engine.views;
  const rows = u32.subarray(layout.rows / 4, layout.rows / 4 + numRows);
  const numBlocks = Math.ceil(numRows / BLOCK_ROWS);
  leaves.forEach(({ begin, count }, leaf) => {
    let from = begin;
    for (let block = 0; block < numBlocks; ++block) {
      const at = layout.items / 4 + 2 * (block * leaves.length + leaf);
      const end = lowerBound(rows, from, begin + count, (block + 1) * BLOCK_ROWS);
      u32[at] = from;
      u32[at + 1] = end;
      from = end;
    }
  });
  return numBlocks * leaves.length;
}

/**
 * Set the values of the leaves from the true float64 gradients of their rows, and add them to the scores. Each block
 * is summed in ascending order and the blocks one after the other, so that no sum depends on the threads.
 */
export function fitLeaves(session: Session, tree: GrownTree): void {
  const { engine, layout, params } = session;
  const { f64 } = engine.views;
  const { leaves, nodes } = tree;
  const numLeaves = leaves.length;
  const numItems = writeItems(session, tree);
  engine.run(
    'leafSums',
    numItems,
    numLeaves,
    layout.items,
    layout.rows,
    layout.scores,
    layout.labels,
    layout.weights,
    layout.gradientRules,
    layout.itemSums
  );
  leaves.forEach(({ node, lambdaL2, lower, upper }, leaf) => {
    let g = 0;
    let h = 0;
    for (let item = leaf; item < numItems; item += numLeaves) {
      g += f64[layout.itemSums / 8 + 2 * item];
      h += f64[layout.itemSums / 8 + 2 * item + 1];
    }
    const output = h + lambdaL2 > 0 ? leafOutput(g, h, params.lambdaL1, lambdaL2, lower, upper) : 0;
    nodes[node].value = output * params.learningRate;
    for (let item = leaf; item < numItems; item += numLeaves)
      f64[layout.itemValues / 8 + item] = nodes[node].value;
  });
  const { items, rows, itemValues, scores } = layout;
  engine.run('addScores', numItems, numLeaves, items, rows, itemValues, scores);
}
