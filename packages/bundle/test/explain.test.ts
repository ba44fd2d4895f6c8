import { describe, expect, test } from '@jest/globals';
import { createExplainer, topReasons } from '../src/explain.ts';
import { createScorer, type ScoringParts } from '../src/score.ts';
import { logit } from '../src/calibrate.ts';
import { treeFeature } from '../src/families/gbdt.ts';
import { createTransform, fitPipeline } from '@espalier/core';
import { encodeModel, train } from '@espalier/gbdt';
import { SYNTHETIC_SPEC, syntheticParts, syntheticRows } from '../../../test/support/synthetic.ts';

const COLUMNS = Object.keys(SYNTHETIC_SPEC.features);
const decision = { ...syntheticParts().decision, calibrator: { kind: 'none' } as const };

async function trees(): Promise<ScoringParts> {
  const { table, labels } = syntheticRows(600, 5);
  const pipeline = fitPipeline(table, COLUMNS, 'trees');
  const columns = createTransform(pipeline)(table);
  const features = pipeline.features.map(({ column }, j) =>
    treeFeature(columns[j]!, column.startsWith('cat') ? 4 : undefined)
  );
  const { model } = await train({ numRows: 600, features, labels }, { numIterations: 20 });
  return {
    pipeline,
    decision,
    model: { format: 'espalier.model/1', family: 'gbdt', trees: encodeModel(model) }
  };
}

function linear(): ScoringParts {
  return { ...syntheticParts(), decision };
}

describe.each([
  ['logistic', linear],
  ['gbdt', trees]
])('createExplainer() of %s', (_, make) => {
  test('adds up to the log-odds of every row', async () => {
    const parts = await make();
    const { table } = syntheticRows(200, 6);
    const { base, columns, values } = createExplainer(parts)(table);
    expect(columns).toEqual(COLUMNS);
    const probabilities = createScorer(parts)(table);
    for (let i = 0; i < table.numRows; ++i) {
      const sum = values.reduce((total, column) => total + column[i]!, base);
      // Log-odds of the probability lose digits where it is near 0 or 1; compare probabilities to 1e-9 instead.
      expect(Math.abs(1 / (1 + Math.exp(-sum)) - probabilities[i]!)).toBeLessThan(1e-9);
      expect(Math.abs(sum - logit(probabilities[i]!))).toBeLessThan(1e-6);
    }
  });

  test('measures from the average of the training rows', async () => {
    const parts = await make();
    const { table } = syntheticRows(600, 5);
    const { values } = createExplainer(parts)(table);
    for (const column of values) {
      const mean = column.reduce((sum, x) => sum + x, 0) / column.length;
      expect(Math.abs(mean)).toBeLessThan(0.25);
    }
  });
});

test('a linear model is explained by weight times distance from the mean, the features of a column together', () => {
  const parts = linear();
  const { table } = syntheticRows(30, 7);
  const features = createTransform(parts.pipeline)(table);
  const { values } = createExplainer(parts)(table);
  if (parts.model.family !== 'logistic') throw new Error('wanted a linear model');
  const { weights } = parts.model;
  COLUMNS.forEach((column, c) => {
    for (let i = 0; i < table.numRows; ++i) {
      const naive = parts.pipeline.features.reduce(
        (sum, feature, j) =>
          feature.column === column
            ? sum + weights[j]! * (features[j]![i]! - (feature.mean ?? 0))
            : sum,
        0
      );
      expect(values[c]![i]).toBeCloseTo(naive, 12);
    }
  });
});

test('topReasons() ranks by size, keeps the sign and leaves out what adds nothing', () => {
  const contributions = {
    base: 1,
    columns: ['a', 'b', 'c', 'd'],
    values: [[0.5], [-2], [0], [0.5]].map(column => Float64Array.from(column))
  };
  expect(topReasons(contributions, 0, 3)).toEqual([
    { feature: 'b', contribution: -2 },
    { feature: 'a', contribution: 0.5 },
    { feature: 'd', contribution: 0.5 }
  ]);
  expect(topReasons(contributions, 0, 1)).toHaveLength(1);
});
