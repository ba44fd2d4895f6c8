import { describe, expect, test } from '@jest/globals';
import { createScorer, type ScoringParts } from '@espalier/bundle';
import { voidProgress } from '@espalier/cli';
import { normal, randomSeeded, type Table } from '@espalier/core';
import { type DatasetSpec, datasetSpecSchema } from '@espalier/core/contracts';
import fc from 'fast-check';
import { constraintsOf, weightSigns } from '../../src/families/constraints.ts';
import { fitRidge, fitSigned } from '../../src/families/logistic.ts';
import { settingsFor } from '../../src/fit/settings.ts';
import { train } from '../../src/train.ts';

const NUM_ROWS = 900;
const random = randomSeeded(21);
const column = (name: string) => ({
  kind: 'number' as const,
  name,
  values: Float64Array.from({ length: NUM_ROWS }, () => normal(random))
});
const columns = ['up', 'down', 'bent', 'other'].map(column);
const table: Table = { numRows: NUM_ROWS, columns };
const labels = Uint8Array.from({ length: NUM_ROWS }, (_, i) => {
  const [up, down, bent, other] = columns.map(({ values }) => values[i]!) as [
    number,
    number,
    number,
    number
  ];
  const z = Math.sin(2 * up) + up - down + Math.cos(3 * down) + bent ** 2 - 1 + up * other;
  return random() < 1 / (1 + Math.exp(-z)) ? 1 : 0;
});

function specOf(trainKeys: Record<string, unknown>, monotone: Record<string, string>): DatasetSpec {
  return datasetSpecSchema.parse({
    name: 'constrained',
    target: { column: 'y', positive: '1' },
    features: Object.fromEntries(
      columns.map(({ name }) => [
        name,
        { kind: 'number', ...(monotone[name] && { monotone: monotone[name] }) }
      ])
    ),
    train: trainKeys
  });
}

async function trained(spec: DatasetSpec) {
  return train(table, labels, spec, settingsFor(spec, {}), voidProgress);
}

/** The greatest step against a sign, over rows that differ in one column alone. */
function greatestStepAgainst(
  parts: ScoringParts,
  name: string,
  sign: number,
  seed: number
): number {
  const draw = randomSeeded(seed);
  const grid = Array.from({ length: 60 }, (_, i) => -3 + i / 10);
  const score = createScorer(parts);
  let greatest = -Infinity;
  for (let row = 0; row < 10; ++row) {
    const at = columns.map(() => normal(draw));
    const scores = score({
      numRows: grid.length,
      columns: columns.map((c, j) => ({
        ...c,
        values: Float64Array.from(grid, x => (c.name === name ? x : at[j]!))
      }))
    });
    for (let i = 1; i < grid.length; ++i)
      greatest = Math.max(greatest, -sign * (scores[i]! - scores[i - 1]!));
  }
  return greatest;
}

describe.each(['gbdt', 'logistic'] as const)('monotone: %s', family => {
  const monotone = { up: 'increasing', down: 'decreasing', bent: 'increasing' };

  test('holds after calibration, between any two rows that differ in the column alone', async () => {
    const { parts } = await trained(specOf({ family }, monotone));
    fc.assert(
      fc.property(fc.nat(1000), seed => {
        expect(greatestStepAgainst(parts, 'up', 1, seed)).toBeLessThanOrEqual(0);
        expect(greatestStepAgainst(parts, 'down', -1, seed)).toBeLessThanOrEqual(0);
        expect(greatestStepAgainst(parts, 'bent', 1, seed)).toBeLessThanOrEqual(0);
      }),
      { numRuns: 10 }
    );
  });

  test('binds: a column that points the other way does nothing, or next to nothing', async () => {
    const free = await trained(specOf({ family }, {}));
    expect(greatestStepAgainst(free.parts, 'down', 1, 3)).toBeGreaterThan(0.01);
    const bound = await trained(specOf({ family }, { down: 'increasing' }));
    expect(greatestStepAgainst(bound.parts, 'down', 1, 3)).toBeLessThanOrEqual(0);
  });

  test('a column in no list of interactions is not used, and that is told', async () => {
    const spec = specOf({ family, interactions: [['up', 'other'], ['down']] }, {});
    const { parts, importances, warnings } = await trained(spec);
    expect(importances.find(({ column: name }) => name === 'bent')?.mean_abs_shap).toBe(0);
    expect(greatestStepAgainst(parts, 'bent', 1, 3)).toBeCloseTo(0, 15);
    expect(warnings).toContain('in no list of train.interactions, so not used: bent');
  });
});

test('interactions: what one list does not hold together adds up in the log-odds of trees', async () => {
  const spec = specOf({ interactions: [['up'], ['down', 'bent', 'other']] }, {});
  const { parts } = await trained(spec);
  const { trees } = parts.model.family === 'gbdt' ? parts.model : { trees: undefined };
  expect(trees!.trees.length).toBeGreaterThan(1);
  for (const { feature } of trees!.trees) {
    const used = new Set(Array.from(feature).filter(f => f >= 0));
    if (used.has(0)) expect([...used]).toEqual([0]);
  }
});

test('fitSigned() is where no allowed step lowers the loss', () => {
  const features = columns.map(({ values }) => values);
  const weights = new Float64Array(NUM_ROWS).fill(1);
  const penalty = 2;
  const signs = [-1, -1, NaN, 0];
  const model = fitSigned(signs, features, labels, weights, penalty, 1e-10, undefined);
  const residuals = Float64Array.from(labels, (label, i) => {
    const z = model.weights.reduce((sum, w, j) => sum + w * features[j]![i]!, model.intercept);
    return 1 / (1 + Math.exp(-z)) - label;
  });
  model.weights.forEach((weight, j) => {
    const slope = features[j]!.reduce((sum, x, i) => sum + x * residuals[i]!, 0) + penalty * weight;
    if (weight !== 0) expect(Math.abs(slope)).toBeLessThan(1e-3);
    // Held at 0: the loss would rise on the allowed side.
    else if (signs[j] !== 0) expect(signs[j]! * slope).toBeGreaterThanOrEqual(-1e-3);
  });
  expect(model.weights[0]).toBe(0);
  expect(model.weights[1]).toBeLessThan(0);
  expect(model.weights[3]).toBe(0);
  const free = fitRidge(features, labels, weights, penalty, 1e-10, undefined);
  expect(
    fitSigned([NaN, NaN, NaN, NaN], features, labels, weights, penalty, 1e-10, undefined)
  ).toEqual(free);
});

describe('constraintsOf()', () => {
  test('is nothing without constraints', () => {
    expect(constraintsOf(specOf({}, {}))).toBeUndefined();
  });

  test('refuses interactions of what is no feature, and a family that cannot keep them', () => {
    expect(() => constraintsOf(specOf({ interactions: [['up', 'upp']] }, {}))).toThrow(
      expect.objectContaining({ code: 'E_SPEC_INVALID', message: expect.stringContaining('upp') })
    );
    expect(() => settingsFor(specOf({ family: 'mlp' }, { up: 'increasing' }), {})).toThrow(
      expect.objectContaining({ code: 'E_SPEC_INVALID' })
    );
  });

  test('leaves the indicator of empty cells free', () => {
    const constraints = constraintsOf(specOf({}, { up: 'decreasing' }))!;
    const signs = weightSigns(constraints, {
      format: 'espalier.pipeline/1',
      steps: [{ kind: 'standardize', column: 'up', mean: 0, std: 1 }],
      features: [
        { name: 'up', column: 'up' },
        { name: 'up=missing', column: 'up' }
      ]
    });
    expect(signs).toEqual([-1, NaN]);
  });
});

describe('class_weights', () => {
  const rare = Uint8Array.from(labels, (label, i) => (label === 1 && i % 3 === 0 ? 1 : 0));
  const share = rare.reduce((sum, label) => sum + label, 0) / NUM_ROWS;

  test.each(['gbdt', 'logistic'] as const)(
    'probabilities are calibrated without them: %s',
    async family => {
      for (const class_weights of ['balanced', { positive: 20, negative: 1 }]) {
        const spec = specOf({ family, class_weights }, {});
        const { parts, warnings } = await train(
          table,
          rare,
          spec,
          settingsFor(spec, {}),
          voidProgress
        );
        const scores = createScorer(parts)(table);
        const mean = scores.reduce((sum, p) => sum + p, 0) / NUM_ROWS;
        expect(parts.decision.calibrator.kind).not.toBe('none');
        expect(Math.abs(mean - share)).toBeLessThan(0.05);
        const raw = createScorer({
          ...parts,
          decision: { ...parts.decision, calibrator: { kind: 'none' } }
        })(table);
        expect(raw.reduce((sum, p) => sum + p, 0) / NUM_ROWS).toBeGreaterThan(share + 0.1);
        expect(warnings.join()).not.toContain('class weights');
      }
    }
  );

  test('with too few rows to calibrate, a warning says what they do to probabilities', async () => {
    const few = Uint8Array.from(rare, (label, i) => (i < 300 ? label : 0));
    const spec = specOf({ class_weights: 'balanced' }, {});
    const { warnings } = await train(table, few, spec, settingsFor(spec, {}), voidProgress);
    expect(warnings).toContain(
      'class weights shift the probabilities, and there are too few rows to calibrate them back'
    );
  });
});
