/** An inner node of a growing tree. */
export interface GrownSplit {
  readonly column: number;
  readonly gain: number;
  /** Numbers: the last bin that goes left. */
  readonly bin: number;
  readonly missingLeft: boolean;
  /** Categories: the bins that go left, without that of missing values. */
  readonly set: readonly number[] | undefined;
  readonly left: number;
  readonly right: number;
  /** Address of the byte per bin that says who goes left. */
  readonly goesLeft: number;
}

/** A node of a growing tree; children come after their parent. */
export interface GrownNode {
  /** Rows of the bag that reach it. */
  readonly count: number;
  split: GrownSplit | undefined;
  /** Raw score that a leaf adds; set when the tree is complete. */
  value: number;
}

/** What a scan found best in a leaf. Sums are integer units. */
export interface BestSplit {
  readonly gain: number;
  readonly column: number;
  readonly bin: number;
  readonly way: number;
  readonly leftG: number;
  readonly leftH: number;
}

/** A leaf of a growing tree, with all that is needed to split it. */
export interface Leaf {
  readonly node: number;
  /** Its rows: row ids begin .. begin + count. */
  readonly begin: number;
  readonly count: number;
  /** Address of its histogram. */
  readonly histogram: number;
  readonly sumG: number;
  readonly sumH: number;
  readonly depth: number;
  /** Bounds of its output by monotone constraints. */
  readonly lower: number;
  readonly upper: number;
  readonly lambdaL2: number;
  /** Columns that it may split on, ascending. */
  readonly columns: Uint32Array;
  /** Features on its path. */
  readonly path: readonly number[];
  best: BestSplit | undefined;
}

export interface GrownTree {
  readonly nodes: GrownNode[];
  readonly leaves: readonly Leaf[];
}
