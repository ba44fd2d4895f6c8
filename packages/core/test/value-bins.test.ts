import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { binEdges, countBins, decileEdges, profileColumn, profileTable } from '../src/profile.ts';
import type { NumberProfile } from '../src/contracts/profile.ts';
import { allDeciles, decileOf } from '../src/profile-deciles.ts';
import { randomSeeded } from '../src/random.ts';
import { nextAbove, plainEdges, sharedValues, valueOfBin } from '../src/value-bins.ts';
import { numbers, tableOf } from '../../../test/support/columns.ts';

const MIN = Number.MIN_VALUE;

/** The definition: count each value. */
function naiveShared(values: readonly number[], numRows: number): number[] {
  const finite = values.filter(Number.isFinite).map(x => x + 0);
  const all = [...new Set(finite)].sort((a, b) => a - b);
  if (all.length <= 10) return all;
  return all.filter(value => 10 * finite.filter(x => x === value).length >= numRows);
}

function published(...cells: number[]): NumberProfile {
  const profile = profileTable(tableOf(numbers('x', ...cells)), { features: {} });
  return profile.columns['x'] as NumberProfile;
}

/** Each of the values so many times. */
function repeat(...runs: [value: number, times: number][]): number[] {
  return runs.flatMap(([value, times]) => Array<number>(times).fill(value));
}

describe('nextAbove()', () => {
  test.each([
    [1, 1 + Number.EPSILON],
    [-1, -1 + Number.EPSILON / 2],
    [0, MIN],
    [-0, MIN],
    [-MIN, -0],
    [Number.MAX_VALUE, Infinity]
  ])('of %d is %d', (x, next) => {
    expect(nextAbove(x)).toBe(next);
  });
});

describe('binEdges()', () => {
  test.each([
    ['a flag', repeat([0, 95], [1, 5]), [0, MIN, 1, nextAbove(1)]],
    ['a constant', repeat([5, 100]), [5, nextAbove(5)]],
    ['zeros of either sign', [-0, 0], [0, MIN]],
    ['nothing', [], []],
    ['the largest number', repeat([Number.MAX_VALUE, 3]), [Number.MAX_VALUE]]
  ])('of %s', (_, cells, edges) => {
    expect(binEdges(Float64Array.from(cells), cells.length)).toEqual(edges);
  });

  test('are the deciles where no value is held by many rows', () => {
    const values = Float64Array.from({ length: 101 }, (_, i) => i);
    expect(binEdges(values, 101)).toEqual(decileEdges(values));
  });

  test.each([
    [999, false],
    [1000, true]
  ])('%i of 10,000 rows are a tenth: %p', (times, isShared) => {
    const others = Array.from({ length: 10_000 - times }, (_, i) => 1 + i);
    const edges = binEdges(Float64Array.from([...repeat([0, times]), ...others]), 10_000);
    expect(valueOfBin(edges, edges.indexOf(MIN))).toBe(isShared ? 0 : undefined);
  });

  test('share the rows with missing cells', () => {
    const cells = [...repeat([0, 100]), ...Array.from({ length: 700 }, (_, i) => 1 + i)];
    const sorted = Float64Array.from(cells);
    expect(binEdges(sorted, 1000)).toContain(MIN);
    expect(binEdges(sorted, 1001)).not.toContain(MIN);
  });
});

describe('sharedValues()', () => {
  test('equal those of the naive twin', () => {
    const cells = fc.array(
      fc.oneof(fc.constantFrom(0, -0, 1, 2.5), fc.integer({ min: -12, max: 12 })),
      { maxLength: 120 }
    );
    fc.assert(
      fc.property(cells, fc.nat(40), (values, numMissing) => {
        const numRows = values.length + numMissing;
        const found = sharedValues(Float64Array.from(values).sort(), numRows);
        expect(found.values.map(({ value }) => value)).toEqual(naiveShared(values, numRows));
        for (const { value, rows } of found.values)
          expect(rows).toBe(values.filter(x => x === value).length);
      }),
      { seed: 1 }
    );
  });
});

describe('profileColumn()', () => {
  test.each([300, 5000])('counts in the bins of %i sorted cells', numRows => {
    const random = randomSeeded(3);
    const cells = Array.from({ length: numRows }, () => {
      const u = random();
      return u < 0.2 ? NaN : u < 0.35 ? 0 : u < 0.5 ? 7 : 100 * random() - 20;
    });
    const profile = profileColumn(numbers('x', ...cells)) as NumberProfile;
    const sorted = Float64Array.from(cells.filter(Number.isFinite)).sort();
    expect(profile.edges).toEqual(binEdges(sorted, numRows));
    expect(profile.counts).toEqual(countBins(sorted, profile.edges));
    const values = profile.counts.map((_, i) => valueOfBin(profile.edges, i));
    expect(values.filter(value => value !== undefined)).toEqual([0, 7]);
  });
});

describe('profileTable()', () => {
  test('publishes a value of three digits as it is', () => {
    expect(published(...repeat([0, 90], [1, 10]))).toMatchObject({
      edges: [0, MIN, 1, nextAbove(1)],
      counts: [0, 90, 0, 10, 0]
    });
  });

  test('publishes rounded bounds around a value of more digits', () => {
    expect(published(...repeat([52_317.25, 50]))).toMatchObject({
      edges: [52_300, 52_400],
      counts: [0, 50, 0]
    });
    expect(published(...repeat([-999.6, 50])).edges).toEqual([-1000, -999]);
  });

  test('publishes more digits where values would lie in one bin', () => {
    const { edges } = published(...repeat([1001, 20], [1002, 20]));
    expect(edges).toEqual([1001, nextAbove(1001), 1002, nextAbove(1002)]);
  });

  test('gives a value of fewer than ten rows no bin', () => {
    const { edges } = published(...repeat([0, 50], [1, 40], [1234, 9]));
    expect(plainEdges(edges)).not.toContain(1234);
    expect(edges).toEqual(expect.arrayContaining([0, MIN, 1, nextAbove(1)]));
  });

  test('has deciles of a table too small to name values', () => {
    const { edges } = published(...repeat([1, 4], [2, 4], [3, 4], [4, 4], [5, 4]));
    expect(edges.length).toBeGreaterThan(3);
  });
});

describe('decileOf()', () => {
  test('reads a value that many rows hold', () => {
    const profile = published(...repeat([0, 60], [1, 40]));
    expect(allDeciles(profile)).toBeUndefined();
    expect([0.1, 0.5, 0.9].map(q => decileOf(profile, q))).toEqual([0, 0, 1]);
  });

  test('reads the nine deciles', () => {
    const profile = published(...Array.from({ length: 101 }, (_, i) => i));
    expect(allDeciles(profile)).toHaveLength(9);
    expect(decileOf(profile, 0.5)).toBe(50);
  });
});
