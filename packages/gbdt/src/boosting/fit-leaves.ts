import { leafOutput } from '../kernels/gain.ts';
import { CHUNK_ROWS } from '../layout.ts';
import { type GrownTree } from './node.ts';
import { type Session } from './session.ts';

/** Write the rows of all leaves as items of CHUNK_ROWS at most, whatever the threads; returns the leaf of each item. */
function writeItems({ engine, layout }: Session, { leaves }: GrownTree): number[] {
  const { u32 } = engine.views;
  const leafOf: number[] = [];
  leaves.forEach(({ begin, count }, index) => {
    for (let from = begin; from < begin + count; from += CHUNK_ROWS) {
      const at = layout.items / 4 + 2 * leafOf.length;
      u32[at] = from;
      u32[at + 1] = Math.min(from + CHUNK_ROWS, begin + count);
      leafOf.push(index);
    }
  });
  return leafOf;
}

/**
 * Set the values of the leaves from the true float64 gradients of their rows, and add them to the scores. Rows are
 * summed chunk by chunk in ascending order, so that the sums do not depend on the threads.
 */
export function fitLeaves(session: Session, tree: GrownTree): void {
  const { engine, layout, params } = session;
  const { f64 } = engine.views;
  const leafOf = writeItems(session, tree);
  const numItems = leafOf.length;
  engine.run(
    'leafSums',
    numItems,
    1,
    layout.items,
    layout.rows,
    layout.scores,
    layout.labels,
    layout.weights,
    layout.gradientRules,
    layout.itemSums
  );
  const sums = new Float64Array(2 * tree.leaves.length);
  leafOf.forEach((leaf, item) => {
    sums[2 * leaf] += f64[layout.itemSums / 8 + 2 * item];
    sums[2 * leaf + 1] += f64[layout.itemSums / 8 + 2 * item + 1];
  });
  tree.leaves.forEach(({ node, lambdaL2, lower, upper }, i) => {
    const g = sums[2 * i];
    const h = sums[2 * i + 1];
    const output = h + lambdaL2 > 0 ? leafOutput(g, h, params.lambdaL1, lambdaL2, lower, upper) : 0;
    tree.nodes[node].value = output * params.learningRate;
  });
  leafOf.forEach((leaf, item) => {
    f64[layout.itemValues / 8 + item] = tree.nodes[tree.leaves[leaf].node].value;
  });
  engine.run('addScores', numItems, 1, layout.items, layout.rows, layout.itemValues, layout.scores);
}
