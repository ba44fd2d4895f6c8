import type { Model, ModelFeature } from './model.ts';

export const FORMAT = 'espalier.gbdt/1';

/** One tree as JSON holds it, an entry per node, node 0 the root; see docs/gbdt.md. */
export interface EncodedTree {
  /** Index of a feature; -1 = leaf. */
  readonly feature: readonly number[];
  /** null = every present value goes left. 0 where unused. */
  readonly threshold: readonly (number | null)[];
  /** Bins that go left at the split of a category; null elsewhere. */
  readonly set: readonly (readonly number[] | null)[];
  readonly missingLeft: readonly (0 | 1)[];
  /** Children; -1 in a leaf. */
  readonly left: readonly number[];
  readonly right: readonly number[];
  /** Raw score of a leaf; 0 elsewhere. */
  readonly value: readonly number[];
  readonly cover: readonly number[];
  readonly gain: readonly number[];
}

export type EncodedFeature =
  | { readonly kind: 'number'; readonly name?: string }
  | {
      readonly kind: 'category';
      readonly name?: string;
      readonly numBins: number;
      readonly binOfLevel: readonly number[];
    };

/** A model as a plain JSON value. */
export interface EncodedModel {
  readonly format: typeof FORMAT;
  readonly bias: number;
  readonly unseenLevel: 'missing' | 'mean';
  readonly features: readonly EncodedFeature[];
  readonly trees: readonly EncodedTree[];
}

function encodeFeature(feature: ModelFeature): EncodedFeature {
  if (feature.kind === 'number') return { ...feature };
  return { ...feature, binOfLevel: Array.from(feature.binOfLevel) };
}

/** The bins whose bits are set, ascending. */
function binsOf({ features, feature, setStart, sets }: Model, node: number): number[] | null {
  const start = setStart[node];
  const known = features[feature[node]];
  if (start < 0 || known.kind === 'number') return null;
  const bins: number[] = [];
  for (let bin = 0; bin < known.numBins; ++bin)
    if ((sets[start + (bin >> 5)] >>> (bin & 31)) & 1) bins.push(bin);
  return bins;
}

function encodeTree(model: Model, tree: number): EncodedTree {
  const root = model.roots[tree];
  const end = model.roots[tree + 1];
  const nodes = Array.from({ length: end - root }, (_, i) => root + i);
  const isLeaf = (node: number) => model.left[node] < 0;
  return {
    feature: nodes.map(node => model.feature[node]),
    threshold: nodes.map(node =>
      model.threshold[node] === Infinity ? null : model.threshold[node]
    ),
    set: nodes.map(node => binsOf(model, node)),
    missingLeft: nodes.map(node => (model.missingLeft[node] === 1 ? 1 : 0)),
    left: nodes.map(node => (isLeaf(node) ? -1 : model.left[node] - root)),
    right: nodes.map(node => (isLeaf(node) ? -1 : model.right[node] - root)),
    value: nodes.map(node => (isLeaf(node) ? model.value[node] : 0)),
    cover: nodes.map(node => model.cover[node]),
    gain: nodes.map(node => model.gain[node])
  };
}

/** A model as a JSON value: JSON.stringify and back, and decodeModel() gives the same model, bit for bit. */
export function encodeModel(model: Model): EncodedModel {
  return {
    format: FORMAT,
    bias: model.bias,
    unseenLevel: model.unseenLevel,
    features: model.features.map(encodeFeature),
    trees: Array.from({ length: model.roots.length - 1 }, (_, tree) => encodeTree(model, tree))
  };
}
