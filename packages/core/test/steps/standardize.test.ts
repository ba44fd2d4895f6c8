import { describe, expect, test } from '@jest/globals';
import { applyStandardize, fitStandardize } from '../../src/steps/standardize.ts';

describe('fitStandardize()', () => {
  test.each([
    ['mean and population spread', [20, 30, 40], 30, Math.sqrt(200 / 3)],
    ['a scale of 1 for a constant column', [5, 5, 5], 5, 1],
    ['a scale of 1 for a column that only rounding makes vary', [0.1 + 0.2, 0.3], 0.3, 1],
    ['a scale of 1 for a column of zeros', [0, 0], 0, 1],
    ['a scale of 1 for no rows', [], 0, 1],
    ['the finite cells alone', [1, NaN, 3], 2, 1]
  ])('gives %s', (_, cells, mean, std) => {
    const step = fitStandardize('num_age', Float64Array.from(cells));
    expect(step).toMatchObject({ kind: 'standardize', column: 'num_age' });
    expect(step.mean).toBeCloseTo(mean, 12);
    expect(step.std).toBeCloseTo(std, 12);
  });
});

test('applyStandardize() gives mean 0 and spread 1 on the rows it was fitted to', () => {
  const values = Float64Array.of(20, 30, 40, 70);
  const out = new Float64Array(4);
  applyStandardize(fitStandardize('num_age', values), values, out);
  expect(out.reduce((sum, x) => sum + x, 0)).toBeCloseTo(0, 12);
  expect(out.reduce((sum, x) => sum + x * x, 0) / 4).toBeCloseTo(1, 12);
});
