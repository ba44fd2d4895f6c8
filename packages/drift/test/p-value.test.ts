import { describe, expect, test } from '@jest/globals';
import { normal, randomSeeded } from '@espalier/core';
import { chiSquare, ksDistance, ksPValue, pairColumns } from '@espalier/drift';
import { pValueOf } from '../src/p-value.ts';
import { categories, numbers } from './support/tables.ts';

function draws(n: number, seed: number): number[] {
  const random = randomSeeded(seed);
  return Array.from({ length: n }, () => normal(random));
}

describe('pValueOf()', () => {
  test('of numbers without holes is that of KS', () => {
    const [a, b] = [draws(60, 1), draws(40, 2)];
    const distance = ksDistance(Float64Array.from(a).sort(), Float64Array.from(b).sort());
    expect(pValueOf(pairColumns(numbers('x', a), numbers('x', b)))).toBe(
      ksPValue(distance, 60, 40)
    );
  });

  test('of numbers with holes finds that the holes changed', () => {
    const values = draws(200, 3);
    const holes = values.map((x, i) => (i % 4 === 0 ? NaN : x));
    expect(pValueOf(pairColumns(numbers('x', values), numbers('x', holes)))).toBeLessThan(1e-6);
    expect(pValueOf(pairColumns(numbers('x', holes), numbers('x', holes)))).toBe(1);
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
    expect(pValueOf(pair)).toBeCloseTo(pValue, 14);
  });

  test.each([
    [numbers('x', [NaN, NaN]), numbers('x', [NaN])],
    [numbers('x', [1, 2, 3]), numbers('x', [2])],
    [categories('c', ['a', 'b']), categories('c', ['z'])]
  ])('has nothing against too few rows', (reference, fresh) => {
    expect(pValueOf(pairColumns(reference, fresh))).toBeGreaterThan(0.05);
  });
});
