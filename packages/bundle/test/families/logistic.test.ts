import { expect, test } from '@jest/globals';
import { FAMILIES, isFamily } from '../../src/families/index.ts';
import { scoreLogistic, sigmoid } from '../../src/families/logistic.ts';

test('sigmoid() does not overflow', () => {
  expect([-Infinity, -800, 0, 800, Infinity].map(sigmoid)).toEqual([0, 0, 0.5, 1, 1]);
  expect(sigmoid(2)).toBeCloseTo(1 / (1 + Math.exp(-2)), 15);
  expect(sigmoid(-2) + sigmoid(2)).toBeCloseTo(1, 15);
});

test('scoreLogistic() equals its naive twin', () => {
  const features = [Float64Array.of(1, -2, 0.5), Float64Array.of(0, 1, 3)];
  const model = {
    format: 'espalier.model/1',
    family: 'logistic',
    intercept: 0.3,
    weights: [0.7, -1.1],
    penalty: 1
  } as const;
  const out = new Float64Array(3).fill(9);
  scoreLogistic({ ...model, weights: [...model.weights] }, features, out);
  const naive = [0, 1, 2].map(
    i => 1 / (1 + Math.exp(-(0.3 + 0.7 * features[0]![i]! - 1.1 * features[1]![i]!)))
  );
  out.forEach((probability, i) => {
    expect(probability).toBeCloseTo(naive[i]!, 14);
  });
});

test('isFamily() knows the table and nothing inherited', () => {
  expect(Object.keys(FAMILIES).every(isFamily)).toBe(true);
  expect(isFamily('toString')).toBe(false);
});
