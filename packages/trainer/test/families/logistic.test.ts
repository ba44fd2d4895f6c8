import { describe, expect, test } from '@jest/globals';
import { normal, randomSeeded } from '@espalier/core';
import { fitRidge } from '../../src/families/logistic.ts';

function sample(numRows: number) {
  const random = randomSeeded(5);
  const features = [0, 1, 2].map(() =>
    Float64Array.from({ length: numRows }, () => normal(random))
  );
  const labels = Uint8Array.from({ length: numRows }, (_, i) => {
    const z = 0.5 + 1.5 * features[0]![i]! - features[1]![i]!;
    return random() < 1 / (1 + Math.exp(-z)) ? 1 : 0;
  });
  return { features, labels };
}

const { features, labels } = sample(4000);
const all = new Uint8Array(labels.length).fill(1);

describe('fitRidge()', () => {
  test('is where the penalised likelihood has no slope', () => {
    const penalty = 3;
    const { intercept, weights } = fitRidge(features, labels, all, penalty, 1e-10, undefined);
    const residuals = Float64Array.from(labels, (label, i) => {
      const z = weights.reduce((sum, weight, j) => sum + weight * features[j]![i]!, intercept);
      return 1 / (1 + Math.exp(-z)) - label;
    });
    const slope = (values: Float64Array) =>
      values.reduce((sum, value, i) => sum + value * residuals[i]!, 0);
    expect(Math.abs(residuals.reduce((sum, value) => sum + value, 0))).toBeLessThan(1e-4);
    weights.forEach((weight, j) => {
      expect(Math.abs(slope(features[j]!) + penalty * weight)).toBeLessThan(1e-4);
    });
  });

  test('finds the weights that made the labels', () => {
    const { intercept, weights } = fitRidge(features, labels, all, 0, 1e-8, undefined);
    expect(Math.abs(intercept - 0.5)).toBeLessThan(0.15);
    [1.5, -1, 0].forEach((weight, j) => {
      expect(Math.abs(weights[j]! - weight)).toBeLessThan(0.15);
    });
  });

  test('shrinks the weights, not the intercept', () => {
    const { intercept, weights } = fitRidge(features, labels, all, 1e9, 1e-10, undefined);
    const share = labels.reduce((sum, label) => sum + label, 0) / labels.length;
    expect(Math.max(...weights.map(Math.abs))).toBeLessThan(1e-4);
    expect(intercept).toBeCloseTo(Math.log(share / (1 - share)), 4);
  });

  test('sees only the rows that take part', () => {
    const half = Uint8Array.from(labels, (_, i) => (i < 2000 ? 1 : 0));
    const first = fitRidge(
      features.map(values => values.slice(0, 2000)),
      labels.slice(0, 2000),
      all.slice(0, 2000),
      1,
      1e-10,
      undefined
    );
    const masked = fitRidge(features, labels, half, 1, 1e-10, undefined);
    masked.weights.forEach((weight, j) => {
      expect(weight).toBeCloseTo(first.weights[j]!, 6);
    });
  });

  test('survives classes that a line separates', () => {
    const x = Float64Array.of(-2, -1, 1, 2);
    const { weights } = fitRidge(
      [x],
      Uint8Array.of(0, 0, 1, 1),
      new Uint8Array(4).fill(1),
      0.01,
      1e-8,
      undefined
    );
    expect(Number.isFinite(weights[0])).toBe(true);
    expect(weights[0]).toBeGreaterThan(1);
  });
});
