import { describe, expect, test } from '@jest/globals';
import { normal, randomSeeded, selectRows, type Table } from '@espalier/core';
import { type CompareSettings, compareTables } from '../../src/compare/compare.ts';
import { type FullReport, fullReportSchema } from '../../src/compare/report-schema.ts';
import { categories, drawTable, numbers, tableOf } from '../support/tables.ts';

const SETTINGS: CompareSettings = { threshold: 0.2, policy: 'any', disclose: () => 'exact' };

function compare(reference: Table, fresh: Table, settings = SETTINGS): FullReport {
  const report = compareTables(reference, fresh, settings);
  expect(fullReportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
  return report;
}

function detectFindings(reference: Table, fresh: Table): string[] {
  return compare(reference, fresh).findings.map(({ column, finding }) => `${column} ${finding}`);
}

const some = <T>(n: number, cell: (i: number) => T): T[] =>
  Array.from({ length: n }, (_, i) => cell(i));

describe('compareTables()', () => {
  test('starts with what the contract fixes', () => {
    const table = drawTable(50, randomSeeded(1));
    expect(Object.keys(compare(table, table)).slice(0, 6)).toEqual([
      'threshold',
      'overall_drift',
      'features',
      'ks',
      'changed',
      'inconclusive'
    ]);
  });

  test('finds nothing between a table and itself, in any order', () => {
    const table = drawTable(200, randomSeeded(2));
    const turned = selectRows(table, Uint32Array.from(some(200, i => 199 - i)));
    const report = compare(table, turned);
    expect(Object.values(report.features)).toEqual(table.columns.map(() => 0));
    expect(Object.values(report.ks)).toEqual([0, 0, 0, 0]);
    expect(report).toMatchObject({ overall_drift: false, changed: false, inconclusive: [] });
  });

  test('finds a shift, whatever happens in the other columns', () => {
    const random = randomSeeded(3);
    const shifted = (by: number): Table =>
      tableOf(
        numbers(
          'num_shifted',
          some(500, () => normal(random) + by)
        ),
        numbers(
          'num_same',
          some(500, () => normal(random))
        )
      );
    const report = compare(shifted(0), shifted(1));
    expect(report).toMatchObject({ overall_drift: true, changed: true, inconclusive: [] });
    expect(report.columns).toMatchObject({
      num_shifted: { verdict: 'drift' },
      num_same: { verdict: 'stable' }
    });
    expect(report.columns['num_shifted']!.psi_limit!).toBeLessThan(0.2);
    expect(report.columns['num_same']).not.toHaveProperty('psi_limit');
  });

  test('tells a small change that is not chance from drift', () => {
    const random = randomSeeded(4);
    const draw = (by: number): Table =>
      tableOf(
        numbers(
          'x',
          some(5000, () => normal(random) + by)
        )
      );
    const report = compare(draw(0), draw(0.2));
    expect(report).toMatchObject({ overall_drift: false, changed: true });
    expect(report.columns['x']!.verdict).toBe('changed');
  });

  test('calls no drift what 20 rows give by chance', () => {
    const random = randomSeeded(5);
    const report = compare(drawTable(20, random), drawTable(20, random));
    expect(Object.values(report.features).some(psi => psi > 0.2)).toBe(true);
    expect(report).toMatchObject({ overall_drift: false, changed: false });
    expect(report.inconclusive.length).toBeGreaterThan(0);
  });

  test('has an answer for one row against many', () => {
    const random = randomSeeded(6);
    const report = compare(drawTable(800, random), drawTable(1, random));
    expect(report).toMatchObject({ overall_drift: false, changed: false });
    expect(report.findings.filter(({ finding }) => finding !== 'unseen_levels')).toEqual([]);
  });

  test('gives the same bytes twice', () => {
    const [a, b] = [drawTable(30, randomSeeded(7)), drawTable(30, randomSeeded(8))];
    expect(JSON.stringify(compare(a, b))).toBe(JSON.stringify(compare(a, b)));
  });

  test('shows rounded aggregates unless told otherwise', () => {
    const table = tableOf(numbers('x', [1.23456, 2.5, 3.5]), categories('c', ['secret', 'b', 'b']));
    const report = compareTables(table, table);
    expect(report.columns['c']!.bins).toEqual([{ kind: 'other', levels: 2, reference: 1, new: 1 }]);
    // Each value is held by one row.
    expect(report.columns['x']!.bins).toEqual([
      { kind: 'range', from: null, to: null, reference: 1, new: 1 }
    ]);
    expect(JSON.stringify(report)).not.toMatch(/secret|1\.23|3\.5/);
    expect(report).toMatchObject({ threshold: 0.2, policy: 'any' });
    const nothing = compare(table, table, { ...SETTINGS, disclose: () => 'nothing' });
    for (const key of ['bins', 'mean', 'median'])
      expect(nothing.columns['x']).not.toHaveProperty(key);
  });

  test('lists the columns that one side lacks', () => {
    const before = tableOf(numbers('x', [1, 2]), numbers('old', [1, 2]));
    const after = tableOf(numbers('x', [1, 2]), numbers('fresh', [1, 2]));
    expect(compareTables(before, after).left_out).toEqual([
      { column: 'old', because: 'not in the new data' },
      { column: 'fresh', because: 'not in the reference' }
    ]);
  });

  test('says how much of a PSI comes from bins with rows on one side alone', () => {
    const before = tableOf(
      categories(
        'c',
        some(100, i => 'ab'[i % 2]!),
        ['a', 'b', 'z']
      )
    );
    const after = tableOf(
      categories(
        'c',
        some(100, i => 'abz'[i % 3]!),
        ['a', 'b', 'z']
      )
    );
    const { psi, psi_empty_bins } = compare(before, after).columns['c']!;
    expect(psi_empty_bins! / psi).toBeGreaterThan(0.9);
    expect(compare(before, before).columns['c']).not.toHaveProperty('psi_empty_bins');
  });
});

describe('findings', () => {
  const filled = numbers(
    'x',
    some(100, i => i)
  );

  test('an empty column is one, and no crash', () => {
    const empty = numbers(
      'x',
      some(100, () => NaN)
    );
    expect(detectFindings(tableOf(filled), tableOf(empty))).toEqual(['x empty']);
    expect(detectFindings(tableOf(empty), tableOf(filled))).toEqual(['x reference_empty']);
    expect(detectFindings(tableOf(empty), tableOf(empty))).toEqual([]);
    const report = compare(tableOf(filled), tableOf(empty));
    expect(report).toMatchObject({ overall_drift: true, changed: true, ks: {} });
    const none = categories(
      'c',
      some(50, () => null)
    );
    const levels = categories(
      'c',
      some(50, i => 'ab'[i % 2]!)
    );
    expect(detectFindings(tableOf(levels), tableOf(none))).toEqual(['c empty']);
    expect(compare(tableOf(none), tableOf(levels)).overall_drift).toBe(true);
  });

  test('a column that became constant is one, unless it nearly was', () => {
    const sevens = numbers(
      'x',
      some(50, () => 7)
    );
    expect(detectFindings(tableOf(filled), tableOf(sevens))).toEqual(['x constant']);
    expect(detectFindings(tableOf(sevens), tableOf(sevens))).toEqual([]);
    const rare = categories(
      'c',
      some(200, i => (i === 0 ? 'yes' : 'no'))
    );
    const no = categories(
      'c',
      some(200, () => 'no')
    );
    expect(detectFindings(tableOf(rare), tableOf(no))).toEqual([]);
  });

  test('levels that the reference does not have are one', () => {
    const before = categories(
      'c',
      some(50, i => 'ab'[i % 2]!)
    );
    const after = categories(
      'c',
      some(50, i => 'abz'[i % 3]!)
    );
    expect(detectFindings(tableOf(before), tableOf(after))).toEqual(['c unseen_levels']);
  });
});

describe('policies', () => {
  const random = randomSeeded(9);
  const draw = (by: number): Table =>
    tableOf(
      numbers(
        'a',
        some(400, () => normal(random) + by)
      ),
      numbers(
        'b',
        some(400, () => normal(random))
      ),
      numbers(
        'c',
        some(400, () => normal(random))
      )
    );
  const [reference, moderate, strong] = [draw(0), draw(0.6), draw(2)];

  test.each([
    ['any', moderate, true],
    ['share', strong, false],
    ['mean', moderate, false],
    ['mean', strong, true]
  ] as const)('%s', (policy, fresh, expected) => {
    expect(compare(reference, fresh, { ...SETTINGS, policy }).overall_drift).toBe(expected);
  });
});

describe('windows without drift', () => {
  const all = drawTable(1, randomSeeded(1)).columns.map(({ name }) => name);
  const declared = all.filter(name => name !== 'cat_learned');

  test.each([
    [500, 500, 200, 17, declared],
    [500, 500, 20, 4, all],
    [300, 40, 40, 6, all]
  ])('%d rows against %d, %d times: no more than %d false alarms', (n, m, windows, most, names) => {
    const random = randomSeeded(10);
    const draw = (rows: number): Table => {
      const table = drawTable(rows, random);
      return { ...table, columns: table.columns.filter(({ name }) => names.includes(name)) };
    };
    let drifts = 0;
    let changes = 0;
    for (let window = 0; window < windows; ++window) {
      const report = compareTables(draw(n), draw(m), SETTINGS);
      drifts += Number(report.overall_drift);
      changes += Number(report.changed);
    }
    // More than these come by chance once in a hundred times where the rate is 5 %.
    expect(drifts).toBeLessThanOrEqual(most);
    expect(changes).toBeLessThanOrEqual(most);
  });
});
