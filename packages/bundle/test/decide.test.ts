import { expect, test } from '@jest/globals';
import { createDecider } from '../src/decide.ts';
import { createRowEncoder } from '@espalier/core';
import type { Decision } from '@espalier/core/contracts';
import { SYNTHETIC_SPEC } from '../../../test/support/synthetic.ts';

const decision: Decision = {
  format: 'espalier.decision/1',
  calibrator: { kind: 'none' },
  threshold: 0.5
};
const row = { num_age: 40, num_income: 50, cat_plan: 'pro', cat_city: 'Bern' };

test('createDecider() is positive from the threshold on, without a look at the table', () => {
  const decide = createDecider(decision);
  const probabilities = Float64Array.of(0.4999, 0.5, 0.5001);
  expect([...decide({ numRows: 3, columns: [] }, probabilities)]).toEqual([0, 1, 1]);
});

test('a group has its own threshold, whoever is in none has that of all', () => {
  const group_thresholds = { column: 'cat_group', thresholds: { b: 0.3, a: 0.7 } };
  const decide = createDecider({ ...decision, group_thresholds });
  const groups = [
    { cat_group: 'a' },
    { cat_group: 'b' },
    { cat_group: 'c' },
    { cat_group: null },
    {}
  ];
  const { table, problems, warnings } = createRowEncoder(SYNTHETIC_SPEC, {
    column: 'cat_group',
    levels: ['b', 'a']
  })(groups.map(group => ({ ...row, ...group })));
  expect([problems, warnings]).toEqual([[], []]);
  expect([...decide(table, new Float64Array(5).fill(0.6))]).toEqual([0, 1, 1, 1, 1]);
  expect([...decide(table, new Float64Array(5).fill(0.4))]).toEqual([0, 1, 0, 0, 0]);
});
