import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Model } from '../src/model/model.ts';
import { predictRowRaw } from '../src/scoring/row.ts';
import { train } from '../src/train.ts';
import { makeTable } from './support/tables.ts';

/** Features on each path from a root to a leaf. */
function pathsOf(model: Model): Set<number>[] {
  const paths: Set<number>[] = [];
  const visit = (node: number, path: Set<number>): void => {
    if (model.left[node]! < 0) {
      paths.push(path);
      return;
    }
    const next = new Set([...path, model.feature[node]!]);
    visit(model.left[node]!, next);
    visit(model.right[node]!, next);
  };
  for (let tree = 0; tree + 1 < model.roots.length; ++tree) visit(model.roots[tree]!, new Set());
  return paths;
}

describe('monotoneConstraints', () => {
  test('hold between any two rows that differ in one constrained feature', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          seed: fc.nat(1000),
          signs: fc.array(fc.constantFrom(-1, 0, 1), { minLength: 4, maxLength: 4 }),
          lambdaL2: fc.constantFrom(0, 2),
          missing: fc.constantFrom(0, 0.2)
        }),
        async ({ seed, signs, lambdaL2, missing }) => {
          const table = makeTable({ numRows: 1500, levels: [6], missing, seed });
          const { model } = await train(table, {
            numIterations: 15,
            minDataInLeaf: 5,
            lambdaL2,
            seed,
            monotoneConstraints: [...signs, 0]
          });
          const grid = Array.from({ length: 25 }, (_, i) => -2.4 + i * 0.2);
          const out = new Float64Array(2);
          for (let at = 0; at < 10; ++at) {
            const row = Float64Array.from({ length: 4 }, (_, f) => Math.sin(seed + at * 4 + f) * 2);
            signs.forEach((sign, feature) => {
              let before = NaN;
              for (const x of grid) {
                predictRowRaw(model, [...row.with(feature, x), at % 6], out);
                if (before === before && sign !== 0)
                  expect((out[0]! - before) * sign).toBeGreaterThanOrEqual(0);
                before = out[0]!;
              }
            });
          }
        }
      ),
      { numRuns: 25 }
    );
  });

  test('bind: without them the same data break the order', async () => {
    const table = makeTable({ numRows: 1500 });
    const greatestFall = async (monotoneConstraints: number[]) => {
      const { model } = await train(table, { numIterations: 15, monotoneConstraints });
      const out = new Float64Array(81);
      for (let i = 0; i <= 80; ++i) predictRowRaw(model, [-2 + i / 20, 0, 0, 0], out, i);
      return Math.max(...Array.from(out.subarray(1), (score, i) => out[i]! - score));
    };
    expect(await greatestFall([])).toBeGreaterThan(0);
    expect(await greatestFall([1, 0, 0, 0])).toBe(0);
  });
});

describe('interactionConstraints', () => {
  test('every path stays within a group, and a feature in no group is not used', async () => {
    const table = makeTable({ numRows: 3000, numNumbers: 5, levels: [8] });
    const groups = [[0, 1, 5], [1, 2], [4]];
    const { model } = await train(table, { numIterations: 20, interactionConstraints: groups });
    const paths = pathsOf(model);
    for (const path of paths)
      expect(groups.some(group => [...path].every(feature => group.includes(feature)))).toBe(true);
    expect(paths.some(path => path.has(3))).toBe(false);
    expect(paths.some(path => path.size > 1)).toBe(true);
  });
});

describe('tree limits', () => {
  test.each([1, 2, 5])('maxDepth %d bounds every path', async maxDepth => {
    const { model } = await train(makeTable({ numRows: 3000 }), { numIterations: 5, maxDepth });
    const depth = new Int32Array(model.left.length);
    model.left.forEach((left, node) => {
      if (left < 0) return;
      depth[left] = depth[node]! + 1;
      depth[model.right[node]!] = depth[node]! + 1;
    });
    expect(Math.max(...depth)).toBe(maxDepth);
  });

  test('numLeaves and minDataInLeaf bound the leaves', async () => {
    const { model } = await train(makeTable({ numRows: 3000 }), {
      numIterations: 3,
      numLeaves: 9,
      minDataInLeaf: 200
    });
    for (let tree = 0; tree < 3; ++tree) {
      const leaves = Array.from(model.left.subarray(model.roots[tree], model.roots[tree + 1]))
        .map((left, i) => (left < 0 ? model.cover[model.roots[tree]! + i]! : NaN))
        .filter(cover => cover === cover);
      expect(leaves.length).toBeLessThanOrEqual(9);
      expect(leaves.reduce((sum, cover) => sum + cover)).toBe(3000);
      // rows of a side are estimated by hessians when a split is sought
      expect(Math.min(...leaves)).toBeGreaterThan(150);
    }
  });
});
