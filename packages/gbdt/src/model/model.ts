/** How a model reads one feature. */
export type ModelFeature =
  | { readonly kind: 'number'; readonly name?: string }
  | {
      readonly kind: 'category';
      readonly name?: string;
      /** Bin of each level code; -1 = never seen in training. Rare levels share a bin. */
      readonly binOfLevel: Int32Array;
      readonly numBins: number;
    };

/**
 * A trained model: parallel arrays over the nodes of all trees, tree by tree, parents before children. The raw score
 * (log-odds) of a row is `bias` plus the value of the leaf it reaches in each tree.
 */
export interface Model {
  readonly features: readonly ModelFeature[];
  readonly bias: number;
  /** Where a level absent from training goes: where missing values go, or to the mean of the node. */
  readonly unseenLevel: 'missing' | 'mean';
  /** First node of each tree, and at the end the number of nodes. */
  readonly roots: Int32Array;
  /** Index of the feature that a node splits on; -1 = leaf. */
  readonly feature: Int32Array;
  /** Numbers: values <= threshold go left; Infinity = every value that is present. */
  readonly threshold: Float64Array;
  /** 1 = missing values go left. */
  readonly missingLeft: Uint8Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** Raw score of a leaf; of an inner node the mean of its rows. */
  readonly value: Float64Array;
  /** Training rows that reached the node. */
  readonly cover: Float64Array;
  /** Twice the training loss that the split saved; 0 in a leaf. */
  readonly gain: Float64Array;
  /** Categories: first word in `sets` of a bit per bin, set = left; -1 otherwise. */
  readonly setStart: Int32Array;
  readonly sets: Uint32Array;
}

export function numTrees({ roots }: Model): number {
  return roots.length - 1;
}

/** The arrays for a number of nodes, all leaves of value 0; the caller sets the roots. */
export function emptyNodes(numTrees: number, numNodes: number) {
  return {
    roots: new Int32Array(numTrees + 1),
    feature: new Int32Array(numNodes).fill(-1),
    threshold: new Float64Array(numNodes),
    missingLeft: new Uint8Array(numNodes),
    left: new Int32Array(numNodes).fill(-1),
    right: new Int32Array(numNodes).fill(-1),
    value: new Float64Array(numNodes),
    cover: new Float64Array(numNodes),
    gain: new Float64Array(numNodes),
    setStart: new Int32Array(numNodes).fill(-1)
  };
}

/** Set the value of each inner node to the mean of its rows, from the leaves up. */
export function fillMeans(model: Pick<Model, 'left' | 'right' | 'value' | 'cover'>): void {
  const { left, right, value, cover } = model;
  for (let node = left.length - 1; node >= 0; --node) {
    const l = left[node];
    const r = right[node];
    if (l >= 0) value[node] = (value[l] * cover[l] + value[r] * cover[r]) / cover[node];
  }
}
