import { expect, test } from '@jest/globals';
import { goldenRows, scoreGolden } from '../src/golden.ts';
import { SYNTHETIC_SPEC, syntheticParts, syntheticRows } from '../../../test/support/synthetic.ts';

const parts = syntheticParts();
const rows = goldenRows(parts.spec, parts.profile);

test('goldenRows() are the same every time', () => {
  expect(goldenRows(parts.spec, parts.profile)).toEqual(rows);
});

test('goldenRows() hold only what the spec allows, and no sensitive column', () => {
  for (const row of rows) {
    expect(Object.keys(row)).toEqual(Object.keys(SYNTHETIC_SPEC.features));
    const age = row['num_age'] as number | null;
    if (age !== null) expect(age >= 18 && age <= 90 && Number.isInteger(age)).toBe(true);
    expect(['basic', 'pro', 'team', null]).toContain(row['cat_plan']);
  }
});

test('goldenRows() try empty cells and undeclared levels where they may be scored', () => {
  const cells = rows.flatMap(row => Object.values(row));
  expect(cells).toContain(null);
  expect(
    rows.some(
      row =>
        row['cat_city'] !== null && !['Bern', 'Genf', 'Thun'].includes(row['cat_city'] as string)
    )
  ).toBe(true);
});

test('goldenRows() are no rows of the table', () => {
  const { table } = syntheticRows(200, 1);
  const income = table.columns[1]!;
  const seen = new Set(income.kind === 'number' ? income.values : []);
  const drawn = rows.map(row => row['num_income']).filter(value => value !== null);
  expect(drawn.filter(value => seen.has(value as number))).toEqual([]);
});

test('scoreGolden() goes through the row encoder', () => {
  const probabilities = scoreGolden(parts, rows);
  expect(probabilities).toHaveLength(rows.length);
  expect(() => scoreGolden(parts, [{ num_age: 3 }])).toThrow(RangeError);
});
