import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Dataset } from '../src/dataset.ts';
import type { Model } from '../src/model/model.ts';
import { train } from '../src/train.ts';
import { endOfWalk, readRow } from '../src/scoring/walk.ts';
import { makeTable, rowOf } from './support/tables.ts';

interface Rule {
  readonly learningRate: number;
  readonly lambdaL1: number;
  readonly lambdaL2: number;
  readonly catL2: number;
  readonly scalePosWeight: number;
}

/** Leaf values of a model made again, in float64, tree by tree, from the rows that reach each leaf. */
function naiveValues(model: Model, table: Dataset, rule: Rule): Map<number, number> {
  const rows = Array.from({ length: table.numRows }, (_, row) => {
    const inputs = new Float64Array(model.features.length);
    readRow(model, rowOf(table, row), inputs);
    return inputs;
  });
  const scores = new Float64Array(table.numRows).fill(model.bias);
  const values = new Map<number, number>();
  const parent = new Map<number, number>();
  model.left.forEach((left, node) => {
    if (left >= 0) parent.set(left, node).set(model.right[node]!, node);
  });
  for (let tree = 0; tree + 1 < model.roots.length; ++tree) {
    const sums = new Map<number, { g: number; h: number; rows: number[] }>();
    rows.forEach((inputs, row) => {
      const leaf = endOfWalk(model, model.roots[tree]!, inputs);
      const sum = sums.get(leaf) ?? { g: 0, h: 0, rows: [] };
      const p = 1 / (1 + Math.exp(-scores[row]!));
      const label = table.labels[row];
      const weight = (table.weights?.[row] ?? 1) * (label === 1 ? rule.scalePosWeight : 1);
      sum.g += (p - label!) * weight;
      sum.h += p * (1 - p) * weight;
      sum.rows.push(row);
      sums.set(leaf, sum);
    });
    for (const [leaf, { g, h, rows: reached }] of sums) {
      const above = parent.get(leaf)!;
      const isSet = model.setStart[above]! >= 0;
      const shrunk = Math.sign(g) * Math.max(0, Math.abs(g) - rule.lambdaL1);
      const value = (-shrunk / (h + rule.lambdaL2 + (isSet ? rule.catL2 : 0))) * rule.learningRate;
      values.set(leaf, value);
      for (const row of reached) scores[row]! += value;
    }
  }
  return values;
}

test('leaf values are those of true float64 gradients, whatever the integers in the histograms', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        seed: fc.nat(1000),
        learningRate: fc.constantFrom(0.1, 0.5),
        lambdaL1: fc.constantFrom(0, 1),
        lambdaL2: fc.constantFrom(0, 3),
        catL2: fc.constantFrom(0, 10),
        scalePosWeight: fc.constantFrom(1, 3),
        weights: fc.boolean()
      }),
      async ({ seed, weights, ...rule }) => {
        const table = makeTable({ numRows: 800, levels: [12], missing: 0.1, weights, seed });
        const { model } = await train(table, {
          numIterations: 6,
          numLeaves: 8,
          maxCatToOnehot: 1,
          seed,
          ...rule
        });
        for (const [leaf, value] of naiveValues(model, table, rule))
          expect(Math.abs(model.value[leaf]! - value)).toBeLessThan(
            1e-12 * Math.max(1, Math.abs(value))
          );
      }
    ),
    { numRuns: 20 }
  );
});
