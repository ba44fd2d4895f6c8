import { expect, test } from '@jest/globals';
import { randomSeeded } from '@espalier/core';
import { compareTables } from '../../src/compare/compare.ts';
import { fullReportSchema } from '../../src/compare/report-schema.ts';
import { parseImportances, weighByImportance } from '../../src/model/importance.ts';
import { drawTable } from '../support/tables.ts';

test.each([
  ['plain names', 'feature,importance\na,2\nb,1\n', { a: 2, b: 1 }],
  ['quoted names', 'feature,importance\n"a,""b""",3\n', { 'a,"b"': 3 }],
  ['further columns', 'feature,importance,gain\na,0.5,7\n"b,c",0.25,\n', { a: 0.5, 'b,c': 0.25 }],
  ['lines without a number', 'feature,importance\na,many\nb,1\n', { b: 1 }]
])('parseImportances() reads %s', (_, text, expected) => {
  expect(Object.fromEntries(parseImportances(text)!)).toEqual(expected);
});

test('parseImportances() takes no other table', () => {
  expect(parseImportances('a,b\n1,2\n')).toBeUndefined();
});

test('weighByImportance() gives the mean PSI by importance', () => {
  const random = randomSeeded(6);
  const report = compareTables(drawTable(300, random), drawTable(300, random), {
    threshold: 0.2,
    policy: 'any',
    disclose: () => 'aggregates'
  });
  const weighed = weighByImportance(
    report,
    new Map([
      ['num_smooth', 3],
      ['cat_even', 1],
      ['elsewhere', 100]
    ])
  );
  const { num_smooth, cat_even } = report.features;
  expect(weighed.importance_weighted!.psi).toBeCloseTo((3 * num_smooth! + cat_even!) / 4, 12);
  expect(weighed.columns['num_smooth']!.importance).toBe(0.75);
  expect(weighed.columns['num_count']).not.toHaveProperty('importance');
  expect(fullReportSchema.parse(weighed)).toEqual(weighed);
  expect(weighByImportance(report, new Map())).toBe(report);
});
