import { expect, test } from '@jest/globals';
import type { Dataset } from '../../packages/gbdt/src/dataset.ts';
import type { Params } from '../../packages/gbdt/src/params.ts';
import { predict } from '../../packages/gbdt/src/scoring/predict.ts';
import { train } from '../../packages/gbdt/src/train.ts';
import { auc, makeTable, sliceTable } from '../../packages/gbdt/test/support/tables.ts';
import { describeWithPython, runPython } from '../support/python.ts';

/** Trains LightGBM on the first half of the rows; prints the probabilities of the second half. */
const SCRIPT = `
import json, sys
import numpy as np
import lightgbm
given = json.load(sys.stdin)
x = np.array(given['columns'], dtype=float).T
y = np.array(given['labels'])
half = len(y) // 2
params = dict(objective='binary', verbose=-1, num_threads=1, deterministic=True, **given['params'])
data = lightgbm.Dataset(x[:half], y[:half], categorical_feature=given['categories'], params=params)
model = lightgbm.train(params, data, given['rounds'])
print(json.dumps(model.predict(x[half:]).tolist()))
`;

function logLoss(probabilities: Float64Array, { labels }: Dataset): number {
  let sum = 0;
  probabilities.forEach((p, i) => {
    sum -= Math.log(labels[i] === 1 ? p : 1 - p);
  });
  return sum / probabilities.length;
}

const CASES: [string, Dataset, Partial<Params>, Record<string, unknown>][] = [
  ['numbers', makeTable({ numRows: 12_000, numNumbers: 8, seed: 2 }), {}, {}],
  ['missing values', makeTable({ numRows: 12_000, numNumbers: 8, missing: 0.2, seed: 3 }), {}, {}],
  [
    'categories',
    makeTable({ numRows: 12_000, levels: [3, 12, 60], missing: 0.1, seed: 4 }),
    {},
    {}
  ],
  [
    'regularisation',
    makeTable({ numRows: 12_000, numNumbers: 8, seed: 5 }),
    { numLeaves: 15, lambdaL1: 2, lambdaL2: 5, scalePosWeight: 2, minGainToSplit: 0.2 },
    { num_leaves: 15, lambda_l1: 2, lambda_l2: 5, scale_pos_weight: 2, min_gain_to_split: 0.2 }
  ],
  [
    'monotone features',
    makeTable({ numRows: 12_000, numNumbers: 6, missing: 0.1, seed: 6 }),
    { monotoneConstraints: [1, -1, 0, 0, 1, 0] },
    { monotone_constraints: [1, -1, 0, 0, 1, 0], monotone_constraints_method: 'basic' }
  ],
  [
    'limited interactions',
    makeTable({ numRows: 12_000, numNumbers: 6, seed: 7 }),
    { interactionConstraints: [[0, 1], [1, 2, 3], [4]] },
    { interaction_constraints: [[0, 1], [1, 2, 3], [4]] }
  ]
];

describeWithPython('train() against LightGBM', () => {
  test.each(CASES)('%s: AUC and log loss of held-out rows', async (_, table, ours, theirs) => {
    const held = sliceTable(table, 6000, 12_000);
    const { model } = await train(sliceTable(table, 0, 6000), { numIterations: 60, ...ours });
    const own = new Float64Array(6000);
    predict(model, held.features, own);
    const answer = await runPython(SCRIPT, {
      columns: table.features.map(feature =>
        Array.from(feature.kind === 'number' ? feature.values : feature.codes)
      ),
      labels: Array.from(table.labels),
      categories: table.features.flatMap(({ kind }, f) => (kind === 'category' ? [f] : [])),
      params: theirs,
      rounds: 60
    });
    const rival = Float64Array.from(answer as number[]);
    expect(Math.abs(auc(own, held.labels) - auc(rival, held.labels))).toBeLessThan(0.004);
    expect(Math.abs(logLoss(own, held) - logLoss(rival, held))).toBeLessThan(0.008);
  });
});
