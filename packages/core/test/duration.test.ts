import { expect, test } from '@jest/globals';
import { parseDuration } from '../src/duration.ts';
import { datasetSpecSchema } from '../src/contracts/dataset-spec.ts';

test.each([
  ['90', 90],
  ['90s', 90],
  ['1.5m', 90],
  ['2 h', 7200],
  [' 60s ', 60],
  ['0', undefined],
  ['0.0s', undefined],
  ['-5s', undefined],
  ['5x', undefined],
  ['5 days', undefined],
  ['', undefined],
  ['1e3', undefined],
  ['s', undefined],
  [`${'9'.repeat(400)}h`, undefined]
])('parseDuration(%j) is %s', (text, expected) => {
  expect(parseDuration(text)).toBe(expected);
});

const SPEC = {
  name: 'a',
  target: { column: 'y', positive: 1 },
  features: { x: { kind: 'number' } }
};

test.each([
  ['a text', { time_budget: '5m' }, { time_budget: 300 }],
  ['seconds', { time_budget: 7.5 }, { time_budget: 7.5 }],
  ['trials and a cost', { trials: 20, max_score_us: 50 }, { trials: 20, max_score_us: 50 }],
  [
    'parameters',
    {
      params: {
        gbdt: { numIterations: 100, learningRate: 0.05 },
        mlp: { units: 16 },
        logistic: { penalty: 1 }
      }
    },
    {
      params: {
        gbdt: { numIterations: 100, learningRate: 0.05 },
        mlp: { units: 16 },
        logistic: { penalty: 1 }
      }
    }
  ]
])('a dataset spec may say how to search: %s', (_, train, expected) => {
  expect(datasetSpecSchema.parse({ ...SPEC, train }).train).toEqual(expected);
});

test.each([
  ['a budget that is no duration', { time_budget: 'soon' }],
  ['a budget of nothing', { time_budget: 0 }],
  ['an endless budget', { time_budget: Infinity }],
  ['half a trial', { trials: 1.5 }],
  ['no trial', { trials: 0 }],
  ['a negative cost', { max_score_us: -1 }],
  ['a family that is none', { params: { forest: {} } }],
  ['a parameter that is none', { params: { gbdt: { leaves: 3 } } }],
  ['a parameter out of range', { params: { gbdt: { numLeaves: 1 } } }],
  ['a parameter that is text', { params: { mlp: { units: '32' } } }]
])('a dataset spec is refused with %s', (_, train) => {
  expect(datasetSpecSchema.safeParse({ ...SPEC, train }).success).toBe(false);
});
