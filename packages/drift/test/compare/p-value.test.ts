import { describe, expect, test } from '@jest/globals';
import { normal, profileColumn, randomSeeded } from '@espalier/core';
import type { NumberProfile } from '@espalier/core/contracts';
import { addBlock, createCounters } from '../../src/inputs/count-rows.ts';
import { chiSquare } from '../../src/detectors/chi-square.ts';
import { ksPValue } from '../../src/detectors/ks.ts';
import { ksDistance } from '../../src/statistics/distances.ts';
import { pairColumns } from '../../src/pair/pair.ts';
import { pairSamples } from '../../src/pair/pair-samples.ts';
import type { SampleColumn } from '../../src/pair/sample.ts';
import { computePValue } from '../../src/compare/p-value.ts';
import { categories, numbers, tableOf } from '../support/tables.ts';

function draws(n: number, seed: number): number[] {
  const random = randomSeeded(seed);
  return Array.from({ length: n }, () => normal(random));
}

describe('computePValue()', () => {
  test('of numbers without holes is that of KS', () => {
    const [a, b] = [draws(60, 1), draws(40, 2)];
    const distance = ksDistance(Float64Array.from(a).sort(), Float64Array.from(b).sort());
    expect(computePValue(pairColumns(numbers('x', a), numbers('x', b)))).toBe(
      ksPValue(distance, 60, 40)
    );
  });

  test('of numbers with holes finds that the holes changed', () => {
    const values = draws(200, 3);
    const holes = values.map((x, i) => (i % 4 === 0 ? NaN : x));
    expect(computePValue(pairColumns(numbers('x', values), numbers('x', holes)))).toBeLessThan(
      1e-6
    );
    expect(computePValue(pairColumns(numbers('x', holes), numbers('x', holes)))).toBe(1);
  });

  test('of categories is that of chi-square over all bins', () => {
    const cells = (a: number, b: number, missing: number): (string | null)[] => [
      ...new Array<string>(a).fill('a'),
      ...new Array<string>(b).fill('b'),
      ...new Array<null>(missing).fill(null)
    ];
    const pair = pairColumns(
      categories('c', cells(30, 30, 40)),
      categories('c', cells(40, 30, 30))
    );
    const { pValue } = chiSquare(Float64Array.of(30, 30, 40), Float64Array.of(40, 30, 30));
    expect(computePValue(pair)).toBeCloseTo(pValue, 14);
  });

  test.each([
    [numbers('x', [NaN, NaN]), numbers('x', [NaN])],
    [numbers('x', [1, 2, 3]), numbers('x', [2])],
    [categories('c', ['a', 'b']), categories('c', ['z'])]
  ])('has nothing against too few rows', (reference, fresh) => {
    expect(computePValue(pairColumns(reference, fresh))).toBeGreaterThan(0.05);
  });
});

describe('computePValue() of counts', () => {
  const side = (values: readonly number[], edges: readonly number[]): SampleColumn => {
    const counters = createCounters({
      x: { ...(profileColumn(numbers('x', values)) as NumberProfile), edges: [...edges] }
    });
    addBlock(counters, tableOf(numbers('x', values)));
    return { of: 'counts', counts: counters.get('x')!.counts() };
  };
  const counts = draws(2000, 8).map(x => Math.round(2 * Math.abs(x)));

  test('finds values that moved within their bins', () => {
    const edges = [1, 2, 3];
    const moved = counts.map(x => x + 0.4);
    const pair = pairSamples(side(counts, edges), side(moved, edges));
    expect([...pair.fresh]).toEqual([...pair.reference]);
    expect(computePValue(pair)).toBeLessThan(1e-9);
    expect(computePValue(pairSamples(side(counts, edges), side(counts, edges)))).toBe(1);
  });

  test('is right 95 % of the time where nothing moved, in bins of either side', () => {
    const isWrong = (i: number, other: readonly number[]): boolean => {
      const [a, b] = [draws(400, 1000 + 2 * i), draws(300, 1001 + 2 * i)];
      const edges = [-1, -0.5, 0, 0.5, 1];
      return computePValue(pairSamples(side(a, edges), side(b, other))) <= 0.05;
    };
    for (const edges of [
      [-1, -0.5, 0, 0.5, 1],
      [-0.9, -0.3, 0.1, 0.6]
    ]) {
      const wrong = Array.from({ length: 400 }, (_, i) => isWrong(i, edges)).filter(Boolean).length;
      expect(wrong / 400).toBeLessThan(0.08);
    }
  });
});
