import { describe, expect, test } from '@jest/globals';
import { normal, randomSeeded } from '@espalier/core';
import { compareTables } from '../../src/compare/compare.ts';
import type { FullReport } from '../../src/compare/report-schema.ts';
import { measureDistance } from '../../src/model/distance.ts';
import { weighByImportance } from '../../src/model/importance.ts';
import { numbers, tableOf } from '../support/tables.ts';

/** Two columns, each moved by so many standard deviations. */
function reportOf(x: number, z: number): FullReport {
  const random = randomSeeded(21);
  const draw = (by: number): number[] => Array.from({ length: 4000 }, () => normal(random) + by);
  return compareTables(
    tableOf(numbers('x', draw(0)), numbers('z', draw(0))),
    tableOf(numbers('x', draw(x)), numbers('z', draw(z)))
  );
}

const weighed = (report: FullReport, x: number, z: number): FullReport =>
  weighByImportance(
    report,
    new Map([
      ['x', x],
      ['z', z]
    ])
  );

describe('measureDistance()', () => {
  test('is nearly 0 without a shift', () => {
    expect(measureDistance(reportOf(0, 0)).value).toBeLessThan(0.01);
  });

  test('weighs columns by their importance to the model', () => {
    const report = reportOf(1, 0);
    const of = (x: number, z: number): number => measureDistance(weighed(report, x, z)).value;
    expect(of(1, 0)).toBeCloseTo(report.features['x']! - report.columns['x']!.psi_expected, 9);
    expect(of(1, 1)).toBeCloseTo(of(1, 0) / 2, 2);
    expect(of(0, 1)).toBeLessThan(0.01);
    expect(measureDistance(report).value).toBeCloseTo(of(1, 0), 9);
  });

  test('takes the largest: scores and dependence can show more than columns', () => {
    const report = weighed(reportOf(0, 0), 1, 1);
    const { x } = report.columns;
    const scores = { ...x!, psi: 0.5, psi_expected: 0.02 };
    expect(measureDistance({ ...report, scores })).toEqual({ value: 0.48, by: 'scores' });
    const domain_classifier = {
      // Two normal distributions, one standard deviation apart, give this ROC-AUC and a PSI of 1.
      roc_auc: 0.7602,
      interval: [0.74, 0.78] as const,
      rows: 8000,
      told_apart: true,
      culprits: [{ column: 'x', share: 1 }]
    };
    const apart = measureDistance({ ...report, scores, domain_classifier });
    expect(apart.by).toBe('dependence');
    expect(apart.value).toBeCloseTo(0.5, 2);
    const chance = { ...domain_classifier, told_apart: false };
    expect(measureDistance({ ...report, scores, domain_classifier: chance }).by).toBe('scores');
  });
});
