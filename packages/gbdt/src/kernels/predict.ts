// Twin of the kernel that scores many rows.
import type { Views } from '../memory.ts';

/** Rows that are scored together. */
export const GROUP_ROWS = 64;
/** Maximum leaves of a tree, so that a leaf number fits in a byte. */
export const MAX_LEAVES = 256;

/** u32 words of an inner node, children before parents: operands are byte offsets into the results. */
export const STEP = { column: 0, bin: 1, left: 2, right: 3, words: 4 } as const;
/** u32 words of a tree: its steps, and the address of its f64 leaf values. */
export const TREE = { firstStep: 0, numSteps: 1, values: 2, words: 4 } as const;

/** Twin of `Kernels.predictTrees`. */
export function predictTrees(
  { u8, u32, f64 }: Views,
  _thread: number,
  lo: number,
  hi: number,
  columns: number,
  blockRows: number,
  trees: number,
  numTrees: number,
  steps: number,
  results: number,
  sums: number
): void {
  for (let row = lo * GROUP_ROWS; row < hi * GROUP_ROWS; ++row) {
    const lane = row % GROUP_ROWS;
    for (let tree = 0; tree < numTrees; ++tree) {
      const at = trees / 4 + tree * TREE.words;
      let root = results;
      for (let i = 0; i < u32[at + TREE.numSteps]; ++i) {
        const step = steps / 4 + (u32[at + TREE.firstStep] + i) * STEP.words;
        const bin = u8[columns + u32[step + STEP.column] * blockRows + row];
        const child = u32[step + (bin > u32[step + STEP.bin] ? STEP.right : STEP.left)];
        root = results + (MAX_LEAVES + i) * GROUP_ROWS;
        u8[root + lane] = u8[results + child + lane];
      }
      f64[sums / 8 + row] += f64[u32[at + TREE.values] / 8 + u8[root + lane]];
    }
  }
}

/** Trees that are walked together. */
export const LANES = 8;
/** u32 words: the addresses of the roots of LANES trees, the splits on their longest path, and one unused. */
export const GROUP = { roots: 0, depth: LANES, words: LANES + 2 } as const;
/** u32 words of a node: its f64 threshold first; a leaf is its own left child. */
export const WALK_NODE = { input: 2, child: 3, words: 4 } as const;

/** Twin of `Kernels.walkTrees`. */
export function walkTrees(
  { u32, f64 }: Views,
  _thread: number,
  lo: number,
  hi: number,
  groups: number,
  nodes: number,
  values: number,
  out: number
): void {
  for (let group = lo; group < hi; ++group) {
    const at = groups / 4 + group * GROUP.words;
    for (let lane = 0; lane < LANES; ++lane) {
      let node = u32[at + GROUP.roots + lane] / 4;
      for (let depth = u32[at + GROUP.depth]; depth > 0; --depth) {
        const isRight = !(f64[u32[node + WALK_NODE.input] / 8] <= f64[node / 2]);
        node = u32[node + WALK_NODE.child] / 4 + (isRight ? WALK_NODE.words : 0);
      }
      f64[out / 8] += f64[values / 8 + (node - nodes / 4) / WALK_NODE.words];
    }
  }
}
