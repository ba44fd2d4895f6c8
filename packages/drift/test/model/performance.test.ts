import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Bundle } from '@espalier/bundle';
import { createDecider, createScorer } from '@espalier/bundle';
import { type Column, randomSeeded, shuffle, type Table } from '@espalier/core';
import { rocAuc } from '@espalier/core/metrics';
import { compareTables } from '../../src/compare/compare.ts';
import type { FullReport } from '../../src/compare/report-schema.ts';
import type { PerformanceReport } from '../../src/compare/performance-schema.ts';
import { createLabelledRows } from '../../src/model/labelled.ts';
import { estimatePerformance } from '../../src/model/performance.ts';
import { measureRealised } from '../../src/model/realised.ts';
import { createScoreCounter } from '../../src/model/score-counts.ts';
import { calibratedParts, type Concept, labelledRows } from '../support/calibrated-bundle.ts';
import { categories } from '../support/tables.ts';

const parts = calibratedParts(4000, 3);
const bundle = {
  ...parts,
  score: createScorer(parts),
  decide: createDecider(parts.decision)
} as unknown as Bundle;

/** The target as drift reads it: the only level is the positive value, others are undeclared. */
function targetOf(labels: ArrayLike<number | null>): Column {
  const { name, levels } = categories('bin_bought', ['yes']);
  const codes = Int32Array.from(labels, label => (label === null ? -1 : label === 1 ? 0 : -2));
  return { kind: 'category', name, levels, codes };
}

let stable: FullReport;
beforeAll(() => {
  const rows = (seed: number): Table => labelledRows(parts, 1000, seed).table;
  stable = compareTables(rows(1), rows(2));
});

function estimate(
  { table, labels }: { table: Table; labels?: ArrayLike<number | null> },
  report = stable
): PerformanceReport {
  const probabilities = bundle.score(table);
  const counter = createScoreCounter(bundle.decision.threshold);
  counter.add(probabilities);
  const rows = createLabelledRows(bundle);
  if (labels !== undefined) rows.add(table, targetOf(labels), probabilities);
  return estimatePerformance(
    {
      fresh: { counts: counter.counts(), profile: counter.profile() },
      reference: undefined,
      labelled: rows.end(),
      decision: bundle.decision,
      metrics: bundle.metrics
    },
    report
  );
}

const failed = ({ checks }: PerformanceReport): string[] =>
  checks.filter(({ passed }) => !passed).map(({ check }) => check);

describe('estimatePerformance() with labels', () => {
  test('agrees with labels that follow the probabilities, and shows both', () => {
    const rows = labelledRows(parts, 2000, 7);
    const found = estimate(rows);
    expect(failed(found)).toEqual([]);
    expect(found.checks.map(({ check }) => check)).toContain('agrees_with_labels');
    const positives = rows.labels.reduce((sum, label) => sum + label, 0);
    expect(found.realised).toMatchObject({ rows: 2000, positives, unlabelled: 0 });
    expect(found.realised!.verdict).toBe('as_before');
    const auc = rocAuc(rows.labels, bundle.score(rows.table));
    expect(found.realised!.roc_auc).toBeCloseTo(auc, 12);
    const [low, high] = found.intervals!['roc_auc']!;
    expect(low).toBeLessThan(auc);
    expect(high).toBeGreaterThan(auc);
  });

  test.each<[string, Concept]>([
    ['a flatter one', { slope: 0.2 }],
    ['one turned round', { slope: -1 }],
    ['none at all', { slope: 0 }]
  ])('refuses the estimate for another relation of features and target: %s', (_, concept) => {
    const found = estimate(labelledRows(parts, 2000, 8, concept));
    expect(failed(found)).toEqual(['agrees_with_labels']);
    expect(found).toMatchObject({ valid: false, estimate: null, intervals: null });
    expect(found.realised!.verdict).toBe('worse');
    expect(found.checks.at(-1)!.because).toMatch(/^ROC-AUC is 0\.\d+ by the labels, 0\.\d+ \(/);
  });

  test('refuses it for labels of other rows, and for more positives than the scores say', () => {
    const rows = labelledRows(parts, 2000, 9);
    const order = shuffle(Uint32Array.from(rows.labels.keys()), randomSeeded(2));
    const dealt = Uint8Array.from(order, row => rows.labels[row]!);
    expect(failed(estimate({ ...rows, labels: dealt }))).toEqual(['agrees_with_labels']);
    const more = estimate(labelledRows(parts, 2000, 9, { intercept: 1.5 }));
    expect(failed(more)).toEqual(['agrees_with_labels']);
    expect(more.checks.at(-1)!.because).toContain('Brier score');
  });

  test('says that a better relation is better', () => {
    const found = estimate(labelledRows(parts, 2000, 10, { slope: 4 }));
    expect(found.realised!.verdict).toBe('better');
    expect(found.valid).toBe(false);
    expect(found.checks.at(-1)!.because).toContain('rows that the model was trained on');
  });

  test('uses the labels that are there, and judges the estimate on their rows alone', () => {
    const rows = labelledRows(parts, 3000, 11);
    const scores = bundle.score(rows.table);
    // Labels arrive for low scores first: those rows rank worse than all do.
    const labels = Array.from(rows.labels, (label, i) => (scores[i]! < 0.5 ? label : null));
    const found = estimate({ ...rows, labels });
    const known = labels.filter(label => label !== null).length;
    expect(found.realised).toMatchObject({ rows: known, unlabelled: 3000 - known });
    expect(failed(found)).toEqual([]);
    expect(found.realised!.roc_auc).toBeLessThan(found.estimate!.roc_auc - 0.05);
  });

  test('measures labels of one class as far as they allow', () => {
    const { table } = labelledRows(parts, 500, 12);
    const found = estimate({ table, labels: new Uint8Array(500) });
    expect(found.realised).toMatchObject({
      roc_auc: null,
      pr_auc: null,
      precision: null,
      recall: null,
      f1: null,
      rows: 500,
      positives: 0,
      verdict: 'unknown'
    });
    expect(found.realised!.intervals).not.toHaveProperty('roc_auc');
    expect(found.realised!.accuracy).toBeGreaterThan(0);
  });

  test('has nothing to say of labels that are all missing', () => {
    const { table } = labelledRows(parts, 500, 13);
    const found = estimate({ table, labels: new Array<null>(500).fill(null) });
    expect(found.realised).toBeUndefined();
    expect(found.valid).toBe(true);
  });

  test('rarely contradicts labels when nothing has changed', () => {
    const disagreeing = Array.from({ length: 60 }, (_, i) =>
      failed(estimate(labelledRows(parts, 600, 100 + i)))
    ).filter(checks => checks.includes('agrees_with_labels'));
    expect(disagreeing.length).toBeLessThanOrEqual(4);
  });
});

describe('estimatePerformance() without labels', () => {
  test('is refused far from the reference', () => {
    const rows = labelledRows(parts, 1000, 14);
    const [name, column] = Object.entries(stable.columns)[0]!;
    const far = { ...stable, columns: { [name]: { ...column, psi: 1.5 } } };
    const found = estimate({ table: rows.table }, far);
    expect(failed(found)).toEqual(['near_reference']);
    expect(found.estimate).toBeNull();
    expect(found.checks.find(({ check }) => check === 'near_reference')!.because).toMatch(
      /^the new rows are 1\.\d\d away from the reference by the columns that the model uses/
    );
  });

  test('has a wider range the farther the rows are', () => {
    const { table } = labelledRows(parts, 2000, 15);
    const width = (psi: number): number => {
      const [name, column] = Object.entries(stable.columns)[0]!;
      const report = { ...stable, columns: { [name]: { ...column, psi } } };
      const [low, high] = estimate({ table }, report).intervals!['roc_auc']!;
      return high - low;
    };
    expect(width(0.8)).toBeGreaterThan(1.5 * width(0));
  });

  test('is refused where a bundle has no reliability table, or its rows cannot be scored', () => {
    const { metrics } = bundle;
    const without = { ...metrics, reliability: undefined };
    const counter = createScoreCounter(0.5);
    counter.add(bundle.score(labelledRows(parts, 500, 16).table));
    const fresh = { counts: counter.counts(), profile: counter.profile() };
    const more = { reference: undefined, labelled: undefined, decision: bundle.decision };
    const bare = estimatePerformance({ fresh, metrics: without, ...more }, stable);
    expect(failed(bare)).toEqual(['calibrated']);
    const unscored = estimatePerformance({ fresh: undefined, metrics, ...more }, stable);
    expect(failed(unscored)).toEqual(['sound_columns']);
    expect(unscored.rows).toBe(stable.rows.new);
  });
});

test('measureRealised() measures a sample of very many rows, drawn from all of them', () => {
  const rows = labelledRows(parts, 6000, 17);
  const probabilities = bundle.score(rows.table);
  const gathered = createLabelledRows(bundle, 2000);
  gathered.add(rows.table, targetOf(rows.labels), probabilities);
  const found = measureRealised(gathered.end()!, bundle.decision, bundle.metrics);
  expect(found).toMatchObject({ rows: 6000, sampled: 2000 });
  const [low, high] = found.intervals['roc_auc']!;
  const auc = rocAuc(rows.labels, probabilities);
  expect(low - 0.01).toBeLessThan(auc);
  expect(high + 0.01).toBeGreaterThan(auc);
});
