// Exact Shapley values of trees: S. Lundberg et al., "Consistent individualized feature attribution for tree
// ensembles" (2018), algorithm 2, with the training rows at each node as the background.
import type { Model } from '../model/model.ts';
import { childOf, readRow, stopsAt } from './walk.ts';
import { heightsOf } from './walks.ts';

/** Deeper trees would exhaust the stack; the work grows with the square of the depth. */
const MAX_DEPTH = 1002;

/** Features on the path from the root, one entry each; the arrays are as long as the deepest path needs. */
interface Path {
  readonly feature: Int32Array;
  /** Share of the background that follows when the feature is unknown. */
  readonly zero: Float64Array;
  /** 1 where the row itself follows when the feature is known, else 0. */
  readonly one: Float64Array;
  /** Weight of the subsets of each size. */
  readonly weight: Float64Array;
}

function createPath(length: number): Path {
  return {
    feature: new Int32Array(length),
    zero: new Float64Array(length),
    one: new Float64Array(length),
    weight: new Float64Array(length)
  };
}

function copyPath(from: Path, to: Path, length: number): void {
  for (let i = 0; i < length; ++i) {
    to.feature[i] = from.feature[i];
    to.zero[i] = from.zero[i];
    to.one[i] = from.one[i];
    to.weight[i] = from.weight[i];
  }
}

function extend(path: Path, length: number, zero: number, one: number, feature: number): void {
  const { weight } = path;
  path.feature[length] = feature;
  path.zero[length] = zero;
  path.one[length] = one;
  weight[length] = length === 0 ? 1 : 0;
  for (let i = length - 1; i >= 0; --i) {
    weight[i + 1] += (one * weight[i] * (i + 1)) / (length + 1);
    weight[i] = (zero * weight[i] * (length - i)) / (length + 1);
  }
}

/** Undo the extension by entry `index` of a path of `length` entries. */
function unwind(path: Path, length: number, index: number): void {
  const { weight } = path;
  const one = path.one[index];
  const zero = path.zero[index];
  let next = weight[length - 1];
  for (let i = length - 2; i >= 0; --i) {
    if (one !== 0) {
      const old = weight[i];
      weight[i] = (next * length) / ((i + 1) * one);
      next = old - (weight[i] * zero * (length - 1 - i)) / length;
    } else {
      weight[i] = (weight[i] * length) / (zero * (length - 1 - i));
    }
  }
  for (let i = index; i < length - 1; ++i) {
    path.feature[i] = path.feature[i + 1];
    path.zero[i] = path.zero[i + 1];
    path.one[i] = path.one[i + 1];
  }
}

/** Sum of the weights that unwinding entry `index` would leave. */
function unwoundSum({ weight, one, zero }: Path, length: number, index: number): number {
  let next = weight[length - 1];
  let sum = 0;
  for (let i = length - 2; i >= 0; --i) {
    if (one[index] !== 0) {
      const part = (next * length) / ((i + 1) * one[index]);
      sum += part;
      next = weight[i] - (part * zero[index] * (length - 1 - i)) / length;
    } else {
      sum += (weight[i] * length) / (zero[index] * (length - 1 - i));
    }
  }
  return sum;
}

interface Explanation {
  readonly model: Model;
  readonly inputs: Float64Array;
  /** A path for each depth. */
  readonly paths: readonly Path[];
  readonly out: Float64Array;
}

function addLeaf({ model, paths, out }: Explanation, node: number, depth: number, length: number) {
  const path = paths[depth];
  for (let i = 1; i < length; ++i) {
    const weight = unwoundSum(path, length, i);
    out[path.feature[i]] += weight * (path.one[i] - path.zero[i]) * model.value[node];
  }
}

/** Visit a node whose parent's path of `length` entries lies at `depth` - 1, extended by the last split. */
function visit(
  task: Explanation,
  node: number,
  depth: number,
  length: number,
  zero: number,
  one: number,
  feature: number
): void {
  const { model, inputs, paths } = task;
  const path = paths[depth];
  if (depth > 0) copyPath(paths[depth - 1], path, length);
  extend(path, length++, zero, one, feature);
  const x = inputs[model.feature[node]];
  if (model.left[node] < 0 || stopsAt(model, node, x)) {
    addLeaf(task, node, depth, length);
    return;
  }
  const hot = childOf(model, node, x);
  const cold = hot === model.left[node] ? model.right[node] : model.left[node];
  let zeroBefore = 1;
  let oneBefore = 1;
  for (let i = 1; i < length; ++i) {
    if (path.feature[i] !== model.feature[node]) continue;
    zeroBefore = path.zero[i];
    oneBefore = path.one[i];
    unwind(path, length--, i);
    break;
  }
  const split = model.feature[node];
  const { cover } = model;
  const hotShare = (zeroBefore * cover[hot]) / cover[node];
  const coldShare = (zeroBefore * cover[cold]) / cover[node];
  visit(task, hot, depth + 1, length, hotShare, oneBefore, split);
  visit(task, cold, depth + 1, length, coldShare, 0, split);
}

const tasks = new WeakMap<Model, Omit<Explanation, 'out'>>();

/**
 * Add up the raw score of one row by features: out[f] is what feature f adds, out[numFeatures] what the model says of
 * an average row. The sum is the raw score. `row` as in predictRowRaw. O(trees x leaves x depth^2).
 */
export function contributions(
  model: Model,
  row: ArrayLike<number>, // in
  out: Float64Array // out: features + 1
): void {
  const numFeatures = model.features.length;
  if (out.length !== numFeatures + 1)
    throw new RangeError(
      `Cannot write contributions: ${out.length} places, wanted ${numFeatures + 1}`
    );
  let task = tasks.get(model);
  if (!task) {
    const depth = heightsOf(model).reduce((a, b) => Math.max(a, b), 0) + 2;
    if (depth > MAX_DEPTH)
      throw new RangeError(
        `Cannot explain a model with paths of ${depth - 2} splits: wanted at most ${MAX_DEPTH - 2}`
      );
    const paths = Array.from({ length: depth }, () => createPath(depth + 1));
    task = { model, inputs: new Float64Array(numFeatures), paths };
    tasks.set(model, task);
  }
  readRow(model, row, task.inputs);
  out.fill(0);
  out[numFeatures] = model.bias;
  for (let tree = 0; tree + 1 < model.roots.length; ++tree) {
    const root = model.roots[tree];
    out[numFeatures] += model.value[root];
    visit({ ...task, out }, root, 0, 0, 1, 1, -1);
  }
}
