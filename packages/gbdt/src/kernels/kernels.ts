/**
 * The kernels, once in WebAssembly (`assembly/`) and once in TypeScript (this folder): equal inputs give equal bytes.
 * The first three arguments are the number of the thread and the half-open range of work units; the others are
 * byte addresses and counts. Kernels of one job may run at once on disjoint ranges.
 */
export interface Kernels {
  /** Unit: column. Sort columns of `n` float64 at `columns`, ascending; each thread has SORT_COUNTERS + 8n bytes of `scratch`. */
  sortColumns(
    thread: number,
    lo: number,
    hi: number,
    columns: number,
    n: number,
    scratch: number
  ): void;

  /** Unit: row. out[row] (u8) = edges below values[row], or `missingBin` for NaN, which also sets u32 `seen` to 1. */
  binNumbers(
    thread: number,
    lo: number,
    hi: number,
    values: number, // in: f64
    edges: number, // in: 256 f64, ascending, padded with Infinity
    missingBin: number,
    out: number,
    seen: number
  ): void;

  /** Unit: row. Rows from columns: out[row * stride + c] = columns[c * numRows + row], u8. */
  transpose(
    thread: number,
    lo: number,
    hi: number,
    columns: number,
    numRows: number,
    numColumns: number,
    out: number,
    stride: number
  ): void;

  /** Unit: row. Log-loss gradients, rounded at random to packed integers (g << 16 | h) behind the bins of the row. */
  gradients(
    thread: number,
    lo: number,
    hi: number,
    scores: number, // in: f64 raw scores
    labels: number, // in: u8
    weights: number, // in: f64, or 0 for none
    rules: number, // in: f64 scales of g and h, weight of label 1
    key: number, // stream of the rounding
    rowBins: number, // out: the last four bytes of each row
    stride: number
  ): void;

  /** Unit: row of the leaf. Add packed gradients into the thread's histogram, which is cleared at its first use. */
  histogram(
    thread: number,
    lo: number,
    hi: number,
    matrix: number, // in: the MATRIX block of the training rows, their gradients included
    rows: number, // in: u32 row ids of the leaf, or 0 for all rows
    blocked: number, // 1 = gather blocks of rows first (sparse leaves)
    targets: number, // in, out: per thread u32 address of a histogram and u32 "in use"
    bytes: number, // of a histogram
    listed: number, // 1 = only the columns of `list`
    list: number, // in: u32 columns
    numListed: number
  ): void;

  /**
   * Unit: entry of `list`. Merge the histograms of the threads (or sum that of a small leaf here, its columns in the
   * cache of one thread), subtract from the parent, find the best split of both children.
   */
  scan(
    thread: number,
    lo: number,
    hi: number,
    list: number, // in: u32 columns
    columns: number, // in: COLUMN blocks
    rules: number, // in: f64, see RULE
    targets: number, // in: as for histogram; the first is the small child
    numTargets: number,
    large: number, // in, out: histogram of the parent, then of the large child; 0 = none
    nodes: number, // in: two NODE blocks, small and large
    splits: number, // out: SPLIT blocks, entry by entry, small child then large
    scratch: number, // 32 bytes for each of maxCatThreshold levels, per thread
    matrix: number, // in: MATRIX block
    rows: number, // in: u32 row ids of the small child
    numRows: number // to sum; 0 = the histogram is there
  ): void;

  /** Unit: chunk of `chunkRows` row ids. Left rows go to the front of their chunk, right ones to `spare`; counts[chunk] = lefts. */
  partition(
    thread: number,
    lo: number,
    hi: number,
    rows: number, // in, out: u32 row ids of the leaf
    numRows: number,
    chunkRows: number,
    bins: number, // in: bins of the split column
    wide: number, // 1 = bins are u16
    goesLeft: number, // in: u8 by bin
    spare: number, // out: u32
    counts: number // out: u32
  ): void;

  /** Unit: 1. Moves the left rows of all chunks to the front of the leaf, and the right ones behind them. */
  joinChunks(
    thread: number,
    lo: number,
    hi: number,
    rows: number, // in, out
    numRows: number,
    chunkRows: number,
    spare: number, // in
    counts: number // in
  ): void;

  /** Unit: item. out[item] = true float64 sums of gradients and hessians of rows[begin .. end), summed as two interleaved halves. */
  leafSums(
    thread: number,
    lo: number,
    hi: number,
    items: number, // in: u32 begin, end
    rows: number, // in: u32 row ids
    scores: number,
    labels: number,
    weights: number,
    rules: number,
    out: number // out: f64 pairs
  ): void;

  /** Unit: item. scores[row] += values[item] for the rows[begin .. end). */
  addScores(
    thread: number,
    lo: number,
    hi: number,
    items: number,
    rows: number,
    values: number, // in: f64 by item
    scores: number // in, out
  ): void;

  /** Unit: row id. scores[row] += value of the leaf that the binned row reaches. */
  traverse(
    thread: number,
    lo: number,
    hi: number,
    rows: number, // in: u32 row ids, or 0 for lo .. hi itself
    matrix: number, // in: MATRIX block of these rows
    nodes: number, // in: BINNED_NODE blocks
    scores: number // in, out
  ): void;

  /** Unit: group of 64 rows. sums[row] += the leaf values of all trees, tree by tree. */
  predictTrees(
    thread: number,
    lo: number,
    hi: number,
    columns: number, // in: u8 bins of a block of rows, column after column
    blockRows: number,
    trees: number, // in: TREE blocks
    numTrees: number,
    steps: number, // in: STEP blocks
    results: number, // 64 bytes for each of 256 leaves, filled with its number, then for each step of a tree
    sums: number // in, out: f64
  ): void;

  /** Unit: group of 8 trees. Adds the leaf values that one row reaches, tree by tree. */
  walkTrees(
    thread: number,
    lo: number,
    hi: number,
    groups: number, // in: GROUP blocks
    nodes: number, // in: WALK_NODE blocks
    values: number, // in: f64 by node
    out: number // in, out: f64
  ): void;
}

export type KernelName = keyof Kernels;

/** All kernels by position: the number is what a job carries to a worker. */
export const KERNEL_NAMES = [
  'sortColumns',
  'binNumbers',
  'transpose',
  'gradients',
  'histogram',
  'scan',
  'partition',
  'joinChunks',
  'leafSums',
  'addScores',
  'traverse',
  'predictTrees',
  'walkTrees'
] as const satisfies readonly KernelName[];
