import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { Dataset } from '../src/dataset.ts';
import { encodeModel } from '../src/model/encode.ts';
import type { Model } from '../src/model/model.ts';
import type { Params } from '../src/params.ts';
import { predict } from '../src/scoring/predict.ts';
import { train } from '../src/train.ts';
import { auc, makeTable, sliceTable } from './support/tables.ts';

function hashOf(model: Model): string {
  return createHash('sha256')
    .update(JSON.stringify(encodeModel(model)))
    .digest('hex');
}

const MIXED = makeTable({
  numRows: 30_000,
  numNumbers: 6,
  levels: [5, 30, 400],
  missing: 0.1,
  weights: true
});
const VALID = sliceTable(
  makeTable({ numRows: 4000, numNumbers: 6, levels: [5, 30, 400], missing: 0.1, seed: 9 }),
  0,
  4000
);

const SETTINGS: [string, Partial<Params>][] = [
  ['plain', {}],
  [
    'bagging and feature sampling',
    { baggingFraction: 0.6, baggingFreq: 2, featureFraction: 0.5, seed: 7 }
  ],
  [
    'constraints',
    {
      monotoneConstraints: [1, 0, -1, 0, 0, 0, 0, 0, 0],
      interactionConstraints: [
        [0, 1, 2, 8],
        [3, 4, 5, 6, 7]
      ]
    }
  ],
  [
    'regularisation',
    { lambdaL1: 1, lambdaL2: 3, minGainToSplit: 0.5, maxDepth: 4, scalePosWeight: 2 }
  ]
];

describe('train() is deterministic', () => {
  test.each(SETTINGS)('with %s: threads 1, 2, 3 and both kinds of kernels', async (_, given) => {
    const params = { numIterations: 12, numLeaves: 15, earlyStoppingRounds: 5, ...given };
    const hashes = [];
    for (const numThreads of [1, 2, 3]) {
      const { model, report } = await train(MIXED, { ...params, numThreads }, { valid: VALID });
      expect(report).toMatchObject({ kernels: 'wasm', numThreads });
      hashes.push(hashOf(model));
    }
    const slow = await train(MIXED, params, { valid: VALID, kernels: 'typescript' });
    expect(slow.report).toMatchObject({ kernels: 'typescript', numThreads: 1 });
    hashes.push(hashOf(slow.model));
    expect(new Set(hashes).size).toBe(1);
  });

  test('with a stored hash, the same on every engine and release of Node', async () => {
    const table = makeTable({ numRows: 3000, levels: [4, 300], missing: 0.05 });
    const { model } = await train(table, {
      numIterations: 5,
      baggingFraction: 0.8,
      baggingFreq: 1
    });
    expect(hashOf(model).slice(0, 16)).toBe('9cb28e8350c699a6');
  });

  test('another seed gives another model, the same seed the same', async () => {
    const table = makeTable({ numRows: 2000 });
    const hash = async (seed: number) =>
      hashOf((await train(table, { numIterations: 3, seed })).model);
    expect(await hash(1)).toBe(await hash(1));
    expect(await hash(1)).not.toBe(await hash(2));
  });
});

describe('train() learns', () => {
  test('a held-out half of a mixed table', async () => {
    const { model } = await train(sliceTable(MIXED, 0, 15_000), { numIterations: 60 });
    const held = sliceTable(MIXED, 15_000, 30_000);
    const out = new Float64Array(held.numRows);
    predict(model, held.features, out);
    expect(auc(out, held.labels)).toBeGreaterThan(0.88);
    expect(out.every(p => p > 0 && p < 1)).toBe(true);
  });

  test('a missing value that says everything, on the side it is on', async () => {
    const numRows = 400;
    const labels = Uint8Array.from({ length: numRows }, (_, i) => (i % 4 === 0 ? 1 : 0));
    const values = Float64Array.from(labels, (label, i) => (label === 1 ? NaN : i % 7));
    const table: Dataset = { numRows, features: [{ kind: 'number', values }], labels };
    const { model } = await train(table, { numIterations: 20 });
    const out = new Float64Array(3);
    predict(model, [{ kind: 'number', values: Float64Array.of(NaN, 3, Infinity) }], out);
    expect(out[0]).toBeGreaterThan(0.8);
    expect(Math.max(out[1]!, out[2]!)).toBeLessThan(0.1);
  });

  test('weights: a row of weight 2 is a row twice', async () => {
    const table = makeTable({ numRows: 600, numNumbers: 2, seed: 4 });
    const twice = (values: Float64Array) => Float64Array.of(...values, ...values.subarray(0, 300));
    const doubled: Dataset = {
      numRows: 900,
      features: table.features.map(feature =>
        feature.kind === 'number'
          ? { ...feature, values: twice(Float64Array.from(feature.values)) }
          : feature
      ),
      labels: twice(Float64Array.from(table.labels))
    };
    const weights = Float64Array.from({ length: 600 }, (_, i) => (i < 300 ? 2 : 1));
    const params = { numIterations: 10, numLeaves: 4, minDataInBin: 1, minDataInLeaf: 60 };
    const [a, b] = await Promise.all([
      train({ ...table, weights }, params),
      train(doubled, params)
    ]);
    const out = [a, b].map(({ model }) => {
      const scores = new Float64Array(600);
      predict(model, table.features, scores);
      return scores;
    });
    const gap = out[0]!.reduce((sum, p, i) => sum + Math.abs(p - out[1]![i]!), 0) / 600;
    expect(gap).toBeLessThan(0.02);
  });

  test('early stopping keeps the best iteration', async () => {
    const table = makeTable({ numRows: 800 });
    const valid = makeTable({ numRows: 800, seed: 5 });
    const losses: number[] = [];
    const { model, report } = await train(
      table,
      { numIterations: 500, learningRate: 0.5, earlyStoppingRounds: 10 },
      { valid, onIteration: ({ validLoss }) => losses.push(validLoss!) }
    );
    expect(report.bestIteration).toBe(losses.indexOf(Math.min(...losses)) + 1);
    expect(report.numIterations).toBe(report.bestIteration + 10);
    expect(model.roots).toHaveLength(report.bestIteration + 1);
    const out = new Float64Array(800);
    predict(model, valid.features, out);
    const loss =
      out.reduce((sum, p, i) => sum - Math.log(valid.labels[i] === 1 ? p : 1 - p), 0) / 800;
    expect(loss).toBeCloseTo(Math.min(...losses), 12);
  });

  test('the loss of validation rows with unknown levels is that of their scores', async () => {
    const table = makeTable({ numRows: 1000, levels: [5, 300] });
    const more = makeTable({ numRows: 500, levels: [9, 900], missing: 0.1, seed: 3 });
    const losses: number[] = [];
    const { model } = await train(
      table,
      { numIterations: 10 },
      { valid: more, onIteration: ({ validLoss }) => losses.push(validLoss!) }
    );
    const out = new Float64Array(500);
    predict(model, more.features, out);
    const loss = out.reduce((sum, p, i) => sum - Math.log(more.labels[i] === 1 ? p : 1 - p), 0);
    expect(losses[9]).toBeCloseTo(loss / 500, 12);
  });

  test('pooled levels are reported', async () => {
    const table = makeTable({ numRows: 2000, levels: [3, 1900] });
    const { report } = await train(table, { numIterations: 1 });
    expect(report.pooledLevels).toHaveLength(1);
    expect(report.pooledLevels[0]!.feature).toBe(5);
    expect(report.pooledLevels[0]!.numLevels).toBeGreaterThan(100);
  });
});

describe('train() can be watched and stopped', () => {
  test('calls back after each iteration', async () => {
    const seen: number[] = [];
    await train(
      makeTable({ numRows: 500 }),
      { numIterations: 4 },
      { onIteration: ({ iteration }) => seen.push(iteration) }
    );
    expect(seen).toEqual([1, 2, 3, 4]);
  });

  test.each([1, 2])('rejects with the reason of the signal, on %d threads', async numThreads => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const training = train(
      MIXED,
      { numIterations: 1000, numThreads },
      {
        signal: controller.signal,
        onIteration: ({ iteration }) => {
          if (iteration === 3) controller.abort(reason);
        }
      }
    );
    await expect(training).rejects.toBe(reason);
  });

  test('an error in the callback ends training', async () => {
    const training = train(
      makeTable({ numRows: 300 }),
      {},
      {
        onIteration: () => {
          throw new Error('from outside');
        }
      }
    );
    await expect(training).rejects.toThrow('from outside');
  });
});
