import { MAX_LEVELS } from '../dataset.ts';
import { checkFinite, checkInteger, checkList, checkObject, fail } from './check.ts';
import { FORMAT } from './encode.ts';
import { emptyNodes, fillMeans, type Model, type ModelFeature } from './model.ts';
import { checkTree, type NodeRecord } from './decode-tree.ts';

const MAX_FEATURES = 1_000_000;
const MAX_TREES = 1_000_000;
const MAX_NODES = 2 ** 24;
/** Bins are 16-bit numbers. */
export const MAX_BINS = 65_535;

function decodeFeature(value: unknown, where: string): ModelFeature {
  const { kind, name, numBins, binOfLevel } = checkObject(value, where);
  if (name !== undefined && typeof name !== 'string') fail(`${where}.name`, name, 'a string');
  const named = name === undefined ? {} : { name };
  if (kind === 'number') return { kind, ...named };
  if (kind !== 'category') fail(`${where}.kind`, kind, '"number" or "category"');
  const count = checkInteger(numBins, `${where}.numBins`, 0, MAX_BINS);
  const list = checkList(binOfLevel, `${where}.binOfLevel`, MAX_LEVELS);
  const bins = Int32Array.from({ length: list.length }, (_, level) =>
    checkInteger(list[level], `${where}.binOfLevel[${level}]`, -1, count - 1)
  );
  return { kind, ...named, binOfLevel: bins, numBins: count };
}

function collect(trees: readonly (readonly NodeRecord[])[], features: readonly ModelFeature[]) {
  const numNodes = trees.reduce((sum, nodes) => sum + nodes.length, 0);
  const model = emptyNodes(trees.length, numNodes);
  const words: number[] = [];
  let base = 0;
  trees.forEach((nodes, tree) => {
    nodes.forEach((node, i) => {
      const at = base + i;
      model.feature[at] = node.feature;
      model.threshold[at] = node.threshold;
      model.missingLeft[at] = node.missingLeft;
      model.value[at] = node.value;
      model.cover[at] = node.cover;
      model.gain[at] = node.gain;
      if (node.feature < 0) return;
      model.left[at] = base + node.left;
      model.right[at] = base + node.right;
      const known = features[node.feature];
      if (!node.set || known.kind === 'number') return;
      model.setStart[at] = words.length;
      const set = new Uint32Array(Math.ceil(known.numBins / 32));
      for (const bin of node.set) set[bin >> 5] |= 1 << (bin & 31);
      for (const word of set) words.push(word);
    });
    base += nodes.length;
    model.roots[tree + 1] = base;
  });
  fillMeans(model);
  return { ...model, sets: Uint32Array.from(words) };
}

/**
 * The model of a JSON value that encodeModel() made. Anything else, from a wrong format to a cycle of nodes, is a
 * RangeError that says where it is.
 */
export function decodeModel(value: unknown): Model {
  const json = checkObject(value, 'the model');
  if (json.format !== FORMAT) fail('format', json.format, `"${FORMAT}"`);
  const { unseenLevel } = json;
  if (unseenLevel !== 'missing' && unseenLevel !== 'mean')
    fail('unseenLevel', unseenLevel, '"missing" or "mean"');
  const list = checkList(json.features, 'features', MAX_FEATURES);
  const features = Array.from(list, (item, i) => decodeFeature(item, `features[${i}]`));
  let left = MAX_NODES;
  const trees = Array.from(checkList(json.trees, 'trees', MAX_TREES), (item, i) => {
    const nodes = checkTree(item, `trees[${i}]`, features, left);
    left -= nodes.length;
    return nodes;
  });
  return {
    features,
    bias: checkFinite(json.bias, 'bias'),
    unseenLevel,
    ...collect(trees, features)
  };
}
