import { expect, test } from '@jest/globals';
import { jensenShannon } from '../../src/detectors/js.ts';

const js = (a: number[], b: number[]): number =>
  jensenShannon(Float64Array.from(a), Float64Array.from(b));

test.each([
  ['the same shares at any size', [1, 2, 3], [10, 20, 30], 0],
  ['nothing in common', [5, 0], [0, 7], 1],
  ['half in common', [1, 1, 0], [0, 1, 1], Math.SQRT1_2]
])('jensenShannon() of %s', (_, a, b, expected) => {
  expect(js(a, b)).toBeCloseTo(expected, 12);
  expect(js(b, a)).toBeCloseTo(expected, 12);
});
