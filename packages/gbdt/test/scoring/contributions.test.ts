import { describe, expect, test } from '@jest/globals';
import { contributions } from '../../src/scoring/contributions.ts';
import type { Model } from '../../src/model/model.ts';
import { predictRowRaw } from '../../src/scoring/row.ts';
import { train } from '../../src/train.ts';
import { childOf, readRow, stopsAt } from '../../src/scoring/walk.ts';
import { makeTable, rowOf } from '../support/tables.ts';

/** Mean score of a tree when only the features of `known` are known. */
function expectation(model: Model, node: number, inputs: Float64Array, known: Set<number>): number {
  const x = inputs[model.feature[node]!];
  if (model.left[node]! < 0 || stopsAt(model, node, x!)) return model.value[node]!;
  if (known.has(model.feature[node]!))
    return expectation(model, childOf(model, node, x!), inputs, known);
  const [left, right] = [model.left[node]!, model.right[node]!];
  return (
    (expectation(model, left, inputs, known) * model.cover[left]! +
      expectation(model, right, inputs, known) * model.cover[right]!) /
    model.cover[node]!
  );
}

/** Shapley values by their definition: every subset of the other features. */
function naiveContributions(model: Model, inputs: Float64Array): number[] {
  const n = model.features.length;
  const factorial = (k: number): number => (k <= 1 ? 1 : k * factorial(k - 1));
  const value = (known: Set<number>) =>
    Array.from(model.roots.subarray(0, -1)).reduce(
      (sum, root) => sum + expectation(model, root, inputs, known),
      0
    );
  return Array.from({ length: n }, (_, feature) => {
    let sum = 0;
    for (let bits = 0; bits < 1 << n; ++bits) {
      if ((bits >> feature) & 1) continue;
      const known = new Set(Array.from({ length: n }, (__, f) => f).filter(f => (bits >> f) & 1));
      const weight = (factorial(known.size) * factorial(n - known.size - 1)) / factorial(n);
      sum += weight * (value(new Set([...known, feature])) - value(known));
    }
    return sum;
  });
}

describe('contributions()', () => {
  const table = makeTable({ numRows: 2000, numNumbers: 3, levels: [4, 20], missing: 0.1 });

  test.each(['missing', 'mean'] as const)(
    'are Shapley values by their definition; unseen levels: %s',
    async unseenLevel => {
      const { model } = await train(table, { numIterations: 4, numLeaves: 12, unseenLevel });
      const out = new Float64Array(6);
      const inputs = new Float64Array(5);
      for (const row of [rowOf(table, 0), rowOf(table, 17), Float64Array.of(0.5, NaN, 1, 99, -1)]) {
        contributions(model, row, out);
        readRow(model, row, inputs);
        naiveContributions(model, inputs).forEach((value, feature) => {
          expect(out[feature]).toBeCloseTo(value, 12);
        });
      }
    }
  );

  test('sum to the raw score', async () => {
    const { model } = await train(table, { numIterations: 100, minDataInLeaf: 3 });
    const out = new Float64Array(6);
    const score = new Float64Array(1);
    for (let row = 0; row < 200; ++row) {
      contributions(model, rowOf(table, row), out);
      predictRowRaw(model, rowOf(table, row), score);
      expect(Math.abs(out.reduce((sum, x) => sum + x) - score[0]!)).toBeLessThan(1e-9);
    }
  });

  test('want a place for each feature and one more', async () => {
    const { model } = await train(table, { numIterations: 1 });
    expect(() => {
      contributions(model, rowOf(table, 0), new Float64Array(5));
    }).toThrow('Cannot write contributions: 5 places, wanted 6');
  });
});
