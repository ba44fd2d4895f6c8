import { describe, expect, test } from '@jest/globals';
import { createScorer } from '@espalier/bundle';
import { columnOf, randomSeeded } from '@espalier/core';
import { measureDependence } from '../../src/explain/partial-dependence.ts';
import { syntheticParts, syntheticRows } from '../../../../test/support/synthetic.ts';

const parts = syntheticParts();
const { table } = syntheticRows(300, 42);

describe('measureDependence()', () => {
  const [age, plan] = measureDependence(parts, table, ['num_age', 'cat_plan'], randomSeeded(1));

  test('of a number equals its naive twin, at values between the hundredths', () => {
    const score = createScorer(parts);
    const column = columnOf(table, 'num_age');
    if (column.kind !== 'number') throw new Error('wanted numbers');
    const sorted = column.values.toSorted();
    for (const { at, probability } of age!.points) {
      expect(at).toBeGreaterThanOrEqual(sorted[Math.floor(0.01 * 299)]!);
      expect(at).toBeLessThanOrEqual(sorted[Math.ceil(0.99 * 299)]!);
      const all = score({
        ...table,
        columns: table.columns.map(old =>
          old === column ? { ...column, values: column.values.map(() => Number(at)) } : old
        )
      });
      expect(probability).toBeCloseTo(all.reduce((sum, p) => sum + p, 0) / table.numRows, 10);
    }
    expect(age!.points.length).toBeGreaterThan(10);
  });

  test('of a category has a point for each level that occurs, the most frequent first', () => {
    const codes = columnOf(table, 'cat_plan');
    if (codes.kind !== 'category') throw new Error('wanted categories');
    const count = (level: number | string): number =>
      codes.codes.filter(code => codes.levels[code] === level).length;
    const counts = plan!.points.map(({ at }) => count(at));
    expect(plan!.points.map(({ at }) => at).toSorted()).toEqual(['basic', 'pro', 'team']);
    expect(counts).toEqual(counts.toSorted((a, b) => b - a));
  });
});
