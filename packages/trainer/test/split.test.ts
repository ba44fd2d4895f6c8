import { describe, expect, test } from '@jest/globals';
import { EspalierError, randomSeeded } from '@espalier/core';
import { stratifiedFolds, stratifiedSplit } from '@espalier/trainer';

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
