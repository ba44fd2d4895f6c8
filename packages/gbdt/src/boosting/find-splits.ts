import { NODE, SPLIT } from '../kernels/blocks.ts';
import type { BestSplit, Leaf } from './node.ts';
import type { Session } from './session.ts';

/** Rows of a leaf that one histogram task adds, times columns. */
const HISTOGRAM_TASK = 65_536;
/** Rows of leaves below this share of all rows are gathered before they are added ... */
const SPARSE = 0.35;
/** ... when the bins are too many bytes for the second-level cache. */
const CACHED_BYTES = 1 << 20;
/** Columns that one task scans. */
const SCAN_TASK = 4;

/** Point every thread to its part of the histogram of `leaf`; no part is in use. */
function writeTargets({ engine, layout, params }: Session, leaf: Leaf): void {
  const { u32 } = engine.views;
  for (let t = 0; t < engine.numThreads; ++t) {
    const own = layout.histograms + (params.numLeaves + t - 1) * layout.histogramBytes;
    u32[layout.targets / 4 + 2 * t] = t === 0 ? leaf.histogram : own;
    u32[layout.targets / 4 + 2 * t + 1] = 0;
  }
}

function rowsPerTask(leaf: Leaf): number {
  return Math.max(512, Math.ceil(HISTOGRAM_TASK / leaf.columns.length / 256) * 256);
}

/** Sum the gradients of the rows of `leaf` into its histogram, one part for each thread that took part. */
export function buildHistogram(session: Session, leaf: Leaf): void {
  const { engine, layout, columns, numRows } = session;
  const { u32 } = engine.views;
  writeTargets(session, leaf);
  const n = leaf.columns.length;
  u32.set(leaf.columns, layout.list / 4);
  const allRows = leaf.count === numRows;
  engine.run(
    'histogram',
    leaf.count,
    rowsPerTask(leaf),
    layout.matrix,
    allRows ? 0 : layout.rows + 4 * leaf.begin,
    leaf.count < SPARSE * numRows && numRows * layout.stride > CACHED_BYTES ? 1 : 0,
    layout.targets,
    layout.histogramBytes,
    n < columns.length ? 1 : 0,
    layout.list,
    n
  );
  // a leader that took no task has not cleared its part
  if (u32[layout.targets / 4 + 1] === 0) {
    engine.views.u8.fill(0, leaf.histogram, leaf.histogram + layout.histogramBytes);
    u32[layout.targets / 4 + 1] = 1;
  }
}

function writeNode(f64: Float64Array, at: number, leaf: Leaf, active: boolean): void {
  f64[at + NODE.sumG] = leaf.sumG;
  f64[at + NODE.sumH] = leaf.sumH;
  f64[at + NODE.count] = leaf.count;
  f64[at + NODE.lower] = leaf.lower;
  f64[at + NODE.upper] = leaf.upper;
  f64[at + NODE.active] = active ? 1 : 0;
}

/** The best of the splits that a scan wrote for a child; the first column wins a tie. */
function readBest(session: Session, leaf: Leaf, child: number): BestSplit | undefined {
  const { f64 } = session.engine.views;
  const first = session.layout.splits / 8 + child * SPLIT.words;
  let bestEntry = -1;
  let bestGain = 0;
  for (let entry = 0; entry < leaf.columns.length; ++entry) {
    const gain = f64[first + 2 * entry * SPLIT.words + SPLIT.gain];
    if (!(gain > bestGain)) continue;
    bestEntry = entry;
    bestGain = gain;
  }
  if (bestEntry < 0) return undefined;
  const at = first + 2 * bestEntry * SPLIT.words;
  return {
    gain: bestGain,
    column: leaf.columns[bestEntry],
    bin: f64[at + SPLIT.bin],
    way: f64[at + SPLIT.way],
    leftG: f64[at + SPLIT.leftG],
    leftH: f64[at + SPLIT.leftH]
  };
}

/** Whether the rules of the tree let a leaf be split at all. */
export function isSplittable({ params }: Session, leaf: Leaf): boolean {
  const { maxDepth, minDataInLeaf } = params;
  const deep = maxDepth > 0 && leaf.depth >= maxDepth;
  return !deep && leaf.count >= 2 * Math.max(1, minDataInLeaf) && leaf.columns.length > 0;
}

/**
 * Find the best splits of a leaf whose histogram parts are built and of its sibling, whose histogram still holds
 * that of the parent; both histograms are complete afterwards. `rowsToSum` > 0: the leaf has so many rows and no
 * histogram yet, and each task sums the columns that it scans.
 */
export function findSplits(session: Session, small: Leaf, large?: Leaf, rowsToSum = 0): void {
  const { engine, layout } = session;
  const { f64 } = engine.views;
  const nodes = layout.nodes / 8;
  const numColumns = small.columns.length;
  writeNode(f64, nodes, small, isSplittable(session, small));
  if (large) writeNode(f64, nodes + NODE.words, large, isSplittable(session, large));
  engine.run(
    'scan',
    numColumns,
    rowsToSum > 0 ? Math.ceil(numColumns / engine.numThreads) : SCAN_TASK,
    layout.list,
    layout.columns,
    layout.rules,
    layout.targets,
    engine.numThreads,
    large ? large.histogram : 0,
    layout.nodes,
    layout.splits,
    layout.scanScratch,
    layout.matrix,
    layout.rows + 4 * small.begin,
    rowsToSum
  );
  small.best = readBest(session, small, 0);
  if (large) large.best = readBest(session, large, 1);
}

/** Make the histograms of two new leaves out of that of their parent, and find their best splits. */
export function exploreChildren(session: Session, small: Leaf, large: Leaf): void {
  const { engine, layout } = session;
  const isOwned = engine.numThreads > 1 && small.count <= rowsPerTask(small);
  if (isOwned) {
    writeTargets(session, small);
    engine.views.u32.set(small.columns, layout.list / 4);
  } else {
    buildHistogram(session, small);
  }
  findSplits(session, small, large, isOwned ? small.count : 0);
}
