import { describe, expect, test } from '@jest/globals';
import type { Dataset } from '../../src/dataset.ts';
import { importances } from '../../src/scoring/importances.ts';
import type { Model } from '../../src/model/model.ts';
import type { Params } from '../../src/params.ts';
import { predict, predictRaw } from '../../src/scoring/predict.ts';
import { predictRow, predictRowRaw } from '../../src/scoring/row.ts';
import { train } from '../../src/train.ts';
import { endOfWalk, readRow } from '../../src/scoring/walk.ts';
import { makeTable, rowOf, sliceTable } from '../support/tables.ts';

/** The definition: walk every tree, node by node, and add up. */
function walkedScore(model: Model, table: Dataset, row: number): number {
  const inputs = new Float64Array(model.features.length);
  readRow(model, rowOf(table, row), inputs);
  let sum = model.bias;
  for (let tree = 0; tree + 1 < model.roots.length; ++tree)
    sum += model.value[endOfWalk(model, model.roots[tree]!, inputs)]!;
  return sum;
}

const TABLES: [string, Dataset, Partial<Params>][] = [
  ['numbers', makeTable({ numRows: 5000, missing: 0.1 }), {}],
  ['numbers and categories', makeTable({ numRows: 5000, levels: [5, 700], missing: 0.1 }), {}],
  ['255 leaves', makeTable({ numRows: 5000, levels: [9] }), { numLeaves: 255, minDataInLeaf: 2 }],
  [
    'more leaves than a byte counts',
    makeTable({ numRows: 5000 }),
    { numLeaves: 400, minDataInLeaf: 2 }
  ],
  [
    'the mean for unseen levels',
    makeTable({ numRows: 5000, levels: [5, 700] }),
    { unseenLevel: 'mean' }
  ],
  ['no tree', makeTable({ numRows: 5000 }), { numIterations: 0 }]
];

describe('predictRaw() and predictRowRaw()', () => {
  test.each(TABLES)('are the walk through every tree, bit for bit: %s', async (_, table, given) => {
    const { model } = await train(table, { numIterations: 20, ...given });
    const fresh = makeTable({ numRows: 4500, numNumbers: 4, levels: [], missing: 0.3, seed: 77 });
    const features = table.features.map((feature, f) =>
      feature.kind === 'number'
        ? fresh.features[f]!
        : {
            ...feature,
            codes: Int32Array.from({ length: 4500 }, (__, i) => (i % (feature.numLevels + 3)) - 1)
          }
    );
    const rows: Dataset = { numRows: 4500, features, labels: fresh.labels };
    const out = new Float64Array(4500);
    predictRaw(model, features, out);
    const one = new Float64Array(3);
    for (let row = 0; row < 4500; row += 7) {
      const score = walkedScore(model, rows, row);
      expect(out[row]).toBe(score);
      predictRowRaw(model, rowOf(rows, row), one, 1);
      expect(one[1]).toBe(score);
    }
    const few = sliceTable(rows, 0, 10);
    const some = new Float64Array(10);
    predictRaw(model, few.features, some);
    expect(some).toEqual(out.slice(0, 10));
  });

  test('give probabilities without the Raw', async () => {
    const [, table] = TABLES[0]!;
    const { model } = await train(table, { numIterations: 3 });
    const [raw, out, one] = [new Float64Array(5000), new Float64Array(5000), new Float64Array(1)];
    predictRaw(model, table.features, raw);
    predict(model, table.features, out);
    out.forEach((p, row) => {
      expect(p).toBeCloseTo(1 / (1 + Math.exp(-raw[row]!)), 14);
    });
    predictRow(model, rowOf(table, 9), one);
    expect(one[0]).toBe(out[9]);
  });

  test('take Float32 columns as the numbers they are', async () => {
    const [, table] = TABLES[0]!;
    const narrow = table.features.map(feature =>
      feature.kind === 'number'
        ? { ...feature, values: Float32Array.from(feature.values) }
        : feature
    );
    const { model } = await train({ ...table, features: narrow }, { numIterations: 5 });
    const out = new Float64Array(5000);
    predictRaw(model, narrow, out);
    expect(out[3]).toBe(walkedScore(model, { ...table, features: narrow }, 3));
  });

  test('refuse columns of another shape', async () => {
    const [, table] = TABLES[1]!;
    const { model } = await train(table, { numIterations: 1 });
    expect(() => {
      predict(model, table.features.slice(1), new Float64Array(5000));
    }).toThrow('wanted [number number number number category category]');
    expect(() => {
      predict(model, table.features, new Float64Array(7));
    }).toThrow('Cannot predict from feature 0: 5000 values, wanted 7');
  });
});

describe('unseen levels', () => {
  const numRows = 900;
  const codes = Int32Array.from({ length: numRows }, (_, i) => i % 3);
  const labels = Uint8Array.from(codes, (code, i) => (code === 0 ? 1 : i % 2));
  const table: Dataset = { numRows, features: [{ kind: 'category', codes, numLevels: 5 }], labels };

  test('go with the missing values, or to the mean of the node', async () => {
    const out = new Float64Array(4);
    for (const unseenLevel of ['missing', 'mean'] as const) {
      const { model } = await train(table, { numIterations: 10, unseenLevel });
      [3, 99, NaN, -1].forEach((code, i) => {
        predictRowRaw(model, [code], out, i);
      });
      expect(out[1]).toBe(out[0]);
      expect(out[3]).toBe(out[2]);
      const means = Array.from(model.roots.subarray(0, -1), root => model.value[root]);
      const mean = means.reduce((sum, value) => sum! + value!, model.bias);
      if (unseenLevel === 'missing') expect(out[0]).toBe(out[2]);
      else expect(out[0]).toBe(mean);
    }
  });
});

describe('importances()', () => {
  test('count the splits and add up their gains', async () => {
    const { model } = await train(makeTable({ numRows: 2000, levels: [5] }), { numIterations: 5 });
    const gain = importances(model, 'gain');
    const split = importances(model, 'split');
    const inner = Array.from(model.left).filter(left => left >= 0).length;
    expect(split.reduce((sum, n) => sum + n)).toBe(inner);
    expect(gain.reduce((sum, x) => sum + x)).toBeCloseTo(
      model.gain.reduce((sum, x) => sum + x),
      8
    );
    expect(gain.every((x, f) => x > 0 === split[f]! > 0)).toBe(true);
  });
});
