import { expect, test } from '@jest/globals';
import { compareLabels } from '../../src/model/compare-scores.ts';

const compare = (before: number, after: number, rows: number) =>
  compareLabels(
    { count: 1000, positives: 1000 * before },
    { count: rows, positives: rows * after },
    { threshold: 0.2 }
  )!;

test.each([
  ['the same', 0.3, 0.3, 1000, 'stable'],
  ['a little more', 0.3, 0.36, 1000, 'changed'],
  ['many more', 0.3, 0.55, 1000, 'drift'],
  ['many fewer', 0.55, 0.3, 1000, 'drift'],
  ['none', 0.3, 0, 1000, 'drift'],
  ['all', 0.3, 1, 1000, 'drift'],
  ['more of a few rows', 0.3, 0.6, 5, 'inconclusive']
] as const)(
  'compareLabels() judges a share of positives: %s',
  (_, before, after, rows, verdict) => {
    const found = compare(before, after, rows);
    expect(found).toMatchObject({ verdict, reference: before });
    expect(found.new).toBeCloseTo(after, 12);
  }
);

test('compareLabels() has the PSI of two bins, the same both ways', () => {
  const psi = (0.55 - 0.3) * Math.log(0.55 / 0.3) + (0.45 - 0.7) * Math.log(0.45 / 0.7);
  expect(compare(0.3, 0.55, 1000).psi).toBeCloseTo(psi, 12);
  expect(compare(0.55, 0.3, 1000).psi).toBeCloseTo(psi, 12);
});

test('compareLabels() needs labels on both sides', () => {
  const labels = { count: 10, positives: 5 };
  expect(compareLabels(undefined, labels, { threshold: 0.2 })).toBeUndefined();
  expect(compareLabels(labels, { count: 0, positives: 0 }, { threshold: 0.2 })).toBeUndefined();
});
