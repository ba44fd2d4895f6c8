import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createScorer } from '@espalier/bundle';
import { normal, randomSeeded } from '@espalier/core';
import { chooseCalibrator } from '../../src/calibration/index.ts';
import { fitIsotonic } from '../../src/calibration/isotonic.ts';
import { fitPlatt } from '../../src/calibration/platt.ts';
import { groupThresholds } from '../../src/decision/group-thresholds.ts';
import { chooseThreshold } from '../../src/decision/threshold.ts';
import { datasetFromColumns, readDataset } from '../../src/library/dataset.ts';
import { fit } from '../../src/library/fit.ts';
import { rejectionOf } from '../../../../test/support/failure.ts';

const NUM_ROWS = 1200;
const random = randomSeeded(41);
const values = Array.from({ length: NUM_ROWS }, () => normal(random));
const answers = values.map(x => (random() < 1 / (1 + Math.exp(-2 * x)) ? 'yes' : 'no'));
/** Positive rows count five times as much. */
const weights = answers.map(answer => (answer === 'yes' ? 5 : 1));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'espalier-weights-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function write(name: string, weightOf: (row: number) => string, keys = ''): Promise<string> {
  const lines = values.map((x, i) => `${x},${weightOf(i)},${answers[i]!}`);
  await writeFile(
    join(folder, `${name}.yaml`),
    `name: weighted\ntarget: { column: y, positive: "yes" }\nweight: w\nfeatures: { x: { kind: number } }\n${keys}`
  );
  const path = join(folder, `${name}.csv`);
  await writeFile(path, `x,w,y\n${lines.join('\n')}\n`);
  return path;
}

describe.each(['gbdt', 'logistic'] as const)('weight: %s', family => {
  test('counts in training, calibration and metrics, and is no feature', async () => {
    const path = await write(family, i => String(weights[i]!), `train: { family: ${family} }\n`);
    const dataset = await readDataset(path);
    const weighted = await fit(dataset);
    const { spec, table, labels, sha256 } = dataset;
    const plain = await fit({ spec, table, labels, sha256 });
    expect(weighted.parts.pipeline.features.map(({ column }) => column)).toEqual(['x']);
    const mean = (scores: Float64Array): number => scores.reduce((sum, p) => sum + p, 0) / NUM_ROWS;
    // Among equals, positives are five times as likely: 5p / (5p + 1 - p).
    const expected = createScorer(plain.parts)(dataset.table).map(p => (5 * p) / (4 * p + 1));
    expect(mean(weighted.score(dataset.table))).toBeCloseTo(mean(expected), 1);
    expect(weighted.evaluation.confusion.truePositives % 5).toBe(0);
    expect(weighted.evaluation.pr_auc).toBeGreaterThan(plain.evaluation.pr_auc);
    expect(weighted.evaluation.ece).toBeLessThan(0.15);
    const bundle = await weighted.save(join(folder, `out-${family}`), new Date(0));
    expect(bundle.metrics.weight).toBe('w');
    const page = await readFile(join(folder, `out-${family}`, 'report.html'), 'utf8');
    expect(page).toContain('Metrics and counts weigh the rows by w');
    // Half of the rows are positive and weigh five times as much.
    expect(page).toMatch(/Positives<[^%]*8\d\.\d%/);
  });
});

describe('bad weights', () => {
  test('are bad rows, by line, without their values', async () => {
    const path = await write('bad', i =>
      i === 3 ? '-7.25' : i === 5 ? '' : i === 8 ? 'many' : '1'
    );
    const error = await rejectionOf(readDataset(path));
    expect(error.code).toBe('E_ROWS_INVALID');
    expect(JSON.stringify([error.message, error.details])).not.toMatch(/7\.25|many/);
  });

  test('of each kind have their line', async () => {
    const path = await write('lines', i => (i === 3 ? '-7.25' : i === 5 ? '' : '1'));
    const error = await rejectionOf(readDataset(path));
    expect(error.details).toEqual([
      expect.objectContaining({ line: 5, field: 'w', problem: 'a weight below 0' }),
      expect.objectContaining({ line: 7, field: 'w', problem: 'no weight' })
    ]);
  });

  test('are refused when a class weighs nothing', async () => {
    const path = await write('zero', i => (answers[i] === 'yes' ? '0' : '1'));
    const error = await rejectionOf(readDataset(path));
    expect([error.code, error.message]).toEqual([
      'E_TARGET_INVALID',
      expect.stringContaining('every positive row has the weight 0')
    ]);
  });
});

test('datasetFromColumns() takes the column of the weights', () => {
  const options = { target: 'y', positive: 'yes', weight: 'w' };
  const dataset = datasetFromColumns({ x: values, w: weights, y: answers }, options);
  expect([...dataset.weights!]).toEqual(weights);
  expect(Object.keys(dataset.spec.features)).toEqual(['x']);
  expect(dataset.spec.weight).toBe('w');
  const negative = { x: values, w: weights.map(() => -1), y: answers };
  expect(() => datasetFromColumns(negative, options)).toThrow(
    expect.objectContaining({ code: 'E_ROWS_INVALID' })
  );
});

describe('a row of weight 3 is a row that is there three times', () => {
  const labels = Uint8Array.from(answers, answer => Number(answer === 'yes'));
  const scores = Float64Array.from(values, x => 1 / (1 + Math.exp(-x)));
  const by = Float64Array.from(labels, (_, i) => i % 4);
  const rows = [...by.keys()].flatMap(row => Array<number>(by[row]!).fill(row));
  const repeated = {
    labels: Uint8Array.from(rows, row => labels[row]!),
    scores: Float64Array.from(rows, row => scores[row]!)
  };

  test('to both calibrations', () => {
    const platt = fitPlatt(labels, scores, by) as { slope: number; intercept: number };
    const same = fitPlatt(repeated.labels, repeated.scores) as typeof platt;
    expect(platt.slope).toBeCloseTo(same.slope, 5);
    expect(platt.intercept).toBeCloseTo(same.intercept, 5);
    const isotonic = fitIsotonic(labels, scores, by) as { from: number[]; to: number[] };
    const steps = fitIsotonic(repeated.labels, repeated.scores) as typeof isotonic;
    expect(isotonic.from).toEqual(steps.from);
    isotonic.to.forEach((share, i) => {
      expect(share).toBeCloseTo(steps.to[i]!, 2);
    });
  });

  test('to the threshold', () => {
    const weighted = { rows: new Uint32Array(0), labels, probabilities: scores, weights: by };
    const plain = { rows: new Uint32Array(0), ...repeated, probabilities: repeated.scores };
    for (const rule of ['f1', 'youden', { recall: 0.8 }] as const)
      expect(chooseThreshold(rule, weighted)).toBe(chooseThreshold(rule, plain));
  });

  test('to the thresholds of groups', () => {
    const column = { kind: 'category', name: 'g', levels: ['a', 'b'] } as const;
    const codes = Int32Array.from(labels, (_, i) => i % 2);
    const weighted = { rows: Uint32Array.from(labels.keys()), labels, probabilities: scores };
    const plain = {
      rows: Uint32Array.from(rows.keys()),
      labels: repeated.labels,
      probabilities: repeated.scores
    };
    const found = groupThresholds({ ...weighted, weights: by }, { ...column, codes }, 0.6, 'tpr');
    const same = groupThresholds(
      plain,
      { ...column, codes: Int32Array.from(rows, row => row % 2) },
      0.6,
      'tpr'
    );
    for (const level of ['a', 'b'])
      expect(Math.abs(found.thresholds[level]! - same.thresholds[level]!)).toBeLessThan(0.01);
  });

  test('to the choice of a calibration: its mean loss is the weighted one', () => {
    const ones = chooseCalibrator(labels, scores, randomSeeded(2), {
      weights: new Float64Array(NUM_ROWS).fill(7)
    });
    expect(ones.calibrator.kind).toBe(
      chooseCalibrator(labels, scores, randomSeeded(2)).calibrator.kind
    );
  });
});
