import { describe, expect, test } from '@jest/globals';
import { createExplainer } from '../../src/explain.ts';
import { createMlpScorer } from '../../src/families/mlp.ts';
import { createScorer } from '../../src/score.ts';
import { FAMILIES, familyOf } from '../../src/families/index.ts';
import { fitPipeline, normal, randomSeeded } from '@espalier/core';
import {
  SYNTHETIC_SPEC,
  syntheticParts,
  syntheticRows
} from '../../../../test/support/synthetic.ts';

type Layers = Parameters<typeof createMlpScorer>[0]['layers'];

function layersOf(widths: readonly number[], seed: number): Layers {
  const random = randomSeeded(seed);
  return widths.slice(1).map((units, l) => ({
    weights: Array.from({ length: widths[l]! }, () =>
      Array.from({ length: units }, () => normal(random))
    ),
    biases: Array.from({ length: units }, () => normal(random))
  }));
}

function modelOf(layers: Layers) {
  return { format: 'espalier.model/1', family: 'mlp', activation: 'relu', layers } as const;
}

/** The network row by row, unit by unit. */
function naive(layers: Layers, row: readonly number[]): number {
  const last = layers.reduce(
    (below, { weights, biases }, l) =>
      biases.map((bias, unit) => {
        const sum = below.reduce((total, x, input) => total + x * weights[input]![unit]!, bias);
        return l < layers.length - 1 ? Math.max(0, sum) : sum;
      }),
    row
  );
  return 1 / (1 + Math.exp(-last[0]!));
}

test.each([
  ['two hidden layers', [5, 7, 3, 1], 700],
  ['one hidden layer', [2, 4, 1], 256],
  ['none', [3, 1], 9],
  ['one row', [4, 6, 3, 1], 1],
  ['no row', [4, 6, 3, 1], 0]
])('createMlpScorer() equals its naive twin: %s', (_, widths, numRows) => {
  const layers = layersOf(widths, 3);
  const random = randomSeeded(4);
  const features = Array.from({ length: widths[0]! }, () =>
    Float64Array.from({ length: numRows }, () => normal(random))
  );
  const out = new Float64Array(numRows);
  createMlpScorer({ layers })(features, out);
  out.forEach((p, i) => {
    const row = features.map(values => values[i]!);
    expect(p).toBeCloseTo(naive(layers, row), 12);
  });
});

describe('the form of a dense network', () => {
  const good = () => modelOf(layersOf([3, 4, 2, 1], 5));
  const { schema } = FAMILIES.mlp;

  test('is accepted, and says how many features it takes', () => {
    const model = schema.parse(JSON.parse(JSON.stringify(good())));
    expect(familyOf(model).numFeatures(model)).toBe(3);
  });

  test.each<[string, (layers: Layers) => unknown]>([
    ['no layers', () => []],
    [
      'an input without its weights',
      ([first, ...rest]) => [{ ...first, weights: first!.weights.slice(1).concat([[1]]) }, ...rest]
    ],
    [
      'a unit without a bias',
      ([first, ...rest]) => [{ ...first, biases: first!.biases.slice(1) }, ...rest]
    ],
    ['a layer that does not fit the next', ([first, , last]) => [first, last]],
    ['two units at the end', ([first, second]) => [first, second]],
    [
      'a weight that is no number',
      ([first, ...rest]) => [{ ...first, biases: [NaN, 0, 0, 0] }, ...rest]
    ],
    [
      'an infinite weight',
      ([first, ...rest]) => [{ ...first, biases: [Infinity, 0, 0, 0] }, ...rest]
    ],
    [
      'a weight that is text',
      ([first, ...rest]) => [{ ...first, biases: ['1', 0, 0, 0] }, ...rest]
    ],
    ['a key too many', ([first, ...rest]) => [{ ...first, scale: 1 }, ...rest]],
    [
      'too many layers',
      layers => [...Array.from({ length: 16 }, () => layersOf([3, 3], 1)[0]!), ...layers]
    ]
  ])('is refused with %s', (_, breakIt) => {
    const { layers, ...rest } = good();
    expect(schema.safeParse({ ...rest, layers: breakIt(layers) }).success).toBe(false);
  });

  test('is refused with an activation that is not known', () => {
    expect(schema.safeParse({ ...good(), activation: 'tanh' }).success).toBe(false);
  });
});

test('createExplainer() of a dense network adds up to its log-odds', () => {
  const { table } = syntheticRows(300, 6);
  const pipeline = fitPipeline(table, Object.keys(SYNTHETIC_SPEC.features), 'dense');
  const parts = {
    pipeline,
    decision: { ...syntheticParts().decision, calibrator: { kind: 'none' } as const },
    model: modelOf(layersOf([pipeline.features.length, 8, 4, 1], 7))
  };
  const { base, columns, values } = createExplainer(parts)(table);
  expect(columns).toEqual(Object.keys(SYNTHETIC_SPEC.features));
  createScorer(parts)(table).forEach((p, i) => {
    const sum = values.reduce((total, column) => total + column[i]!, base);
    expect(Math.abs(1 / (1 + Math.exp(-sum)) - p)).toBeLessThan(1e-9);
  });
});
