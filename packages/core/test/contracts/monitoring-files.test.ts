import { describe, expect, test } from '@jest/globals';
import { driftReportSchema, listBrokenColumns } from '../../src/contracts/drift-report.ts';
import { metricsPointSchema } from '../../src/contracts/metrics-history.ts';

describe('driftReportSchema', () => {
  test.each([
    ['overall_drift alone', { overall_drift: true }],
    [
      'details that it does not know',
      { overall_drift: false, tool: 'other', features: { a: 0.1 } }
    ],
    ['findings', { overall_drift: false, findings: [{ column: 'a', finding: 'empty', n: 1 }] }]
  ])('takes %s, and keeps it', (_, report) => {
    expect(driftReportSchema.parse(report)).toEqual(report);
  });

  test.each([
    ['no overall_drift', { features: {} }],
    ['a text for it', { overall_drift: 'true' }],
    ['a text for a PSI', { overall_drift: true, features: { a: 'high' } }],
    ['a list', []]
  ])('refuses %s', (_, report) => {
    expect(driftReportSchema.safeParse(report).success).toBe(false);
  });
});

describe('metricsPointSchema', () => {
  test.each([
    ['ts', { ts: '2026-01-02T03:04:05Z', roc_auc: 0.9 }],
    ['timestamp', { timestamp: '2026-01-02T03:04:05Z', roc_auc: null }],
    ['more', { ts: 'x', host: 'a' }],
    ['zero', { ts: 'x', error_rate: 0 }]
  ])('takes %s, and keeps it', (_, point) => {
    expect(metricsPointSchema.parse(point)).toEqual(point);
  });

  test.each([
    ['a metric as text', { ts: 'x', roc_auc: '0.9' }],
    ['a -1 that stands for unknown', { ts: 'x', roc_auc: -1 }],
    ['a time that is a number', { ts: 5 }]
  ])('refuses %s', (_, point) => {
    expect(metricsPointSchema.safeParse(point).success).toBe(false);
  });
});

describe('listBrokenColumns()', () => {
  const finding = (column: string, kind: string, more: object = {}): object => ({
    column,
    finding: kind,
    ...more
  });
  const kindsOf = (findings: readonly object[], columns?: object): string[] =>
    listBrokenColumns({
      findings: findings as { column: string; finding: string }[],
      columns
    }).map(({ column, finding: kind }) => `${column} ${kind}`);

  test('has every kind of broken column, each column once', () => {
    const kinds = ['empty', 'absent', 'type_changed', 'unit_changed', 'constant', 'wholly_unseen'];
    expect(kindsOf(kinds.map(kind => finding(kind, kind)))).toEqual(
      kinds.map(kind => `${kind} ${kind}`)
    );
    expect(kindsOf([finding('a', 'empty'), finding('a', 'constant')])).toEqual(['a empty']);
  });

  test('leaves out shifts, and kinds of other programs', () => {
    const shifts = ['vanished_levels', 'range_left', 'reference_empty', 'other'];
    expect(kindsOf(shifts.map(kind => finding('a', kind)))).toEqual([]);
  });

  test.each([
    ['every row', 1, undefined, true],
    ['every filled cell', 0.7, { a: { missing: { new: 0.3 } } }, true],
    ['all but some', 0.6, { a: { missing: { new: 0.3 } } }, false],
    ['most rows of a report without columns', 0.99, undefined, false],
    ['every row of a report with foreign columns', 1, { a: 5 }, true]
  ])('a column is wholly unseen with unseen levels in %s', (_, share, columns, is) => {
    expect(kindsOf([finding('a', 'unseen_levels', { share })], columns)).toEqual(
      is ? ['a wholly_unseen'] : []
    );
  });
});
