import { expect, test } from '@jest/globals';
import { createCostModel } from '../../src/scoring/cost-model.ts';

test('a cost model expects what the body’s length suggests until it has seen a request', () => {
  expect(createCostModel(0.001).expect(2000)).toBe(2);
});

test('then it expects what requests of that size took', () => {
  const costs = createCostModel(0.001);
  costs.learn(1000, 50);
  expect(costs.expect(1000)).toBe(50);
  costs.learn(1000, 100);
  expect(costs.expect(1000)).toBeCloseTo(75, 9);
});

test('a size that was never seen costs as much for each byte as the nearest one', () => {
  const costs = createCostModel(0.001);
  costs.learn(100, 1);
  costs.learn(1_000_000, 2000);
  expect(costs.expect(200)).toBe(2);
  expect(costs.expect(2_000_000)).toBe(4000);
});

test('one slow request among many hardly counts', () => {
  const costs = createCostModel(0.001);
  for (let i = 0; i < 100; ++i) costs.learn(1000, 10);
  costs.learn(1000, 1000);
  expect(costs.expect(1000)).toBeLessThan(110);
});

test('an empty body costs nothing that is not a number', () => {
  const costs = createCostModel(0.001);
  costs.learn(0, 1);
  expect(costs.expect(0)).toBe(0);
});
