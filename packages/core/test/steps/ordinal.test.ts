import { expect, test } from '@jest/globals';
import { applyOrdinal, fitOrdinal } from '../../src/steps/ordinal.ts';
import { MISSING, UNSEEN } from '../../src/table.ts';
import { categories } from '../../../../test/support/columns.ts';

test('fitOrdinal() keeps the levels that the rows have, in the order of the column', () => {
  const column = categories('cat_city', ['b', 'c', 'a'], 2, 0, MISSING, 2);
  expect(fitOrdinal(column)).toEqual({ kind: 'ordinal', column: 'cat_city', levels: ['b', 'a'] });
});

test('applyOrdinal() gives codes, NaN for missing, the code after the last for unseen', () => {
  const out = new Float64Array(4);
  const step = { kind: 'ordinal', column: 'cat_city', levels: ['b', 'a'] } as const;
  applyOrdinal({ ...step, levels: [...step.levels] }, Int32Array.of(1, 0, MISSING, UNSEEN), out);
  expect(out).toEqual(Float64Array.of(1, 0, NaN, 2));
});
