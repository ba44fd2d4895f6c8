// Blocks of memory that control code writes and kernels read. `assembly/blocks.ts` repeats these numbers.

/** u32 words: the bins of a set of rows. Column-major u16 columns hold features of more than 256 bins. */
export const MATRIX = {
  numRows: 0,
  /** Columns of u8 bins, row-major at `rowBins`. */
  numNarrow: 1,
  rowBins: 2,
  /** Columns of u16 bins, one after the other at `wideBins`. */
  numWide: 3,
  wideBins: 4,
  /** COLUMN blocks of all columns, the narrow ones first. */
  columns: 5,
  /** Per thread: GATHER_ROWS rows and 64 bytes of scratch. */
  gather: 6,
  /** Bytes of a row of `rowBins`; the last four hold its packed gradients. */
  stride: 7,
  words: 8
} as const;

/** u32 words: the description of a column. */
export const COLUMN = {
  /** Byte offset of its bins in a histogram. */
  at: 0,
  /** Bins of values or levels; the bin of missing values comes next. */
  numBins: 1,
  hasMissing: 2,
  isCategory: 3,
  /** -1, 0 or 1. */
  monotone: 4,
  words: 8
} as const;

/** f64 words: the constraints on a split. */
export const RULE = {
  /** Real gradient or hessian of one integer unit. */
  unitG: 0,
  unitH: 1,
  lambdaL1: 2,
  lambdaL2: 3,
  minDataInLeaf: 4,
  minSumHessian: 5,
  minGain: 6,
  catL2: 7,
  catSmooth: 8,
  maxCatThreshold: 9,
  maxCatToOnehot: 10,
  minDataPerGroup: 11,
  /** 1 = outputs are bounded, as monotone constraints demand. */
  bounded: 12,
  words: 16
} as const;

/** f64 words: integer units per real unit, the weights of labels 0 and 1, the 17 constants of exp() for the wasm kernels. */
export const GRADIENT_RULE = {
  scaleG: 0,
  scaleH: 1,
  labelWeights: 2,
  constants: 4,
  words: 24
} as const;

/** f64 words: the leaf to split. */
export const NODE = {
  sumG: 0,
  sumH: 1,
  count: 2,
  lower: 3,
  upper: 4,
  active: 5,
  words: 8
} as const;

/** f64 words: the best split of one column; gain <= 0 means none. */
export const SPLIT = {
  gain: 0,
  /** Number: the last bin that goes left. One level against the others: its bin. Level set: the number of levels. */
  bin: 1,
  /** Number: 1 = missing goes left. Category: 0 = one level, 1 = lowest ratios, -1 = highest ratios go left. */
  way: 2,
  leftG: 3,
  leftH: 4,
  words: 8
} as const;

/** u32 words of a node of a tree over bins; an f64 value lies in words 4 and 5. */
export const BINNED_NODE = {
  /** Column, or WIDE plus the number of a wide column. */
  column: 0,
  /** Address of a byte per bin: 1 = left. */
  goesLeft: 1,
  /** Node numbers; left = 0 is a leaf. */
  left: 2,
  right: 3,
  words: 8
} as const;

export const WIDE = 0x80000000;
/** Bytes of a histogram entry: u32 hessian, i32 gradient; together the i64 (g << 32 | h). */
export const ENTRY = 8;
/** Bytes of the histogram of a narrow column: 256 entries. */
export const NARROW_BYTES = 256 * ENTRY;
/** Rows that the blocked histogram copies before it adds them. */
export const GATHER_ROWS = 256;
/** Bytes of a thread's counters in sortColumns: 8 digits of 256 u32. */
export const SORT_COUNTERS = 8 * 256 * 4;
