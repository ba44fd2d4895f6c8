import { describe, expect, test } from '@jest/globals';
import type { Dataset, Feature } from '../src/dataset.ts';
import { predict } from '../src/scoring/predict.ts';
import { predictRow } from '../src/scoring/row.ts';
import { train } from '../src/train.ts';
import { makeTable } from './support/tables.ts';

function tableOf(labels: number[], ...features: Feature[]): Dataset {
  return { numRows: labels.length, features, labels: Uint8Array.from(labels) };
}

function numbers(...values: number[]): Feature {
  return { kind: 'number', values: Float64Array.from(values) };
}

const LABELS = Array.from({ length: 200 }, (_, i) => (i % 3 === 0 ? 1 : 0));
const SHARE = LABELS.filter(label => label === 1).length / LABELS.length;

async function probabilities(table: Dataset, params = {}): Promise<Float64Array> {
  const { model } = await train(table, { numIterations: 5, minDataInLeaf: 1, ...params });
  const out = new Float64Array(table.numRows);
  predict(model, table.features, out);
  return out;
}

function repeat(value: number): Feature {
  return numbers(...LABELS.map(() => value));
}

describe('train() on degenerate data', () => {
  test.each<[string, Feature[]]>([
    ['no feature', []],
    ['a constant', [repeat(3)]],
    ['an all-missing number', [repeat(NaN)]],
    ['a constant infinity', [repeat(Infinity)]],
    [
      'an all-missing category',
      [{ kind: 'category', codes: new Int32Array(200).fill(-1), numLevels: 4 }]
    ],
    [
      'a category without levels',
      [{ kind: 'category', codes: new Int32Array(200).fill(-1), numLevels: 0 }]
    ],
    ['a category of one level', [{ kind: 'category', codes: new Uint8Array(200), numLevels: 1 }]]
  ])('%s: the share of label 1', async (_, features) => {
    const out = await probabilities(tableOf(LABELS, ...features));
    expect(out.every(p => Math.abs(p - SHARE) < 1e-12)).toBe(true);
  });

  test('one row', async () => {
    const out = await probabilities(tableOf([1], numbers(5)));
    expect(out[0]).toBeCloseTo(1, 12);
  });

  test.each([0, 1])('a single class, %d', async label => {
    const out = await probabilities(
      tableOf(
        LABELS.map(() => label),
        numbers(...LABELS.keys())
      )
    );
    expect(out.every(p => Math.abs(p - label) < 1e-12)).toBe(true);
  });

  test('all weights zero is refused', async () => {
    const table = { ...tableOf(LABELS, repeat(1)), weights: new Float64Array(200) };
    await expect(train(table)).rejects.toThrow(
      'Cannot train: weights sum to 0, wanted a finite sum > 0'
    );
  });

  test('infinities are values with an order', async () => {
    const values = LABELS.map((label, i) => (label === 1 ? Infinity : i % 2 === 0 ? -Infinity : 0));
    const out = await probabilities(tableOf(LABELS, numbers(...values)), { numIterations: 50 });
    out.forEach((p, i) => {
      expect(Math.abs(p - LABELS[i]!)).toBeLessThan(0.05);
    });
  });

  test('denormals are told apart', async () => {
    const out = await probabilities(
      tableOf(LABELS, numbers(...LABELS.map(label => label * 5e-324))),
      { numIterations: 50 }
    );
    out.forEach((p, i) => {
      expect(Math.abs(p - LABELS[i]!)).toBeLessThan(0.05);
    });
  });

  test('10,000 levels, some of which no row has', async () => {
    const table = makeTable({ numRows: 20_000, numNumbers: 1, levels: [10_000] });
    const { model, report } = await train(table, { numIterations: 3 });
    expect(report.pooledLevels[0]!.numLevels).toBeGreaterThan(1000);
    const out = new Float64Array(1);
    for (const code of [0, 5000, 9999, 20_000, -1, NaN]) {
      predictRow(model, [0.5, code], out);
      expect(out[0]).toBeGreaterThan(0);
      expect(out[0]).toBeLessThan(1);
    }
  });

  test('weights over twelve orders of magnitude', async () => {
    const weights = Float64Array.from(LABELS, (_, i) => 10 ** ((i % 13) - 6));
    const out = await probabilities({ ...tableOf(LABELS, numbers(...LABELS)), weights });
    expect(out.every(p => p > 0 && p < 1)).toBe(true);
  });

  test.each<[string, unknown, string]>([
    [
      'no rows',
      { numRows: 0, features: [], labels: [] },
      'Cannot train on 0 rows: wanted 1 or more'
    ],
    ['a label 2', tableOf([0, 1, 2]), 'Cannot read labels: 2 in row 2, wanted 0 or 1'],
    [
      'short labels',
      { numRows: 3, features: [], labels: Uint8Array.of(1) },
      'Cannot read labels: 1 values, wanted 3'
    ],
    ['a short column', tableOf([0, 1], numbers(1)), 'Cannot read feature 0: 1 values, wanted 2'],
    [
      'a code beyond the levels',
      tableOf([0, 1], { kind: 'category', codes: Int32Array.of(0, 3), numLevels: 3 }),
      'Cannot read feature 0: code 3 in row 1, wanted less than 3'
    ],
    [
      'a negative weight',
      { ...tableOf([0, 1]), weights: Float64Array.of(1, -1) },
      'Cannot read weights: -1 in row 1'
    ]
  ])('%s is refused', async (_, table, message) => {
    await expect(train(table as Dataset)).rejects.toThrow(message);
    await expect(train(table as Dataset)).rejects.toThrow(RangeError);
  });

  test('validation rows of other features are refused', async () => {
    const table = tableOf(LABELS, repeat(1));
    const valid = tableOf([0], { kind: 'category', codes: Int32Array.of(0), numLevels: 1 });
    await expect(train(table, {}, { valid })).rejects.toThrow('found [category], wanted [number]');
  });
});
