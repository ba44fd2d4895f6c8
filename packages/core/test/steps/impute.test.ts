import { describe, expect, test } from '@jest/globals';
import { applyImpute, fitImpute, markMissing } from '../../src/steps/impute.ts';

describe('fitImpute()', () => {
  test.each([
    ['the median of what is there', [1, NaN, 10, 3], 3, true],
    ['the middle of the middle two', [1, 2, 4, 10], 3, false],
    ['0 without any number', [NaN, NaN], 0, true],
    ['0 for no rows', [], 0, false]
  ])('takes %s', (_, cells, value, indicator) => {
    expect(fitImpute('num_age', Float64Array.from(cells))).toEqual({
      kind: 'impute',
      column: 'num_age',
      value,
      indicator
    });
  });
});

test('applyImpute() fills empty cells and keeps the others, zero included', () => {
  const out = new Float64Array(3);
  const step = { kind: 'impute', column: 'num_age', value: 7, indicator: false } as const;
  applyImpute(step, Float64Array.of(0, NaN, -1), out);
  expect(out).toEqual(Float64Array.of(0, 7, -1));
});

test('markMissing() is 1 where a cell is empty', () => {
  const out = new Float64Array(3);
  markMissing(Float64Array.of(0, NaN, 5), out);
  expect(out).toEqual(Float64Array.of(0, 1, 0));
});
