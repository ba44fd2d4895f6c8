import { describe, expect, test } from '@jest/globals';
import { normal, profileColumn, randomSeeded } from '@espalier/core';
import { addBlock, createCounters } from '../../src/inputs/count-rows.ts';
import { DETECTORS } from '../../src/detectors/index.ts';
import { ksBounds, wassersteinBounds } from '../../src/detectors/bounds.ts';
import { pairColumns } from '../../src/pair/pair.ts';
import { pairSamples } from '../../src/pair/pair-samples.ts';
import { psi } from '../../src/detectors/psi.ts';
import { numbers, tableOf } from '../support/tables.ts';

/** Both sides of a column once as rows and once as counts in the bins of the reference. */
function bothWays(a: readonly number[], b: readonly number[]) {
  const [reference, fresh] = [numbers('x', a), numbers('x', b)];
  const profile = profileColumn(reference);
  const counters = createCounters({ x: profile });
  addBlock(counters, tableOf(numbers('x', b.slice(0, 3))));
  addBlock(counters, tableOf(numbers('x', b.slice(3))));
  const counts = counters.get('x')!.counts();
  return {
    rows: pairColumns(reference, fresh),
    counts: pairSamples({ of: 'counts', counts: { name: 'x', profile } }, { of: 'counts', counts })
  };
}

describe('counts in the place of rows', () => {
  const random = randomSeeded(31);
  const cases = Array.from({ length: 30 }, (_, i) => {
    const draw = (n: number, by: number): number[] =>
      Array.from({ length: n }, () => {
        const x = normal(random) * (1 + by) + by;
        if (random() < 0.05) return NaN;
        return i % 3 === 0 ? Math.round(x) : x;
      });
    return [i, draw(40 + 31 * i, 0), draw(60 + 17 * i, (i % 4) / 3)] as const;
  });

  test.each(cases)(
    'give the same PSI, and hold the exact figures in their bounds: %i',
    (...given) => {
      const { rows, counts } = bothWays(given[1], given[2]);
      expect(psi(counts.reference, counts.fresh)).toBe(psi(rows.reference, rows.fresh));
      const ks = DETECTORS.ks(rows)!;
      const [low, high] = ksBounds(counts)!;
      expect(low).toBeLessThanOrEqual(ks + 1e-12);
      expect(high).toBeGreaterThanOrEqual(ks - 1e-12);
      expect(DETECTORS.ks(counts)).toBe(low);
      const earth = DETECTORS.wasserstein(rows)!;
      const [least, most] = wassersteinBounds(counts)!;
      expect(least).toBeLessThanOrEqual(earth + 1e-9);
      expect(most).toBeGreaterThanOrEqual(earth - 1e-9);
      expect(DETECTORS.wasserstein(counts)).toBeUndefined();
      expect(counts.outside).toBe(rows.outside);
      expect(counts.summary!.fresh.mean).toBeCloseTo(rows.summary!.fresh.mean!, 12);
      expect(counts.summary!.fresh.std).toBeCloseTo(rows.summary!.fresh.std!, 12);
      expect(counts.summary!.fresh.min).toBe(rows.summary!.fresh.min);
    }
  );
});

test('the KS of values with bins of their own is exact', () => {
  const flags = (ones: number): number[] => Array.from({ length: 100 }, (_, i) => +(i < ones));
  const { rows, counts } = bothWays(flags(5), [...flags(50), 7]);
  expect(ksBounds(counts)).toEqual([DETECTORS.ks(rows), DETECTORS.ks(rows)]);
  // The new values go up to 7, somewhere.
  expect(wassersteinBounds(counts)![1]).toBeGreaterThan(DETECTORS.wasserstein(rows)!);
});
