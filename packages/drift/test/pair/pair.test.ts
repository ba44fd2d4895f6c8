import { describe, expect, test } from '@jest/globals';
import { profileColumn, randomSeeded, UNSEEN } from '@espalier/core';
import { countBins } from '../../../core/src/profile.ts';
import type { NumberProfile } from '@espalier/core/contracts';
import { pairColumns } from '../../src/pair/pair.ts';
import { pairSamples } from '../../src/pair/pair-samples.ts';
import type { SampleColumn } from '../../src/pair/sample.ts';
import { categories, numbers } from '../support/tables.ts';

const some = (n: number, value: (i: number) => number): number[] =>
  Array.from({ length: n }, (_, i) => value(i));

describe('pairColumns() of numbers', () => {
  test('counts in the deciles of the reference, [a, b), open at the ends', () => {
    const reference = Array.from({ length: 11 }, (_, i) => i);
    const pair = pairColumns(numbers('x', reference), numbers('x', [-5, 0, 1, 8.99, 9, 99, NaN]));
    expect(pair.bins[0]).toEqual({ kind: 'range', from: null, to: 1 });
    expect(pair.bins[9]).toEqual({ kind: 'range', from: 9, to: null });
    expect([...pair.reference]).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 0]);
    expect([...pair.fresh]).toEqual([2, 1, 0, 0, 0, 0, 0, 0, 1, 2, 1]);
  });

  test('interpolates the deciles and merges equal ones', () => {
    const values = [...some(72, () => 0), ...some(18, i => 1 + i)];
    const { bins } = pairColumns(numbers('x', values), numbers('x', [1]));
    const from = bins.flatMap(bin => (bin.kind === 'range' ? [bin.from] : []));
    expect(from.slice(0, 3)).toEqual([null, 0, Number.MIN_VALUE]);
    expect(from[3]).toBeCloseTo(0.2, 12);
    expect(from[4]).toBeCloseTo(9.1, 12);
    expect(from).toHaveLength(5);
  });

  test('gives a value of a tenth of the rows, and each of few values, a bin', () => {
    const flag = pairColumns(
      numbers('x', [...some(95, () => 0), ...some(5, () => 1)]),
      numbers('x', [0, 1, 1, 0.5, 7, -1, NaN])
    );
    const counts = flag.bins.map((bin, i) => [
      bin.kind === 'range' ? (bin.value ?? 'between') : bin.kind,
      flag.reference[i],
      flag.fresh[i]
    ]);
    expect(counts).toEqual([
      ['between', 0, 1],
      [0, 95, 1],
      ['between', 0, 1],
      [1, 5, 2],
      ['between', 0, 1],
      ['missing', 0, 1]
    ]);
  });

  test('puts every row into one bin', () => {
    const random = randomSeeded(4);
    const draw = (n: number): number[] =>
      Array.from({ length: n }, () => (random() < 0.2 ? NaN : Math.floor(9 * random() ** 2)));
    const { reference, fresh } = pairColumns(numbers('x', draw(300)), numbers('x', draw(70)));
    expect(reference.reduce((a, b) => a + b, 0)).toBe(300);
    expect(fresh.reduce((a, b) => a + b, 0)).toBe(70);
  });

  test('has one open bin for a reference without values', () => {
    const { bins, reference, fresh } = pairColumns(
      numbers('x', [NaN, NaN]),
      numbers('x', [1, NaN, 3])
    );
    expect(bins).toEqual([{ kind: 'range', from: null, to: null }, { kind: 'missing' }]);
    expect([...reference, ...fresh]).toEqual([0, 2, 2, 1]);
  });
});

describe('pairColumns() of categories', () => {
  test('counts the levels of the reference; others are unseen', () => {
    const { bins, reference, fresh } = pairColumns(
      categories('c', ['a', 'b', 'b', null]),
      categories('c', ['b', 'c', 'd', null, 'a'])
    );
    expect(bins.map(bin => (bin.kind === 'level' ? bin.level : bin.kind))).toEqual([
      'a',
      'b',
      'missing',
      'unseen'
    ]);
    expect([...reference]).toEqual([1, 2, 1, 0]);
    expect([...fresh]).toEqual([1, 1, 1, 2]);
  });

  test('knows undeclared levels on both sides', () => {
    const reference = categories('c', ['a', 'a'], ['a']);
    reference.codes[1] = UNSEEN;
    expect([...pairColumns(reference, categories('c', ['a'], ['a'])).reference]).toEqual([1, 0, 1]);
  });

  test('refuses columns of two kinds', () => {
    expect(() => pairColumns(numbers('x', [1]), categories('x', ['a']))).toThrow(RangeError);
  });
});

describe('pairSamples() of two profiles', () => {
  const profileOf = (values: readonly number[], edges: number[]): SampleColumn => {
    const profile = profileColumn(numbers('x', values)) as NumberProfile;
    return {
      of: 'counts',
      counts: {
        name: 'x',
        profile: { ...profile, edges, counts: countBins(Float64Array.from(values), edges) }
      }
    };
  };
  const even = Array.from({ length: 100 }, (_, i) => i);
  const edges = [25, 50, 75];

  test.each([
    ['nested ranges', even.slice(10, 90)],
    ['the same', even]
  ])('tells that no value lies outside: %s', (_, fresh) => {
    const pair = pairSamples(profileOf(even, edges), profileOf(fresh, edges));
    expect(pair.outside).toBe(0);
    expect(pair).not.toHaveProperty('outsideBounds');
  });

  test.each([
    ['one value', [...even, 100], [1, 26]],
    ['many, in an outer bin that was empty before', [...even, ...even.map(x => x + 100)], [1, 125]],
    ['on both sides', [...even, -1, 100], [2, 52]]
  ])('bounds how many values lie outside: %s', (_, fresh, expected) => {
    const pair = pairSamples(profileOf(even, edges), profileOf(fresh, edges));
    expect(pair).not.toHaveProperty('outside');
    expect(pair.outsideBounds).toEqual(expected);
    const outside = fresh.filter(x => x < 0 || x > 99).length;
    expect(outside).toBeGreaterThanOrEqual(pair.outsideBounds![0]);
    expect(outside).toBeLessThanOrEqual(pair.outsideBounds![1]);
  });
});
