import { describe, expect, test } from '@jest/globals';
import { decisionSchema, manifestSchema, metricsSchema } from '../../src/contracts/bundle-files.ts';

const SHA = '0123456789abcdef'.repeat(4);

const manifest = {
  format: 'espalier.bundle/1',
  name: 'churn',
  version: '1.0.0',
  family: 'logistic',
  files: { 'model.json': SHA },
  content_sha256: SHA,
  golden: { rows: [{ num_age: 1, cat_city: 'Bern', num_rooms: null }], probabilities: [0.5] }
};

describe('manifestSchema', () => {
  test('takes what training writes', () => {
    expect(manifestSchema.parse(manifest)).toEqual(manifest);
  });

  test.each([
    ['a path out of the folder', { files: { '../model.json': SHA } }],
    ['a path into a folder', { files: { 'a/model.json': SHA } }],
    ['a hidden file', { files: { '.model.json': SHA } }],
    ['a checksum of another length', { files: { 'model.json': SHA.slice(1) } }],
    ['a checksum in capitals', { content_sha256: SHA.toUpperCase() }],
    ['another format', { format: 'espalier.bundle/2' }],
    ['no golden rows', { golden: { rows: [], probabilities: [] } }],
    ['a probability over 1', { golden: { ...manifest.golden, probabilities: [1.5] } }],
    ['an unknown key', { extra: 1 }]
  ])('refuses %s', (_, change) => {
    expect(manifestSchema.safeParse({ ...manifest, ...change }).success).toBe(false);
  });
});

describe('decisionSchema', () => {
  const decision = {
    format: 'espalier.decision/1',
    calibrator: { kind: 'none' },
    threshold: 0.5
  };

  test.each([0, 0.5, 1])('takes the threshold %d', threshold => {
    expect(decisionSchema.safeParse({ ...decision, threshold }).success).toBe(true);
  });

  test.each([
    ['a threshold over 1', { threshold: 1.01 }],
    ['a threshold that is no number', { threshold: NaN }],
    ['an unknown calibrator', { calibrator: { kind: 'magic' } }]
  ])('refuses %s', (_, change) => {
    expect(decisionSchema.safeParse({ ...decision, ...change }).success).toBe(false);
  });
});

describe('metricsSchema', () => {
  const numbers = Object.fromEntries(
    [
      ...['roc_auc', 'pr_auc', 'accuracy', 'log_loss', 'brier', 'precision', 'recall', 'f1'],
      ...['threshold', 'rows_train', 'rows_validation', 'seed']
    ].map(name => [name, 1])
  );
  const metrics = {
    ...numbers,
    timestamp: '2026-01-02T03:04:05Z',
    git_sha: null,
    dataset_sha256: SHA,
    family: 'logistic',
    gate: 'passed'
  };

  test('takes more than it names, and keeps it', () => {
    expect(metricsSchema.parse({ ...metrics, intervals: {} })).toEqual({
      ...metrics,
      intervals: {}
    });
  });

  test.each([
    ['a metric that is null', { roc_auc: null }],
    ['a count with a fraction', { rows_train: 1.5 }],
    ['another gate', { gate: 'maybe' }],
    ['no commit at all', { git_sha: undefined }]
  ])('refuses %s', (_, change) => {
    expect(metricsSchema.safeParse({ ...metrics, ...change }).success).toBe(false);
  });
});
