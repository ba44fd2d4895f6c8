// Scoring of many rows. A tree is evaluated from its leaves up for 64 rows at a time, one byte a row: the number of
// the leaf below a node is that of its left or right child, chosen by one comparison of 16 bins. No branch depends on
// the data, so that a tree of 31 leaves takes half an instruction a node and row.

// STEP: u32 words
const STEP_COLUMN: usize = 0;
const STEP_BIN: usize = 4;
const STEP_LEFT: usize = 8;
const STEP_RIGHT: usize = 12;
const STEP_BYTES: usize = 16;
// TREE: u32 words
const FIRST_STEP: usize = 0;
const NUM_STEPS: usize = 4;
const VALUES: usize = 8;
const TREE_BYTES: usize = 16;

/** The leaf of each of 16 rows below a node. */
// @ts-ignore: decorator
@inline
function choose(bins: usize, threshold: v128, left: usize, right: usize, out: usize): void {
  const isRight = i8x16.gt_u(v128.load(bins), threshold);
  v128.store(out, v128.bitselect(v128.load(right), v128.load(left), isRight));
}

/** sums[i] += values[leaves[i]] for eight rows. */
// @ts-ignore: decorator
@inline
function addEight(sums: usize, leaves: u64, values: usize): void {
  for (let i: usize = 0; i < 8; ++i) {
    const value = load<f64>(values + (<usize>(leaves & 255) << 3));
    store<f64>(sums + (i << 3), load<f64>(sums + (i << 3)) + value);
    leaves >>= 8;
  }
}

export function predictTrees(
  thread: u32,
  lo: u32,
  hi: u32,
  columns: usize,
  blockRows: u32,
  trees: usize,
  numTrees: u32,
  steps: usize,
  results: usize,
  sums: usize
): void {
  const lastTree = trees + <usize>numTrees * TREE_BYTES;
  for (let group = <usize>lo; group < <usize>hi; ++group) {
    const bins = columns + (group << 6);
    const out = sums + (group << 9);
    for (let tree = trees; tree < lastTree; tree += TREE_BYTES) {
      let step = steps + <usize>load<u32>(tree, FIRST_STEP) * STEP_BYTES;
      const end = step + <usize>load<u32>(tree, NUM_STEPS) * STEP_BYTES;
      // results: 256 constant leaves, then a vector for each step
      let at = results + (256 << 6);
      let root = results;
      for (; step < end; step += STEP_BYTES) {
        const column = bins + <usize>load<u32>(step, STEP_COLUMN) * <usize>blockRows;
        const threshold = i8x16.splat(<i8>load<u32>(step, STEP_BIN));
        const left = results + <usize>load<u32>(step, STEP_LEFT);
        const right = results + <usize>load<u32>(step, STEP_RIGHT);
        choose(column, threshold, left, right, at);
        choose(column + 16, threshold, left + 16, right + 16, at + 16);
        choose(column + 32, threshold, left + 32, right + 32, at + 32);
        choose(column + 48, threshold, left + 48, right + 48, at + 48);
        root = at;
        at += 64;
      }
      const values = <usize>load<u32>(tree, VALUES);
      for (let i: usize = 0; i < 64; i += 8) addEight(out + (i << 3), load<u64>(root + i), values);
    }
  }
}

// WALK_NODE: f64 threshold, u32 address of the input, u32 address of the left child; the right one lies behind it.
const INPUT: usize = 8;
const CHILD: usize = 12;

/** The child that a row goes to; no comparison lets NaN left. */
// @ts-ignore: decorator
@inline
function next(node: usize): usize {
  const isRight = !(load<f64>(<usize>load<u32>(node, INPUT)) <= load<f64>(node));
  return <usize>load<u32>(node, CHILD) + (<usize>isRight << 4);
}

/** Eight trees at a time: their loads overlap. */
export function walkTrees(
  thread: u32,
  lo: u32,
  hi: u32,
  groups: usize,
  nodes: usize,
  values: usize,
  out: usize
): void {
  let sum = load<f64>(out);
  for (let group = <usize>lo; group < <usize>hi; ++group) {
    const at = groups + group * 40;
    let a = <usize>load<u32>(at, 0);
    let b = <usize>load<u32>(at, 4);
    let c = <usize>load<u32>(at, 8);
    let d = <usize>load<u32>(at, 12);
    let e = <usize>load<u32>(at, 16);
    let f = <usize>load<u32>(at, 20);
    let g = <usize>load<u32>(at, 24);
    let h = <usize>load<u32>(at, 28);
    for (let depth = load<u32>(at, 32); depth > 0; --depth) {
      a = next(a);
      b = next(b);
      c = next(c);
      d = next(d);
      e = next(e);
      f = next(f);
      g = next(g);
      h = next(h);
    }
    // a node takes 16 bytes and its value 8
    sum += load<f64>(values + ((a - nodes) >> 1));
    sum += load<f64>(values + ((b - nodes) >> 1));
    sum += load<f64>(values + ((c - nodes) >> 1));
    sum += load<f64>(values + ((d - nodes) >> 1));
    sum += load<f64>(values + ((e - nodes) >> 1));
    sum += load<f64>(values + ((f - nodes) >> 1));
    sum += load<f64>(values + ((g - nodes) >> 1));
    sum += load<f64>(values + ((h - nodes) >> 1));
  }
  store<f64>(out, sum);
}
