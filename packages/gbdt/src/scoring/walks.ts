import type { Kernels } from '../kernels/kernels.ts';
import { GROUP, LANES, WALK_NODE } from '../kernels/predict.ts';
import { createPlanner, type Views } from '../memory.ts';
import type { Model } from '../model/model.ts';
import { openKernels } from './memory.ts';
import { childOf } from './walk.ts';

/**
 * A model in the memory of the kernels, laid out for walking one row without branches. A number has two inputs: one
 * where a missing value is -Infinity (left), one where it is NaN, which is never <= a threshold. Each split of a
 * category has an input of its own, 0 = left and 1 = right, read from a table by bin.
 */
export interface Walks {
  readonly views: Views;
  readonly kernels: Kernels;
  readonly inputs: number;
  readonly groups: number;
  readonly numGroups: number;
  readonly nodes: number;
  readonly values: number;
  readonly out: number;
  readonly numFeatures: number;
  /** By split of a category: its feature, and where its table starts. */
  readonly splitFeature: Int32Array;
  readonly splitTable: Int32Array;
  /** By bin, the last place of a table for missing and unseen levels. */
  readonly tables: Uint8Array;
  /** By feature: places of a table. */
  readonly numBins: Int32Array;
  /** Bins of the row at hand. */
  readonly bins: Int32Array;
}

/** Splits on the longest path below each node. */
export function heightsOf({ left, right }: Model): Int32Array {
  const height = new Int32Array(left.length);
  for (let node = left.length - 1; node >= 0; --node) {
    if (left[node] >= 0) height[node] = 1 + Math.max(height[left[node]], height[right[node]]);
  }
  return height;
}

/** Places of the nodes, siblings side by side: the root of each tree, then pairs of children. */
function placeNodes(model: Model): Int32Array {
  const place = new Int32Array(model.left.length);
  let next = 0;
  for (let tree = 0; tree + 1 < model.roots.length; ++tree) {
    place[model.roots[tree]] = next++;
    for (let node = model.roots[tree]; node < model.roots[tree + 1]; ++node) {
      if (model.left[node] < 0) continue;
      place[model.left[node]] = next++;
      place[model.right[node]] = next++;
    }
  }
  return place;
}

/** The side of each bin for each split of a category. */
function tabulate(model: Model, splits: readonly number[]) {
  const numBins = Int32Array.from(model.features, feature =>
    feature.kind === 'category' ? feature.numBins : 0
  );
  const tables: number[] = [];
  const splitTable = splits.map(node => {
    const start = tables.length;
    const n = numBins[model.feature[node]];
    for (let bin = 0; bin <= n; ++bin)
      tables.push(childOf(model, node, bin < n ? bin : -1) === model.left[node] ? 0 : 1);
    return start;
  });
  return {
    numBins,
    splitFeature: Int32Array.from(splits, node => model.feature[node]),
    splitTable: Int32Array.from(splitTable),
    tables: Uint8Array.from(tables)
  };
}

export function layOutWalks(model: Model): Walks {
  const numNodes = model.left.length;
  const numTrees = model.roots.length - 1;
  const numFeatures = model.features.length;
  const numGroups = Math.ceil(numTrees / LANES);
  const splits = Array.from(model.setStart.keys()).filter(node => model.setStart[node] >= 0);
  const { reserve, total } = createPlanner(64);
  const constant = reserve(8);
  const out = reserve(8);
  const inputs = reserve(8 * (2 * numFeatures + splits.length));
  const groups = reserve(4 * GROUP.words * numGroups);
  const nodes = reserve(4 * WALK_NODE.words * (numNodes + 1));
  const values = reserve(8 * (numNodes + 1));
  const { views, kernels } = openKernels(total());
  const place = placeNodes(model);
  const addressOf = (node: number) => nodes + 4 * WALK_NODE.words * place[node];
  const splitInput = new Map(splits.map((node, i) => [node, inputs + 8 * (2 * numFeatures + i)]));
  const idle = nodes + 4 * WALK_NODE.words * numNodes;
  const write = (at: number, threshold: number, input: number, child: number, value: number) => {
    views.f64[at / 8] = threshold;
    views.u32[at / 4 + WALK_NODE.input] = input;
    views.u32[at / 4 + WALK_NODE.child] = child;
    views.f64[values / 8 + (at - nodes) / (4 * WALK_NODE.words)] = value;
  };
  write(idle, Infinity, constant, idle, 0);
  for (let node = 0; node < numNodes; ++node) {
    const at = addressOf(node);
    const own = splitInput.get(node);
    const side = model.missingLeft[node] === 1 ? 0 : 8;
    if (model.left[node] < 0) write(at, Infinity, constant, at, model.value[node]);
    else if (own !== undefined) write(at, 0.5, own, addressOf(model.left[node]), 0);
    else
      write(
        at,
        model.threshold[node],
        inputs + 16 * model.feature[node] + side,
        addressOf(model.left[node]),
        0
      );
  }
  const height = heightsOf(model);
  for (let tree = 0; tree < numGroups * LANES; ++tree) {
    const group = groups / 4 + GROUP.words * Math.floor(tree / LANES);
    const isTree = tree < numTrees;
    views.u32[group + (tree % LANES)] = isTree ? addressOf(model.roots[tree]) : idle;
    if (isTree)
      views.u32[group + GROUP.depth] = Math.max(
        views.u32[group + GROUP.depth],
        height[model.roots[tree]]
      );
  }
  const bins = new Int32Array(numFeatures);
  const tables = tabulate(model, splits);
  return {
    views,
    kernels,
    inputs,
    groups,
    numGroups,
    nodes,
    values,
    out,
    numFeatures,
    bins,
    ...tables
  };
}
