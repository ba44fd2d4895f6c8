import { describe, expect, test } from '@jest/globals';
import { normal, randomSeeded } from '@espalier/core';
import { compareTables } from '../../src/compare/compare.ts';
import type { FullReport } from '../../src/compare/report-schema.ts';
import { renderDriftPage } from '../../src/page/drift-page.ts';
import { renderJunit } from '../../src/output/junit.ts';
import { renderMarkdown } from '../../src/output/markdown.ts';
import { renderPrometheus } from '../../src/output/prometheus.ts';
import { categories, numbers, tableOf } from '../support/tables.ts';

const NAMES = { reference: 'a.csv', new: 'b|c.csv' };
const SOURCES = { ...NAMES, spec: 's.yaml' };
const NOW = new Date('2026-01-02T03:04:05Z');

function reportOf(by: number, loses = true): FullReport {
  const random = randomSeeded(8);
  const draw = (shift: number, isEmpty: boolean) =>
    tableOf(
      numbers(
        'x_"<&>|_1',
        Array.from({ length: 400 }, () => normal(random) + shift)
      ),
      numbers(
        'gone',
        Array.from({ length: 400 }, () => (isEmpty ? NaN : random()))
      ),
      categories(
        'steady',
        Array.from({ length: 400 }, () => 'abc'[Math.floor(3 * random())]!),
        ['a', 'b', 'c']
      )
    );
  return compareTables(draw(0, false), draw(by, loses && by > 0), {
    threshold: 0.2,
    policy: 'any',
    disclose: () => 'aggregates'
  });
}

const calm = reportOf(0);
const drifted = reportOf(1);

describe('renderJunit()', () => {
  test('fails a case for every column that drifts or is broken, and one for the whole', () => {
    const xml = renderJunit(drifted);
    expect(xml).toContain('<testsuite name="drift" tests="4" failures="3" errors="0" skipped="0">');
    expect(xml).toContain('name="x_&quot;&lt;&amp;&gt;|_1"><failure message="PSI ');
    expect(xml).toContain('empty in the new data');
    expect(xml).toContain('<testcase classname="drift" name="steady"/>');
  });

  test('passes without drift', () => {
    expect(renderJunit(calm)).toContain('<testsuites tests="4" failures="0">');
  });
});

describe('renderPrometheus()', () => {
  test('has every figure as a gauge, names escaped', () => {
    const text = renderPrometheus(drifted, NOW);
    expect(text).toContain('\nespalier_drift_overall 1\n');
    expect(text).toContain(`espalier_drift_psi{column="gone"} ${drifted.features['gone']!}\n`);
    expect(text).toContain('espalier_drift_psi{column="x_\\"<&>|_1"} ');
    expect(text).toContain('espalier_drift_finding{column="gone",finding="empty"} 1\n');
    expect(text).toContain('espalier_drift_column_verdict{column="steady",verdict="stable"} 1\n');
    expect(text).toContain('espalier_drift_report_timestamp_seconds 1767323045\n');
  });

  test('keeps to the text format', () => {
    const lines = renderPrometheus(calm, NOW).trimEnd().split('\n');
    for (const line of lines)
      expect(line).toMatch(
        /^(# (HELP|TYPE) espalier_drift_\w+ .+|espalier_drift_\w+(\{(\w+="([^"\\]|\\.)*",?)+\})? [-+\d.eE]+)$/
      );
  });
});

describe('renderMarkdown()', () => {
  test('tells the verdict, the findings, what to do and the columns, without markup of names', () => {
    const text = renderMarkdown(drifted, NAMES);
    expect(text).toMatch(/^## Drift\n\nDrift: 2 of 3 columns/);
    expect(text).toContain('- **gone**: empty in the new data');
    expect(text).toContain('Fix gone at the source first');
    expect(text).toContain('| x\\_"\\<&\\>\\|\\_1 |');
    expect(text).toContain('(b\\|c.csv)');
    expect(renderMarkdown(calm, NAMES)).toContain('- Nothing: keep watching.');
  });
});

describe('renderDriftPage()', () => {
  test('says what to do', () => {
    expect(renderDriftPage(drifted, NAMES)).toContain('<h2>What to do</h2>');
    expect(renderDriftPage(calm, NAMES)).toContain('Nothing: keep watching.');
  });

  test('is the same for the same report, and holds no script', () => {
    const page = renderDriftPage(drifted, NAMES);
    expect(renderDriftPage(drifted, NAMES)).toBe(page);
    expect(page).not.toContain('<script');
    expect(page).toContain('x_<wbr>&quot;&lt;&amp;&gt;|_<wbr>1');
  });

  test.each([
    [[0.1, 0.2], 'Both sides seem to hold the same rows'],
    [[0.45, 0.55], 'Trees cannot tell new rows from reference rows'],
    [[0.8, 0.9], 'Trees tell new rows from reference rows']
  ] as const)('says what an AUC within %j of telling rows apart means', (interval, words) => {
    const domain_classifier = {
      roc_auc: (interval[0] + interval[1]) / 2,
      interval,
      rows: 800,
      told_apart: interval[0] > 0.5,
      culprits: [{ column: 'gone', share: 1 }]
    };
    expect(renderDriftPage({ ...drifted, domain_classifier }, NAMES)).toContain(words);
  });

  test('draws the most shifted of many columns alone', () => {
    const [first] = Object.entries(drifted.columns);
    const columns = Object.fromEntries(
      Array.from({ length: 200 }, (_, i) => [`c${i}`, { ...first![1], psi: i / 100 }])
    );
    const page = renderDriftPage({ ...drifted, columns }, NAMES);
    expect(page.match(/<figure>/g)).toHaveLength(60);
    expect(page).toContain('The 60 most shifted columns.');
  });

  test('shows the estimate with its checks', () => {
    const performance = {
      method: 'cbpe' as const,
      checks: [{ check: 'calibrated' as const, passed: false, because: 'it is not' }],
      valid: false,
      estimate: null,
      intervals: null,
      reference_estimate: null,
      change: null,
      reference: { roc_auc: 0.9 },
      rows: 400
    };
    const page = renderDriftPage({ ...drifted, performance }, NAMES);
    expect(page).toContain('Performance cannot be estimated without labels: it is not.');
    expect(page).toContain('Collect labels for some new rows');
    const estimate = {
      roc_auc: 0.8,
      accuracy: 0.7,
      precision: null,
      recall: 0.5,
      f1: 0.6,
      brier: 0.1
    };
    const sound = {
      ...performance,
      valid: true,
      estimate,
      intervals: { roc_auc: [0.78, 0.82] as const },
      reference_estimate: { roc_auc: 0.9 },
      change: { roc_auc: -0.1 }
    };
    const other = renderDriftPage({ ...drifted, performance: sound }, NAMES);
    expect(other).toContain('0.780–0.820');
    expect(other).toContain('down by 0.100');
    expect(other).toContain('Collect labels for some new rows');
    const labels = {
      reference: 0.2,
      new: 0.3,
      rows: { reference: 9, new: 9 },
      psi: 0,
      p_value: 1,
      verdict: 'stable' as const
    };
    const shifted = reportOf(1, false);
    const retrain = renderDriftPage({ ...shifted, performance: sound, labels }, SOURCES);
    expect(retrain).toContain('retrain on recent rows');
    expect(retrain).toContain('train --data &#39;b|c.csv&#39; --spec s.yaml --outdir candidate/');
  });
});
