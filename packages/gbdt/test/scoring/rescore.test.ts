import { expect, test } from '@jest/globals';
import type { Dataset } from '../../src/dataset.ts';
import type { Params } from '../../src/params.ts';
import { predict } from '../../src/scoring/predict.ts';
import { createRescorer } from '../../src/scoring/rescore.ts';
import { train } from '../../src/train.ts';
import { makeTable } from '../support/tables.ts';

const TABLES: [string, Dataset, Partial<Params>][] = [
  ['numbers', makeTable({ numRows: 2000, missing: 0.1 }), {}],
  ['categories', makeTable({ numRows: 2000, levels: [5, 700], missing: 0.1 }), {}],
  ['too many leaves for the batch kernel', makeTable({ numRows: 2000 }), { numLeaves: 400 }],
  [
    'a model that stops at unseen levels',
    makeTable({ numRows: 2000, levels: [5] }),
    { unseenLevel: 'mean' }
  ]
];

test.each(TABLES)(
  'createRescorer() gives what predict() gives with one feature changed, bit for bit: %s',
  async (_, table, given) => {
    const { features, numRows } = table;
    const { model } = await train(table, { numIterations: 10, minDataInLeaf: 2, ...given });
    const fresh = makeTable({
      numRows,
      levels: features.flatMap(f => (f.kind === 'category' ? [f.numLevels] : [])),
      missing: 0.2,
      seed: 5
    });
    const rescore = createRescorer(model, features, numRows);
    const used = new Set(model.feature.filter((__, node) => model.left[node]! >= 0));
    const out = new Float64Array(numRows);
    const expected = new Float64Array(numRows);
    // Twice, so that each change leaves the others as they were.
    for (const f of [...features.keys(), ...features.keys()]) {
      const isUsed = rescore(new Map([[f, fresh.features[f]!]]), out.fill(-1));
      expect(isUsed).toBe(used.has(f));
      predict(model, features.with(f, fresh.features[f]!), expected);
      expect(out).toEqual(isUsed ? expected : expected.fill(-1));
    }
    // All at once.
    rescore(new Map(fresh.features.entries()), out);
    predict(model, fresh.features, expected);
    expect(out).toEqual(expected);
  }
);

test('createRescorer() leaves out a feature that no tree uses', async () => {
  const table = makeTable({ numRows: 500 });
  const { model } = await train(table, { numIterations: 3, interactionConstraints: [[0]] });
  const rescore = createRescorer(model, table.features, 500);
  expect(rescore(new Map([[1, table.features[1]!]]), new Float64Array(500))).toBe(false);
});
