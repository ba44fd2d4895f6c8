import { describe, expect, test } from '@jest/globals';
import { EspalierError, randomSeeded } from '@espalier/core';
import { createSplitting } from '../../src/split/index.ts';
import { stratifiedFolds, stratifiedSplit } from '../../src/split/stratified.ts';
import fc from 'fast-check';

const labels = Uint8Array.from({ length: 1000 }, (_, i) => (i % 4 === 0 ? 1 : 0));

describe('stratifiedSplit()', () => {
  const { train, validation } = stratifiedSplit(labels, 0.2, randomSeeded(1));

  test('gives every row to one part', () => {
    expect([...train, ...validation].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 1000 }, (_, i) => i)
    );
  });

  test('keeps the share of positives in both parts', () => {
    const positives = (rows: Uint32Array) => rows.reduce((sum, row) => sum + labels[row]!, 0);
    expect([train.length, validation.length]).toEqual([800, 200]);
    expect([positives(train), positives(validation)]).toEqual([200, 50]);
  });

  test('gives ascending row numbers', () => {
    expect([...train]).toEqual([...train].sort((a, b) => a - b));
  });

  test('is decided by the seed', () => {
    expect(stratifiedSplit(labels, 0.2, randomSeeded(1))).toEqual({ train, validation });
    expect(stratifiedSplit(labels, 0.2, randomSeeded(2)).validation).not.toEqual(validation);
  });

  test('refuses a class that cannot be in both parts', () => {
    for (const few of [Uint8Array.of(0, 0, 0, 0, 0, 1), Uint8Array.of(1, 1, 1, 1, 1, 0)])
      expect(() => stratifiedSplit(few, 0.2, randomSeeded(1))).toThrow(EspalierError);
  });
});

test('stratifiedFolds() deals each class out evenly', () => {
  const folds = stratifiedFolds(labels, 5, randomSeeded(3));
  for (let fold = 0; fold < 5; ++fold) {
    const rows = [...folds].flatMap((of, row) => (of === fold ? [row] : []));
    expect(rows).toHaveLength(200);
    expect(rows.filter(row => labels[row] === 1)).toHaveLength(50);
  }
});

describe('createSplitting() by group', () => {
  /** 200 groups of 1 to 9 rows, of which some are mostly positive. */
  const groups = Float64Array.from(
    Array.from({ length: 200 }, (_, g) => Array.from({ length: 1 + (g % 9) }, () => g)).flat()
  );
  const mixed = Uint8Array.from(groups, (g, i) => (g % 3 === 0 || i % 10 === 0 ? 1 : 0));

  test('never parts a group, and keeps the share of rows and positives', () => {
    const { train, validation } = createSplitting(mixed, { groups }).holdOut(0.2, randomSeeded(1));
    const held = new Set([...validation].map(row => groups[row]));
    expect([...train].some(row => held.has(groups[row]))).toBe(false);
    expect(train.length + validation.length).toBe(mixed.length);
    expect(Math.abs(validation.length / mixed.length - 0.2)).toBeLessThan(0.01);
    const share = (rows: Uint32Array) =>
      rows.reduce((sum, row) => sum + mixed[row]!, 0) / rows.length;
    expect(Math.abs(share(validation) - share(train))).toBeLessThan(0.02);
  });

  test('deals whole groups to folds, also of some of the rows, decided by the seed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 8 }), fc.integer({ min: 1, max: 1000 }), (n, seed) => {
        const rows = Uint32Array.from(groups.keys()).filter(row => row % 2 === 0);
        const splitting = createSplitting(mixed, { groups }).select(rows);
        const folds = splitting.folds(n, randomSeeded(seed));
        expect(folds).toEqual(splitting.folds(n, randomSeeded(seed)));
        const foldOf = new Map<number, number>();
        folds.forEach((fold, i) => {
          const group = groups[rows[i]!]!;
          expect(foldOf.get(group) ?? fold).toBe(fold);
          foldOf.set(group, fold);
        });
        expect(new Set(folds).size).toBe(n);
      }),
      { numRuns: 20 }
    );
  });

  test('takes a row without a group for a group of its own', () => {
    const none = new Float64Array(labels.length).fill(NaN);
    const { validation } = createSplitting(labels, { groups: none }).holdOut(0.2, randomSeeded(1));
    expect(validation).toHaveLength(200);
  });

  test('refuses rows of one group', () => {
    const one = new Float64Array(labels.length).fill(7);
    expect(() => createSplitting(labels, { groups: one }).holdOut(0.2, randomSeeded(1))).toThrow(
      'Cannot split the rows by group'
    );
  });
});

describe('createSplitting() by time', () => {
  const times = Float64Array.from(labels, (_, i) => (i * 7919) % 500);

  test('holds the last rows out, rows of one time together', () => {
    const { train, validation } = createSplitting(labels, { times }).holdOut(0.2, randomSeeded(1));
    const last = Math.max(...[...train].map(row => times[row]!));
    const first = Math.min(...[...validation].map(row => times[row]!));
    expect(last).toBeLessThan(first);
    expect(validation).toHaveLength(200);
  });

  test('makes folds of consecutive times', () => {
    const folds = createSplitting(labels, { times }).folds(5, randomSeeded(1));
    for (const [row, fold] of folds.entries()) expect(fold).toBe(Math.floor(times[row]! / 100));
  });

  test('refuses rows of one time', () => {
    const one = new Float64Array(labels.length);
    expect(() => createSplitting(labels, { times: one }).holdOut(0.2, randomSeeded(1))).toThrow(
      'Cannot split the rows by time'
    );
  });
});
