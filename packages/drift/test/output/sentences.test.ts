import { describe, expect, test } from '@jest/globals';
import { compareTables } from '../../src/compare/compare.ts';
import type { ColumnReport } from '../../src/compare/report-schema.ts';
import { describeModel } from '../../src/output/model-sentences.ts';
import { describeCentre, describeChange, describeVerdict } from '../../src/output/sentences.ts';
import { numbers, tableOf } from '../support/tables.ts';

/** Flags: so many of 100 rows are 1. */
const flags = (...ones: number[]) =>
  tableOf(
    ...ones.map((count, j) =>
      numbers(
        `f${j}`,
        Array.from({ length: 400 }, (_, i) => (i % 100 < count ? 1 : 0))
      )
    )
  );

describe('describeCentre()', () => {
  const { columns } = compareTables(flags(5), flags(30));
  const column = columns['f0']!;

  test('shows the mean where the median stays', () => {
    expect(describeCentre(column)).toBe('mean 0.05 → 0.3');
  });

  test.each<[string, Partial<ColumnReport>, string | undefined]>([
    ['the median where it moves', { median: { reference: 1, new: 2 } }, 'median 1 → 2'],
    [
      'the median where nothing moves',
      { median: { reference: 1, new: 1 }, mean: { reference: 3, new: 3 } },
      'median 1 → 1'
    ],
    [
      'the mean where a side does not tell the median',
      { median: { reference: 1, new: null } },
      'mean 0.05 → 0.3'
    ],
    ['nothing where neither is known', { median: undefined, mean: undefined }, undefined]
  ])('shows %s', (_, centres, expected) => {
    expect(describeCentre({ ...column, ...centres })).toBe(expected);
  });
});

test('describeChange() names the first three changed columns, the most shifted first', () => {
  const report = compareTables(flags(20, 20, 20, 20, 20), flags(20, 60, 50, 70, 55));
  expect(describeChange(report)).toBe(
    'Tests find a change in 4 columns: f3, f1, f4 and 1 more (false-discovery rate 5%)'
  );
  expect(describeChange(compareTables(flags(20), flags(20)))).toContain('No test finds a change');
});

test('describeVerdict() tells of columns and labels when both give alarm', () => {
  const report = compareTables(flags(20), flags(70));
  const labels = {
    reference: 0.2,
    new: 0.6,
    rows: { reference: 400, new: 400 },
    psi: 0.7,
    p_value: 0,
    verdict: 'drift' as const
  };
  expect(describeVerdict({ ...report, labels })).toBe(
    'Drift: 1 of 1 column has a PSI over 0.2; also, the positive labels went from 20.0% to 60.0% (PSI 0.700)'
  );
});

test('describeModel() says that two versions are not compared, and names no column of no weight', () => {
  const report = compareTables(flags(20), flags(20));
  const model = { name: 'churn', version: '2.0.0', content_sha256: 'b'.repeat(64) };
  const reference_model = { ...model, version: '1.0.0', content_sha256: 'a'.repeat(64) };
  expect(describeModel({ ...report, model, reference_model })[0]).toBe(
    'The reference is of churn 1.0.0 (aaaaaaaaaaaa), the new data of churn 2.0.0 (bbbbbbbbbbbb): the scores of two versions are not compared'
  );
  const domain_classifier = {
    roc_auc: 0.9,
    interval: [0.8, 1] as const,
    rows: 800,
    told_apart: true,
    culprits: [
      { column: 'f0', share: 0.999 },
      { column: 'f1', share: 0.001 }
    ]
  };
  const sentences = describeModel({ ...report, domain_classifier });
  expect(sentences).toEqual([expect.stringMatching(/mostly by f0 \(100%\)$/)]);
});
