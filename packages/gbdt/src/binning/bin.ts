import type { Dataset, Feature } from '../dataset.ts';
import type { Engine } from '../engine.ts';
import { COLUMN, ENTRY, MATRIX, NARROW_BYTES } from '../kernels/blocks.ts';
import type { Layout } from '../layout.ts';
import type { Params } from '../params.ts';
import { sampleSorted, streamKey } from '../random.ts';
import type { Column } from './columns.ts';
import { findEdges } from './edges.ts';

const SAMPLE_STREAM = 1;
const ROWS_PER_TASK = 32_768;
/** Rows of a tile of the transposition. */
const TILE_ROWS = 4096;

/** Copy the present values of the sampled rows; returns how many there are. The rest of `out` becomes Infinity. */
function gatherSample(
  values: Float64Array | Float32Array,
  sample: Uint32Array,
  out: Float64Array
): number {
  let n = 0;
  for (let i = 0; i < sample.length; ++i) {
    const x = values[sample[i]];
    if (x === x) out[n++] = x;
  }
  out.fill(Infinity, n);
  return n;
}

/** Find the bins of all numbers from a seeded sample of the rows, as many columns at a time as there are threads. */
export function fitEdges(
  engine: Engine,
  layout: Layout,
  columns: readonly Column[],
  dataset: Dataset,
  params: Params
): void {
  const { f64 } = engine.views;
  const numbers = columns.filter(column => !column.levels);
  const key = streamKey(params.seed, SAMPLE_STREAM, 0);
  const sample = sampleSorted(dataset.numRows, params.binConstructSampleCnt, key);
  const n = sample.length;
  const batch = engine.numThreads;
  const data = layout.rowBins;
  const scratch = data + batch * n * 8;
  for (let start = 0; start < numbers.length; start += batch) {
    const group = numbers.slice(start, start + batch);
    const present = group.map(({ feature }, i) => {
      const column = dataset.features[feature] as Feature & { kind: 'number' };
      return gatherSample(
        column.values,
        sample,
        f64.subarray(data / 8 + i * n, data / 8 + i * n + n)
      );
    });
    engine.run('sortColumns', group.length, 1, data, n, scratch);
    group.forEach((column, i) => {
      const sorted = f64.subarray(data / 8 + i * n, data / 8 + i * n + present[i]);
      const maxBins = params.maxBin - (present[i] < n ? 1 : 0);
      column.edges = findEdges(sorted, Math.max(1, maxBins), params.minDataInBin);
      column.numBins = column.edges.length + 1;
    });
  }
}

function binNumber(
  { run, views }: Engine,
  layout: Layout,
  column: Column,
  feature: Feature & { kind: 'number' },
  out: number
): boolean {
  const { edges = new Float64Array(0) } = column;
  const scratch = layout.rowBins;
  views.f64.set(feature.values, scratch / 8);
  views.f64.fill(Infinity, layout.edges / 8, layout.edges / 8 + 256).set(edges, layout.edges / 8);
  views.u32[layout.seen / 4] = 0;
  const numRows = feature.values.length;
  const { numBins } = column;
  run('binNumbers', numRows, ROWS_PER_TASK, scratch, layout.edges, numBins, out, layout.seen);
  return views.u32[layout.seen / 4] === 1;
}

function binLevels(
  codes: Int32Array | Uint16Array | Uint8Array,
  column: Column,
  out: Uint8Array | Uint16Array
): void {
  const { binOfLevel } = column.levels!;
  const { numBins } = column;
  for (let i = 0; i < codes.length; ++i) {
    // validation rows may have codes that training had no name for
    const isKnown = codes[i] >= 0 && codes[i] < binOfLevel.length;
    const bin = isKnown ? binOfLevel[codes[i]] : -1;
    out[i] = bin < 0 ? numBins : bin;
  }
}

/** Where the bins of one set of rows go. */
export interface Target {
  readonly narrow: number;
  readonly wide: number;
  readonly rowBins: number;
  readonly matrix: number;
}

/**
 * Bin all columns of `dataset`, column-major at `narrow` and `wide`, row-major at `rowBins`; fills the MATRIX block.
 * Returns for each number whether a value was missing.
 */
export function binRows(
  engine: Engine,
  layout: Layout,
  columns: readonly Column[],
  dataset: Dataset,
  target: Target
): boolean[] {
  const { views } = engine;
  const { numRows } = dataset;
  const anyMissing = columns.map(({ hasMissing }) => hasMissing);
  let numNarrow = 0;
  let numWide = 0;
  columns.forEach((column, c) => {
    const feature = dataset.features[column.feature];
    const out = column.wide
      ? target.wide + 2 * numRows * numWide++
      : target.narrow + numRows * numNarrow++;
    if (feature.kind === 'category') {
      const bins = column.wide
        ? views.u16.subarray(out / 2, out / 2 + numRows)
        : views.u8.subarray(out, out + numRows);
      binLevels(feature.codes, column, bins);
    } else {
      anyMissing[c] = binNumber(engine, layout, column, feature, out);
    }
  });
  engine.run(
    'transpose',
    numRows,
    TILE_ROWS,
    target.narrow,
    numRows,
    numNarrow,
    target.rowBins,
    layout.stride
  );
  views.u32[target.matrix / 4 + MATRIX.numRows] = numRows;
  views.u32[target.matrix / 4 + MATRIX.numNarrow] = numNarrow;
  views.u32[target.matrix / 4 + MATRIX.rowBins] = target.rowBins;
  views.u32[target.matrix / 4 + MATRIX.numWide] = numWide;
  views.u32[target.matrix / 4 + MATRIX.wideBins] = target.wide;
  views.u32[target.matrix / 4 + MATRIX.columns] = layout.columns;
  views.u32[target.matrix / 4 + MATRIX.gather] = layout.gather;
  views.u32[target.matrix / 4 + MATRIX.stride] = layout.stride;
  return anyMissing;
}

/** Write the COLUMN blocks: what kernels must know of each column. */
export function writeColumns({ views }: Engine, layout: Layout, columns: readonly Column[]): void {
  let at = 0;
  columns.forEach((column, c) => {
    const block = layout.columns / 4 + c * COLUMN.words;
    views.u32[block + COLUMN.at] = at;
    views.u32[block + COLUMN.numBins] = column.numBins;
    views.u32[block + COLUMN.hasMissing] = column.hasMissing ? 1 : 0;
    views.u32[block + COLUMN.isCategory] = column.levels ? 1 : 0;
    views.i32[block + COLUMN.monotone] = column.monotone;
    at += column.wide ? (column.numBins + 1) * ENTRY : NARROW_BYTES;
  });
}
