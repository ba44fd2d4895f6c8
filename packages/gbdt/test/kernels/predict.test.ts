import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  GROUP,
  GROUP_ROWS,
  LANES,
  MAX_LEAVES,
  STEP,
  TREE,
  WALK_NODE
} from '../../src/kernels/predict.ts';
import { createTwins } from '../support/memory.ts';

const TREES = 4096;
const STEPS = 8192;
const VALUES = 65_536;
const COLUMNS = 131_072;
const RESULTS = 262_144;
const SUMS = 524_288;
const NUM_COLUMNS = 5;
const BLOCK_ROWS = 2 * GROUP_ROWS;

/** Each step takes a leaf or an earlier step on either side. */
const someTree = fc.array(
  fc.tuple(
    fc.nat(NUM_COLUMNS - 1),
    fc.nat(255),
    fc.tuple(fc.boolean(), fc.nat(255)),
    fc.tuple(fc.boolean(), fc.nat(255))
  ),
  { maxLength: 20 }
);

describe('predictTrees()', () => {
  test('adds the leaf that each row of a block reaches; both kinds agree', () => {
    fc.assert(
      fc.property(fc.array(someTree, { maxLength: 4 }), fc.nat(), (trees, seed) => {
        const operand = ([isStep, n]: [boolean, number], step: number) =>
          isStep && step > 0 ? MAX_LEAVES + (n % step) : n;
        const { fast, slow } = createTwins(({ u8, u32, f64 }) => {
          let first = 0;
          trees.forEach((steps, tree) => {
            u32.set([first, steps.length, VALUES + tree * 2048], TREES / 4 + tree * TREE.words);
            steps.forEach(([column, bin, left, right], i) => {
              const operands = [operand(left, i), operand(right, i)] as const;
              u32.set(
                [column, bin, operands[0] * GROUP_ROWS, operands[1] * GROUP_ROWS],
                STEPS / 4 + (first + i) * STEP.words
              );
            });
            first += steps.length;
          });
          for (let i = 0; i < 4 * 256; ++i) f64[VALUES / 8 + i] = Math.sin(i + seed);
          for (let i = 0; i < NUM_COLUMNS * BLOCK_ROWS; ++i)
            u8[COLUMNS + i] = (Math.imul(i + 1, 2_654_435_761) ^ seed) >>> 24;
          for (let leaf = 0; leaf < MAX_LEAVES; ++leaf)
            u8.fill(leaf, RESULTS + leaf * GROUP_ROWS, RESULTS + (leaf + 1) * GROUP_ROWS);
          f64.fill(0.25, SUMS / 8, SUMS / 8 + BLOCK_ROWS);
        });
        for (const { kernels } of [fast, slow])
          kernels.predictTrees(
            0,
            0,
            2,
            COLUMNS,
            BLOCK_ROWS,
            TREES,
            trees.length,
            STEPS,
            RESULTS,
            SUMS
          );
        const sums = fast.views.f64.slice(SUMS / 8, SUMS / 8 + BLOCK_ROWS);
        expect(slow.views.f64.slice(SUMS / 8, SUMS / 8 + BLOCK_ROWS)).toEqual(sums);
        const naive = Float64Array.from(sums, (_, row) =>
          trees.reduce((sum, steps, tree) => {
            const leaves: number[] = [];
            steps.forEach(([column, bin, left, right], i) => {
              const goesRight = fast.views.u8[COLUMNS + column * BLOCK_ROWS + row]! > bin;
              const child = operand(goesRight ? right : left, i);
              leaves.push(child < MAX_LEAVES ? child : leaves[child - MAX_LEAVES]!);
            });
            return sum + Math.sin(tree * 256 + (leaves.at(-1) ?? 0) + seed);
          }, 0.25)
        );
        expect(sums).toEqual(naive);
      })
    );
  });
});

describe('walkTrees()', () => {
  test('walks eight trees at a time and adds their values in order; both kinds agree', () => {
    // one tree of depth 2 in all lanes, on inputs -1, NaN and 7
    const inputs = COLUMNS;
    const nodes = STEPS;
    const { fast, slow } = createTwins(({ u32, f64 }) => {
      f64.set([0, -1, NaN, 7], inputs / 8);
      const write = (node: number, threshold: number, input: number, child: number) => {
        f64[nodes / 8 + 2 * node] = threshold;
        u32[nodes / 4 + 4 * node + WALK_NODE.input] = inputs + 8 * input;
        u32[nodes / 4 + 4 * node + WALK_NODE.child] = nodes + 16 * child;
        f64[VALUES / 8 + node] = 0.1 * node;
      };
      write(0, -1, 1, 1); // -1 <= -1: left, to node 1
      write(1, 1e300, 2, 3); // NaN: right, to node 4
      write(2, Infinity, 0, 2);
      write(3, Infinity, 0, 3);
      write(4, Infinity, 0, 4);
      for (let group = 0; group < 2; ++group) {
        const at = TREES / 4 + group * GROUP.words;
        u32.fill(nodes, at, at + LANES);
        u32[at + 1] = nodes + 16 * 2;
        u32[at + GROUP.depth] = 2;
      }
      f64[SUMS / 8] = 0.5;
    });
    for (const { kernels, views } of [fast, slow]) {
      kernels.walkTrees(0, 0, 2, TREES, nodes, VALUES, SUMS);
      const lanes = [4, 2, 4, 4, 4, 4, 4, 4].map(node => 0.1 * node);
      expect(views.f64[SUMS / 8]).toBe([...lanes, ...lanes].reduce((sum, x) => sum + x, 0.5));
    }
  });
});
