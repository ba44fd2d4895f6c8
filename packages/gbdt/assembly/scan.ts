import {
  ACTIVE,
  COLUMN_AT,
  COLUMN_BYTES,
  GAIN,
  HAS_MISSING,
  IS_CATEGORY,
  MAX_CAT_THRESHOLD,
  MONOTONE,
  NODE_BYTES,
  NUM_BINS,
  SPLIT_BYTES
} from './blocks';
import { sumColumns } from './histogram';
import { scanLevels } from './scan-levels';
import { greatestLeaving, leastEnough, scanNumber } from './scan-number';

/** Add the histograms of the other threads to the first one. */
function mergeThreads(targets: usize, numTargets: u32, at: usize, numEntries: usize): void {
  const into = <usize>load<u32>(targets) + at;
  for (let t: u32 = 1; t < numTargets; ++t) {
    const target = targets + ((<usize>t) << 3);
    if (load<u32>(target, 4) == 0) continue;
    const from = <usize>load<u32>(target, 0) + at;
    const bytes = numEntries << 3;
    let i: usize = 0;
    for (; i + 16 <= bytes; i += 16)
      v128.store(into + i, i64x2.add(v128.load(into + i), v128.load(from + i)));
    if (i < bytes) store<i64>(into + i, load<i64>(into + i) + load<i64>(from + i));
  }
}

function subtract(from: usize, what: usize, numEntries: usize): void {
  const bytes = numEntries << 3;
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16)
    v128.store(from + i, i64x2.sub(v128.load(from + i), v128.load(what + i)));
  if (i < bytes) store<i64>(from + i, load<i64>(from + i) - load<i64>(what + i));
}

export function scan(
  thread: u32,
  lo: u32,
  hi: u32,
  list: usize,
  columns: usize,
  rules: usize,
  targets: usize,
  numTargets: u32,
  large: usize,
  nodes: usize,
  splits: usize,
  scratch: usize,
  matrix: usize,
  rows: usize,
  numRows: u32
): void {
  const small = <usize>load<u32>(targets);
  if (numRows > 0) sumColumns(<usize>lo, <usize>hi, list, small, matrix, rows, <usize>numRows);
  const own = scratch + <usize>thread * ((<usize>load<f64>(rules, MAX_CAT_THRESHOLD)) << 5);
  const largeNode = nodes + NODE_BYTES;
  const isLarge = large != 0 && load<f64>(largeNode, ACTIVE) != 0;
  const isSmall = load<f64>(nodes, ACTIVE) != 0;
  const leastSmall = isSmall ? leastEnough(nodes, rules) : 0;
  const greatestSmall = isSmall ? greatestLeaving(nodes, rules) : 0;
  const leastLarge = isLarge ? leastEnough(largeNode, rules) : 0;
  const greatestLarge = isLarge ? greatestLeaving(largeNode, rules) : 0;
  for (let entry = <usize>lo; entry < <usize>hi; ++entry) {
    const column = columns + <usize>load<u32>(list + (entry << 2)) * COLUMN_BYTES;
    const at = <usize>load<u32>(column, COLUMN_AT);
    const numBins = load<u32>(column, NUM_BINS);
    const hasMissing = load<u32>(column, HAS_MISSING);
    const numEntries = <usize>(numBins + hasMissing);
    mergeThreads(targets, numTargets, at, numEntries);
    if (large != 0) subtract(large + at, small + at, numEntries);
    for (let child: usize = 0; child < (large == 0 ? 1 : 2); ++child) {
      const histogram = (child == 0 ? small : large) + at;
      const node = nodes + child * NODE_BYTES;
      const out = splits + (2 * entry + child) * SPLIT_BYTES;
      store<f64>(out, 0, GAIN);
      if (load<f64>(node, ACTIVE) == 0) continue;
      if (load<u32>(column, IS_CATEGORY) != 0)
        scanLevels(histogram, numEntries, node, rules, out, own);
      else
        scanNumber(
          histogram,
          numBins,
          hasMissing,
          load<i32>(column, MONOTONE),
          node,
          rules,
          child == 0 ? leastSmall : leastLarge,
          child == 0 ? greatestSmall : greatestLarge,
          out
        );
    }
  }
}
