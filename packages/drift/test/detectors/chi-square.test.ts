import { describe, expect, test } from '@jest/globals';
import { randomSeeded } from '@espalier/core';
import { chiSquare, mergeRare } from '../../src/detectors/chi-square.ts';

/** Observed against expected, cell by cell of the table of two rows. */
function naiveStatistic(rows: readonly (readonly number[])[]): number {
  const total = rows.flat().reduce((a, b) => a + b, 0);
  let statistic = 0;
  for (const row of rows) {
    const ofRow = row.reduce((a, b) => a + b, 0);
    for (const [i, observed] of row.entries()) {
      const expected = (ofRow * rows.reduce((sum, other) => sum + other[i]!, 0)) / total;
      if (expected > 0) statistic += (observed - expected) ** 2 / expected;
    }
  }
  return statistic;
}

describe('chiSquare()', () => {
  test('equals the naive sum', () => {
    const random = randomSeeded(3);
    for (let round = 0; round < 200; ++round) {
      const draw = (): number[] => Array.from({ length: 6 }, () => Math.floor(random() * 40) + 1);
      const rows = [draw(), draw()] as const;
      const { statistic, df } = chiSquare(Float64Array.from(rows[0]), Float64Array.from(rows[1]));
      expect(statistic).toBeCloseTo(naiveStatistic(rows), 9);
      expect(df).toBe(5);
    }
  });

  test('does not count bins that are empty on both sides', () => {
    const { df, pValue } = chiSquare(Float64Array.of(10, 0, 20), Float64Array.of(20, 0, 10));
    expect(df).toBe(1);
    // The tail of one degree of freedom at 20/3.
    expect(pValue).toBeCloseTo(0.009823274507519235, 14);
  });

  test('has nothing to say about one bin', () => {
    expect(chiSquare(Float64Array.of(3, 0), Float64Array.of(9, 0))).toEqual({
      statistic: 0,
      df: 0,
      pValue: 1
    });
  });
});

describe('mergeRare()', () => {
  test('puts the rarest together until 5 are expected on both sides', () => {
    const { reference, fresh } = mergeRare(
      Float64Array.of(1, 50, 2, 3, 0, 44),
      Float64Array.of(2, 48, 1, 4, 0, 45)
    );
    expect([...reference]).toEqual([6, 44, 50]);
    expect([...fresh]).toEqual([7, 45, 48]);
  });

  test('loses no row', () => {
    const random = randomSeeded(8);
    for (let round = 0; round < 100; ++round) {
      const draw = (): Float64Array =>
        Float64Array.from({ length: 9 }, () => Math.floor(12 * random() ** 3));
      const [a, b] = [draw(), draw()];
      const merged = mergeRare(a, b);
      const sum = (counts: Float64Array): number => counts.reduce((x, y) => x + y, 0);
      expect([sum(merged.reference), sum(merged.fresh)]).toEqual([sum(a), sum(b)]);
    }
  });

  test('leaves one bin of too few rows', () => {
    const { reference, fresh } = mergeRare(Float64Array.of(400, 400), Float64Array.of(0, 1));
    expect([...reference, ...fresh]).toEqual([800, 1]);
  });
});
