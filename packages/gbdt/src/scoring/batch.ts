import type { Feature } from '../dataset.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { GROUP_ROWS, MAX_LEAVES, STEP, TREE } from '../kernels/predict.ts';
import { createPlanner, type Views } from '../memory.ts';
import type { Model, ModelFeature } from '../model/model.ts';
import { openKernels } from './memory.ts';
import { type ByteColumn, planProgram, type Program, RIGHT_BIN } from './program.ts';
import { binOfCode, childOf } from './walk.ts';

/** Rows whose bins and sums stay in the second-level cache. */
const BLOCK_ROWS = 4096;

/** A program in memory, ready to score blocks of rows. */
export interface Loaded {
  readonly program: Program;
  /** Rows of a block; a byte column is as long. */
  readonly blockRows: number;
  /** By byte column: the side of each bin, for splits of categories. */
  readonly sides: readonly Uint8Array[];
  readonly views: Views;
  readonly kernels: Kernels;
  readonly at: {
    readonly values: number;
    readonly edges: number;
    readonly seen: number;
    readonly columns: number;
    readonly sums: number;
    readonly trees: number;
    readonly steps: number;
    readonly results: number;
  };
}

function writeProgram(
  { program, views, at }: Pick<Loaded, 'program' | 'views' | 'at'>,
  leafValues: number
): void {
  const { u8, u32, f64 } = views;
  let step = 0;
  let value = leafValues;
  program.trees.forEach(({ steps, values }, tree) => {
    const block = at.trees / 4 + tree * TREE.words;
    u32[block + TREE.firstStep] = step;
    u32[block + TREE.numSteps] = steps.length;
    u32[block + TREE.values] = value;
    f64.set(values, value / 8);
    value += 8 * values.length;
    for (const { column, bin, left, right } of steps) {
      const words = at.steps / 4 + STEP.words * step++;
      u32[words + STEP.column] = column;
      u32[words + STEP.bin] = bin;
      u32[words + STEP.left] = left * GROUP_ROWS;
      u32[words + STEP.right] = right * GROUP_ROWS;
    }
  });
  for (let leaf = 0; leaf < MAX_LEAVES; ++leaf)
    u8.fill(leaf, at.results + leaf * GROUP_ROWS, at.results + (leaf + 1) * GROUP_ROWS);
  program.edges.forEach((edges, feature) => {
    f64.fill(Infinity, at.edges / 8 + 256 * feature, at.edges / 8 + 256 * (feature + 1));
    f64.set(edges, at.edges / 8 + 256 * feature);
  });
}

/** Lay a program out for blocks of `blockRows` rows, a multiple of GROUP_ROWS. */
export function loadProgram(model: Model, program: Program, blockRows: number): Loaded {
  const { trees, columns, edges } = program;
  const numSteps = trees.reduce((sum, { steps }) => sum + steps.length, 0);
  const numValues = trees.reduce((sum, { values }) => sum + values.length, 0);
  const { reserve, total } = createPlanner(64);
  const at = {
    values: reserve(8 * blockRows),
    edges: reserve(8 * 256 * edges.length),
    seen: reserve(4),
    columns: reserve(columns.length * blockRows),
    sums: reserve(8 * blockRows),
    trees: reserve(4 * TREE.words * trees.length),
    steps: reserve(4 * STEP.words * numSteps),
    results: reserve(2 * MAX_LEAVES * GROUP_ROWS)
  };
  const leafValues = reserve(8 * numValues);
  const { views, kernels } = openKernels(total());
  writeProgram({ program, views, at }, leafValues);
  const sides = columns.map(column => sidesOf(model, column));
  return { program, blockRows, sides, views, kernels, at };
}

const loaded = new WeakMap<Model, Loaded | 'too large'>();

/** The model in the memory of the kernels; undefined when no program can run it. */
function loadModel(model: Model): Loaded | undefined {
  let found = loaded.get(model);
  if (!found) {
    const program = planProgram(model);
    found = program ? loadProgram(model, program, BLOCK_ROWS) : 'too large';
    loaded.set(model, found);
  }
  return found === 'too large' ? undefined : found;
}

/** Bytes per bin of a category split, the last one for missing and unseen levels: 0 = left, 255 = right. */
function sidesOf(model: Model, column: ByteColumn): Uint8Array {
  const feature = model.features[column.feature];
  if (column.kind === 'number' || feature.kind === 'number') return new Uint8Array(0);
  return Uint8Array.from({ length: feature.numBins + 1 }, (_, bin) => {
    const child = childOf(model, column.node, bin < feature.numBins ? bin : -1);
    return child === model.left[column.node] ? 0 : RIGHT_BIN;
  });
}

/** Bins of the codes start .. start + n; `numBins` for missing and unseen levels. */
function binLevels(
  { binOfLevel, numBins }: ModelFeature & { kind: 'category' },
  codes: Int32Array | Uint16Array | Uint8Array,
  start: number,
  n: number
): Uint16Array {
  const bins = new Uint16Array(n);
  for (let i = 0; i < n; ++i) {
    const bin = binOfCode(binOfLevel, codes[start + i]);
    bins[i] = bin < 0 ? numBins : bin;
  }
  return bins;
}

/** Fill the byte columns of rows start .. start + n: all of them, or those listed. */
export function fillColumns(
  { program, blockRows, sides, views, kernels, at }: Loaded,
  model: Model,
  features: readonly Feature[],
  start: number,
  n: number,
  which: Iterable<number> = program.columns.keys()
): void {
  const binsOf = new Map<number, Uint16Array>();
  for (const c of which) {
    const column = program.columns[c];
    const out = at.columns + c * blockRows;
    const data = features[column.feature];
    const known = model.features[column.feature];
    if (data.kind === 'number' && column.kind === 'number') {
      views.f64.set(data.values.subarray(start, start + n), at.values / 8);
      const edges = at.edges + 8 * 256 * column.feature;
      const missing = column.missingLeft ? 0 : RIGHT_BIN;
      kernels.binNumbers(0, 0, n, at.values, edges, missing, out, at.seen);
    } else if (
      data.kind === 'category' &&
      known.kind === 'category' &&
      column.kind === 'category'
    ) {
      const bins = binsOf.get(column.feature) ?? binLevels(known, data.codes, start, n);
      binsOf.set(column.feature, bins);
      const side = sides[c];
      const { u8 } = views;
      for (let i = 0; i < n; ++i) u8[out + i] = side[bins[i]];
    }
  }
}

/** Raw scores of the n rows whose byte columns are filled. */
export function runProgram(
  { program, blockRows, views, kernels, at }: Loaded,
  bias: number,
  n: number
): Float64Array {
  const sums = views.f64.subarray(at.sums / 8, at.sums / 8 + blockRows).fill(bias);
  kernels.predictTrees(
    0,
    0,
    Math.ceil(n / GROUP_ROWS),
    at.columns,
    blockRows,
    at.trees,
    program.trees.length,
    at.steps,
    at.results,
    at.sums
  );
  return sums.subarray(0, n);
}

/** Raw scores of all rows into `out`; false when the model needs the slow walk. */
export function predictBatch(
  model: Model,
  features: readonly Feature[],
  out: Float64Array // out
): boolean {
  const ready = loadModel(model);
  if (!ready) return false;
  for (let start = 0; start < out.length; start += BLOCK_ROWS) {
    const n = Math.min(BLOCK_ROWS, out.length - start);
    fillColumns(ready, model, features, start, n);
    out.set(runProgram(ready, model.bias, n), start);
  }
  return true;
}
