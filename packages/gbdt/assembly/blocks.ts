// src/kernels/blocks.ts in byte offsets.

// MATRIX
export const NUM_ROWS: usize = 0;
export const NUM_NARROW: usize = 4;
export const ROW_BINS: usize = 8;
export const NUM_WIDE: usize = 12;
export const WIDE_BINS: usize = 16;
export const COLUMNS: usize = 20;
export const GATHER: usize = 24;
export const STRIDE: usize = 28;
/** Behind the bins of a row: its packed gradients. */
export const PACKED_BYTES: usize = 4;

// COLUMN
export const COLUMN_AT: usize = 0;
export const NUM_BINS: usize = 4;
export const HAS_MISSING: usize = 8;
export const IS_CATEGORY: usize = 12;
export const MONOTONE: usize = 16;
export const COLUMN_BYTES: usize = 32;

// RULE
export const UNIT_G: usize = 0;
export const UNIT_H: usize = 8;
export const LAMBDA_L1: usize = 16;
export const LAMBDA_L2: usize = 24;
export const MIN_DATA_IN_LEAF: usize = 32;
export const MIN_SUM_HESSIAN: usize = 40;
export const MIN_GAIN: usize = 48;
export const CAT_L2: usize = 56;
export const CAT_SMOOTH: usize = 64;
export const MAX_CAT_THRESHOLD: usize = 72;
export const MAX_CAT_TO_ONEHOT: usize = 80;
export const MIN_DATA_PER_GROUP: usize = 88;
export const BOUNDED: usize = 96;

// NODE
export const SUM_G: usize = 0;
export const SUM_H: usize = 8;
export const COUNT: usize = 16;
export const LOWER: usize = 24;
export const UPPER: usize = 32;
export const ACTIVE: usize = 40;
export const NODE_BYTES: usize = 64;

// SPLIT
export const GAIN: usize = 0;
export const BIN: usize = 8;
export const WAY: usize = 16;
export const LEFT_G: usize = 24;
export const LEFT_H: usize = 32;
export const SPLIT_BYTES: usize = 64;

// BINNED_NODE
export const NODE_COLUMN: usize = 0;
export const GOES_LEFT: usize = 4;
export const LEFT: usize = 8;
export const RIGHT: usize = 12;
export const VALUE: usize = 16;
export const BINNED_NODE_BYTES: usize = 32;
export const WIDE: u32 = 0x80000000;

export const NARROW_SHIFT: usize = 11;
export const GATHER_ROWS: u32 = 256;
export const SORT_COUNTERS: usize = 8192;

// GRADIENT_RULE
export const LABEL_WEIGHTS: usize = 16;
export const CONSTANTS: usize = 32;
