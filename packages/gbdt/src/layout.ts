import type { Column } from './binning/columns.ts';
import {
  BINNED_NODE,
  COLUMN,
  ENTRY,
  GATHER_ROWS,
  GRADIENT_RULE,
  MATRIX,
  NARROW_BYTES,
  NODE,
  RULE,
  SORT_COUNTERS,
  SPLIT
} from './kernels/blocks.ts';
import { createPlanner } from './memory.ts';

/** Bytes at address 0 that belong to the pool. */
export const HEADER_BYTES = 4096;
/** Rows of a leaf that are divided as one unit. */
export const CHUNK_ROWS = 4096;
/** Rows whose scores are summed and changed together: 128 KiB of them. */
export const BLOCK_ROWS = 16_384;

/** Sizes that decide where things lie. */
export interface Shape {
  readonly numRows: number;
  readonly numValid: number;
  readonly columns: readonly Column[];
  readonly numLeaves: number;
  readonly numThreads: number;
  readonly sampleSize: number;
  readonly hasWeights: boolean;
  readonly maxCatThreshold: number;
}

/** Byte addresses of everything that training keeps in the memory of the kernels. */
export type Layout = ReturnType<typeof planLayout>;

/**
 * Bytes of a row of bins and its packed gradients: a share of a cache line or whole lines where that wastes little,
 * so that a row of a sparse leaf costs as few cache misses as it can.
 */
export function rowStride(numNarrow: number): number {
  const least = Math.ceil((numNarrow + 4) / 4) * 4;
  const lined = least <= 8 ? 8 : least <= 16 ? 16 : least <= 32 ? 32 : Math.ceil(least / 64) * 64;
  return lined <= 1.2 * least ? lined : least;
}

/** Bins of a column, with that of missing values. */
function slots({ numBins }: Column): number {
  return numBins + 1;
}

export function planLayout(shape: Shape) {
  const { numRows, numValid, columns, numLeaves, numThreads, sampleSize } = shape;
  const wide = columns.filter(column => column.wide);
  const numNarrow = columns.length - wide.length;
  const stride = rowStride(numNarrow);
  const wideBytes = wide.reduce((bytes, column) => bytes + slots(column) * ENTRY, 0);
  const histogramBytes = Math.ceil((numNarrow * NARROW_BYTES + wideBytes) / 64) * 64;
  const maxSlots = wide.reduce((most, column) => Math.max(most, slots(column)), 256);
  const maxSet = Math.min(shape.maxCatThreshold, maxSlots);
  const sortBytes = SORT_COUNTERS + 16 * sampleSize;
  const numItems = numLeaves * Math.ceil(numRows / BLOCK_ROWS);
  const most = Math.max(numRows, numValid);
  const { reserve, total } = createPlanner(HEADER_BYTES);
  const layout = {
    histogramBytes,
    stride,
    /** Bins of a column at most. */
    maxSlots,
    /** Levels of a set at most. */
    maxSet,
    rules: reserve(8 * RULE.words),
    gradientRules: reserve(8 * GRADIENT_RULE.words),
    nodes: reserve(2 * 8 * NODE.words),
    targets: reserve(8 * numThreads),
    columns: reserve(4 * COLUMN.words * columns.length),
    list: reserve(4 * columns.length),
    splits: reserve(2 * 8 * SPLIT.words * columns.length),
    edges: reserve(8 * 256),
    seen: reserve(4),
    matrix: reserve(4 * MATRIX.words),
    validMatrix: reserve(4 * MATRIX.words),
    gather: reserve(numThreads * (GATHER_ROWS * stride + 64)),
    scanScratch: reserve(numThreads * 32 * maxSet),
    counts: reserve(4 * Math.ceil(numRows / CHUNK_ROWS)),
    items: reserve(8 * numItems),
    itemSums: reserve(16 * numItems),
    itemValues: reserve(8 * numItems),
    /** One table of `maxSlots` bytes for each inner node of a tree. */
    goesLeft: reserve(numLeaves * maxSlots),
    binnedNodes: reserve(4 * BINNED_NODE.words * 2 * numLeaves),
    labels: reserve(numRows),
    weights: shape.hasWeights ? reserve(8 * numRows) : 0,
    scores: reserve(8 * numRows),
    rows: reserve(4 * numRows),
    spare: reserve(4 * numRows),
    validScores: reserve(8 * numValid),
    validBins: reserve(stride * numValid),
    validWideBins: reserve(2 * wide.length * numValid),
    columnBins: reserve(numNarrow * most),
    wideBins: reserve(2 * wide.length * numRows),
    /** Row-major bins and packed gradients; before that scratch for sorting samples and for raw values of one column. */
    rowBins: reserve(Math.max(stride * numRows, 8 * most, numThreads * sortBytes)),
    /** One histogram for each leaf, then one for each thread but the first. */
    histograms: reserve((numLeaves + numThreads - 1) * histogramBytes)
  };
  return { ...layout, bytes: total() };
}
