import { expect, test } from '@jest/globals';
import { applyOrdinal, fitOrdinal, MISSING, UNSEEN } from '@espalier/core';
import { categories } from '../support/columns.ts';

test('fitOrdinal() keeps all levels of the column, in its order, as a list of its own', () => {
  const column = categories('cat_city', ['b', 'a'], 1);
  const step = fitOrdinal(column);
  expect(step).toEqual({ kind: 'ordinal', column: 'cat_city', levels: ['b', 'a'] });
  expect(step.levels).not.toBe(column.levels);
});

test('applyOrdinal() gives codes, NaN for missing and unseen', () => {
  const out = new Float64Array(4);
  applyOrdinal(Int32Array.of(1, 0, MISSING, UNSEEN), out);
  expect(out).toEqual(Float64Array.of(1, 0, NaN, NaN));
});
