import type { Model } from '../model/model.ts';

/** Child of an inner node for a value: a number, or for a category its bin, negative where it is missing or unseen. */
export function childOf(model: Model, node: number, x: number): number {
  const start = model.setStart[node];
  const isMissing = start < 0 ? x !== x : x < 0;
  const goesLeft = isMissing
    ? model.missingLeft[node] === 1
    : start < 0
      ? x <= model.threshold[node]
      : ((model.sets[start + (x >> 5)] >>> (x & 31)) & 1) === 1;
  return goesLeft ? model.left[node] : model.right[node];
}

/** The code of a level as a bin: -1 = missing, -2 = a level that training never saw. */
export function binOfCode(binOfLevel: Int32Array, code: number): number {
  if (!(code >= 0)) return -1;
  const bin = code < binOfLevel.length ? binOfLevel[code] : -1;
  return bin < 0 ? -2 : bin;
}

/** Whether a row stops at a node because its level was never seen. */
export function stopsAt(model: Model, node: number, x: number): boolean {
  return x === -2 && model.unseenLevel === 'mean' && model.setStart[node] >= 0;
}

/** Node where a row ends in the tree of `root`; `inputs` holds numbers, and bins in place of level codes. */
export function endOfWalk(model: Model, root: number, inputs: Float64Array): number {
  let node = root;
  while (model.left[node] >= 0) {
    const x = inputs[model.feature[node]];
    if (stopsAt(model, node, x)) break;
    node = childOf(model, node, x);
  }
  return node;
}

/** Level codes of `row` to bins; numbers as they are. */
export function readRow(
  { features }: Model,
  row: ArrayLike<number>,
  inputs: Float64Array // out
): void {
  for (let f = 0; f < features.length; ++f) {
    const feature = features[f];
    inputs[f] = feature.kind === 'number' ? row[f] : binOfCode(feature.binOfLevel, row[f]);
  }
}
