import { leafOutput } from '../kernels/gain.ts';
import { RULE } from '../kernels/blocks.ts';
import { columnOffset, direct, divideRows, writeTable } from './partition-rows.ts';
import { buildHistogram, exploreChildren, findSplits, isSplittable } from './find-splits.ts';
import type { BestSplit, GrownNode, GrownTree, Leaf } from './node.ts';
import type { Session } from './session.ts';

/** Columns that may follow the features on a path: those of the groups that hold them all. */
function allowedColumns(
  { columns, params }: Session,
  treeColumns: Uint32Array,
  path: readonly number[]
): Uint32Array {
  const groups = params.interactionConstraints;
  if (groups.length === 0) return treeColumns;
  const fitting = groups.filter(group => path.every(feature => group.includes(feature)));
  const allowed = new Set(fitting.flat());
  return treeColumns.filter(column => allowed.has(columns[column].feature));
}

/** Sums of all rows of the bag, in integer units, out of the histogram parts of any one column. */
function rootSums(session: Session, column: number): { sumG: number; sumH: number } {
  const { engine, layout, columns } = session;
  const { i32, u32 } = engine.views;
  let sumG = 0;
  let sumH = 0;
  for (let t = 0; t < engine.numThreads; ++t) {
    const target = layout.targets / 4 + 2 * t;
    if (u32[target + 1] === 0) continue;
    const at = (u32[target] + columnOffset(session, column)) / 4;
    for (let bin = 0; bin <= columns[column].numBins; ++bin) {
      sumH += u32[at + 2 * bin];
      sumG += i32[at + 2 * bin + 1];
    }
  }
  return { sumG, sumH };
}

/** A leaf of the whole bag, its best split found. */
function plantRoot(session: Session, treeColumns: Uint32Array, count: number): Leaf {
  const { layout, params } = session;
  const bare: Leaf = {
    node: 0,
    begin: 0,
    count,
    histogram: layout.histograms,
    sumG: 0,
    sumH: 0,
    depth: 0,
    lower: -Infinity,
    upper: Infinity,
    lambdaL2: params.lambdaL2,
    columns: allowedColumns(session, treeColumns, []),
    path: [],
    best: undefined
  };
  if (!isSplittable(session, bare)) return bare;
  buildHistogram(session, bare);
  const root = { ...bare, ...rootSums(session, bare.columns[0]) };
  findSplits(session, root);
  return root;
}

/** Bounds of the children: a split on a monotone feature parts their outputs at the middle (LightGBM's "basic"). */
function childBounds(session: Session, leaf: Leaf, best: BestSplit, lambdaL2: number) {
  const { engine, layout, columns, params } = session;
  const { lower, upper } = leaf;
  const { monotone } = columns[best.column];
  if (monotone === 0)
    return { leftLower: lower, leftUpper: upper, rightLower: lower, rightUpper: upper };
  const unitG = engine.views.f64[layout.rules / 8 + RULE.unitG];
  const unitH = engine.views.f64[layout.rules / 8 + RULE.unitH];
  const output = (g: number, h: number) =>
    leafOutput(g * unitG, h * unitH, params.lambdaL1, lambdaL2, lower, upper);
  const left = output(best.leftG, best.leftH);
  const right = output(leaf.sumG - best.leftG, leaf.sumH - best.leftH);
  const middle = (left + right) / 2;
  return monotone > 0
    ? { leftLower: lower, leftUpper: middle, rightLower: middle, rightUpper: upper }
    : { leftLower: middle, leftUpper: upper, rightLower: lower, rightUpper: middle };
}

/** Replace a leaf by its two children; the smaller one gets the histogram of number `slot`. */
function splitLeaf(
  session: Session,
  nodes: GrownNode[],
  leaf: Leaf,
  best: BestSplit,
  slot: number,
  treeColumns: Uint32Array
): { left: Leaf; right: Leaf } {
  const { layout, columns, params } = session;
  const direction = direct(session, leaf, best);
  const goesLeft = layout.goesLeft + (slot - 1) * layout.maxSlots;
  writeTable(session, best, direction, goesLeft);
  const numLeft = divideRows(session, leaf, best.column, goesLeft);
  const leftNode = nodes.length;
  nodes[leaf.node].split = {
    column: best.column,
    gain: best.gain,
    bin: best.bin,
    missingLeft: direction.missingLeft,
    set: direction.set,
    left: leftNode,
    right: leftNode + 1,
    goesLeft
  };
  nodes.push(
    { count: numLeft, split: undefined, value: 0 },
    { count: leaf.count - numLeft, split: undefined, value: 0 }
  );
  const { feature } = columns[best.column];
  const path = leaf.path.includes(feature) ? leaf.path : [...leaf.path, feature];
  const lambdaL2 = params.lambdaL2 + (direction.set && best.way !== 0 ? params.catL2 : 0);
  const bounds = childBounds(session, leaf, best, lambdaL2);
  const leftIsSmall = 2 * numLeft <= leaf.count;
  const slotAt = layout.histograms + slot * layout.histogramBytes;
  const depth = leaf.depth + 1;
  const allowed = allowedColumns(session, treeColumns, path);
  const left: Leaf = {
    node: leftNode,
    begin: leaf.begin,
    count: numLeft,
    histogram: leftIsSmall ? slotAt : leaf.histogram,
    sumG: best.leftG,
    sumH: best.leftH,
    depth,
    lower: bounds.leftLower,
    upper: bounds.leftUpper,
    lambdaL2,
    columns: allowed,
    path,
    best: undefined
  };
  const right: Leaf = {
    node: leftNode + 1,
    begin: leaf.begin + numLeft,
    count: leaf.count - numLeft,
    histogram: leftIsSmall ? leaf.histogram : slotAt,
    sumG: leaf.sumG - best.leftG,
    sumH: leaf.sumH - best.leftH,
    depth,
    lower: bounds.rightLower,
    upper: bounds.rightUpper,
    lambdaL2,
    columns: allowed,
    path,
    best: undefined
  };
  return { left, right };
}

/** The leaf whose split gains most; the first one wins a tie. */
function bestLeaf(leaves: readonly Leaf[]): number {
  let at = -1;
  leaves.forEach(({ best }, i) => {
    if (best && best.gain > (leaves[at]?.best?.gain ?? 0)) at = i;
  });
  return at;
}

/** Grow one tree, best leaf first, over the first `count` row ids. Leaf values are left at 0. */
export function growTree(session: Session, treeColumns: Uint32Array, count: number): GrownTree {
  const { numLeaves } = session.params;
  const nodes: GrownNode[] = [{ count, split: undefined, value: 0 }];
  const leaves = [plantRoot(session, treeColumns, count)];
  while (leaves.length < numLeaves) {
    const at = bestLeaf(leaves);
    if (at < 0) break;
    const leaf = leaves[at];
    const { left, right } = splitLeaf(session, nodes, leaf, leaf.best!, leaves.length, treeColumns);
    leaves[at] = left;
    leaves.push(right);
    if (leaves.length === numLeaves) break;
    const [small, large] = left.count <= right.count ? [left, right] : [right, left];
    if (!isSplittable(session, large)) continue;
    exploreChildren(session, small, large);
  }
  return { nodes, leaves };
}
