import { describe, expect, test } from '@jest/globals';
import { driftReportSchema } from '../../src/contracts/drift-report.ts';
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
