import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  binOf,
  countBins,
  countLevels,
  decileEdges,
  nearlyEqualEdges,
  profileColumn,
  profileScores,
  profileTable
} from '../src/profile.ts';
import { MISSING, UNSEEN } from '../src/table.ts';
import { type DatasetSpec, datasetSpecSchema } from '../src/contracts/dataset-spec.ts';
import { profileSchema } from '../src/contracts/profile.ts';
import { categories, numbers, tableOf } from '../../../test/support/columns.ts';

/** The definition: sort, interpolate, drop repetitions. */
function naiveDeciles(values: readonly number[]): number[] {
  const sorted = values.toSorted((a, b) => a - b);
  const deciles: number[] = [];
  for (let tenth = 1; tenth <= 9; ++tenth) {
    const at = (tenth / 10) * (sorted.length - 1);
    const below = sorted[Math.floor(at)]!;
    const above = sorted[Math.ceil(at)]!;
    const x = below + (above - below) * (at - Math.floor(at));
    if (!deciles.some(known => Math.abs(known - x) < 1e-9)) deciles.push(x);
  }
  return deciles;
}

describe('decileEdges()', () => {
  test('of 0 to 100 are the tens', () => {
    const values = Float64Array.from({ length: 101 }, (_, i) => i);
    expect(decileEdges(values)).toEqual(
      [10, 20, 30, 40, 50, 60, 70, 80, 90].map(x => expect.closeTo(x, 12))
    );
  });

  test.each([
    ['a constant', [4, 4, 4], [4]],
    ['mostly zeros', [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5], [0]],
    ['two values, half each', [0, 0, 1, 1, 1], expect.arrayContaining([0, 1])],
    ['nothing', [], []]
  ])('merges duplicates: %s', (_, sorted, edges) => {
    expect(decileEdges(Float64Array.from(sorted))).toEqual(edges);
  });

  test('equal those of the naive twin', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1 }), values => {
        const edges = decileEdges(Float64Array.from(values).sort());
        const naive = naiveDeciles(values);
        // A quantile may come out one rounding off its twin; merged they are the same.
        expect(naiveMerge(edges)).toEqual(naive.map(x => expect.closeTo(x, 9)));
        expect(edges).toEqual(edges.toSorted((a, b) => a - b));
      }),
      { seed: 1 }
    );
  });
});

function naiveMerge(edges: readonly number[]): number[] {
  return edges.filter((x, i) => i === 0 || x - edges[i - 1]! > 1e-9);
}

describe('binOf()', () => {
  test.each([
    [-Infinity, 0],
    [9.99, 0],
    [10, 1],
    [19.9, 1],
    [20, 2],
    [1e9, 2]
  ])('of %d is %i: bins are closed below and open above', (x, bin) => {
    expect(binOf(x, [10, 20])).toBe(bin);
  });

  test('without edges there is one bin', () => {
    expect(binOf(5, [])).toBe(0);
  });

  test('equals counting the edges at or below', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer()), fc.integer(), (list, x) => {
        const edges = list.toSorted((a, b) => a - b);
        expect(binOf(x, edges)).toBe(edges.filter(edge => edge <= x).length);
      }),
      { seed: 1 }
    );
  });
});

test('countBins() counts finite values alone', () => {
  expect(countBins(Float64Array.of(1, 10, NaN, 15, Infinity, 30), [10, 20])).toEqual([1, 2, 1]);
});

describe('countLevels()', () => {
  test('counts levels, missing and unseen apart', () => {
    const column = categories('cat_city', ['a', 'b'], 0, 0, 1, MISSING, UNSEEN);
    expect(countLevels(column, ['a', 'b'])).toEqual({
      kind: 'category',
      count: 3,
      missing: 1,
      unseen: 1,
      levels: ['a', 'b'],
      counts: [2, 1]
    });
  });

  test('counts by levels that the column has in another order, or has not', () => {
    const column = categories('cat_city', ['a', 'b'], 0, 0, 1);
    expect(countLevels(column, ['b', 'c'])).toMatchObject({ counts: [1, 0], unseen: 2, count: 1 });
  });
});

describe('profileColumn()', () => {
  test('of numbers has moments, range, deciles and counts', () => {
    const cells = Array.from({ length: 101 }, (_, i) => i);
    const profile = profileColumn(numbers('num_age', ...cells, NaN, NaN));
    expect(profile).toMatchObject({ kind: 'number', count: 101, missing: 2, min: 0, max: 100 });
    if (profile.kind !== 'number') throw new TypeError('expected numbers');
    expect(profile.mean).toBeCloseTo(50, 12);
    expect(profile.std).toBeCloseTo(Math.sqrt((101 ** 2 - 1) / 12), 10);
    expect(profile.counts).toHaveLength(profile.edges.length + 1);
    expect(profile.counts.reduce((sum, n) => sum + n, 0)).toBe(101);
  });

  test('of a column without numbers says so with null', () => {
    expect(profileColumn(numbers('num_age', NaN, NaN))).toEqual({
      kind: 'number',
      count: 0,
      missing: 2,
      mean: null,
      std: null,
      min: null,
      max: null,
      edges: [],
      counts: [0]
    });
  });

  test('of the largest numbers there are still fits its schema', () => {
    const column = numbers('num_any', 1e300, -1e300, Number.MAX_VALUE, -Number.MAX_VALUE);
    const profile = profileTable(tableOf(column), { features: {} });
    expect(profileSchema.parse(JSON.parse(JSON.stringify(profile)))).toEqual(profile);
  });
});

describe('profileTable()', () => {
  const spec = datasetSpecSchema.parse({
    name: 'people',
    target: { column: 'bin_paid', positive: 1 },
    features: {
      num_age: { kind: 'number' },
      num_salary: { kind: 'number', private: true },
      cat_city: { kind: 'category', private: true }
    }
  });
  const table = tableOf(
    numbers('num_age', 1, 2),
    numbers('num_salary', 3, 4),
    categories('cat_city', ['a'], 0, 0),
    categories('cat_group', ['x'], 0, 0)
  );

  test('leaves private columns out and keeps sensitive ones', () => {
    const profile = profileTable(table, spec);
    expect(Object.keys(profile.columns)).toEqual(['num_age', 'cat_group']);
    expect(profile.rows).toBe(2);
  });

  test('fits its schema', () => {
    const profile = profileTable(table, spec);
    expect(profileSchema.parse(JSON.parse(JSON.stringify(profile)))).toEqual(profile);
  });
});

describe('profileTable() of columns that are not shown', () => {
  const values = Float64Array.from({ length: 1001 }, (_, i) => 1234.5678 + i * 7.7);
  const codes = Int32Array.from({ length: 29 }, (_, i) => (i < 10 ? 0 : i < 19 ? 1 : 2));
  const table = tableOf(numbers('amount', ...values), {
    kind: 'category',
    name: 'town',
    levels: ['ten', 'nine', 'also ten'],
    codes
  });
  const specOf = (amount: object, town: object): DatasetSpec =>
    datasetSpecSchema.parse({
      name: 'made',
      target: { column: 'y', positive: 'yes' },
      features: { amount: { kind: 'number', ...amount }, town: { kind: 'category', ...town } }
    });

  test('rounds bounds and moments to three digits, counts by the rounded bounds, and has no extremes', () => {
    const { amount } = profileTable(table, specOf({}, {})).columns;
    if (amount?.kind !== 'number') throw new Error('expected a number profile');
    for (const edge of amount.edges) expect(edge).toBe(Number(edge.toPrecision(3)));
    expect(amount).toMatchObject({ min: null, max: null, mean: 5080, count: 1001 });
    expect(amount.counts).toEqual(countBins(values, amount.edges));
  });

  test('does not name an undeclared level of nine rows', () => {
    expect(profileTable(table, specOf({}, {})).columns['town']).toMatchObject({
      levels: ['ten', 'also ten'],
      counts: [10, 10],
      count: 20,
      other: 9,
      unseen: 0
    });
  });

  test('names declared levels, and with show: true everything exactly', () => {
    const declared = specOf({ show: true }, { levels: ['ten', 'nine', 'also ten'] });
    const { amount, town } = profileTable(table, declared).columns;
    expect(amount).toEqual(profileColumn(table.columns[0]!));
    expect(town).toEqual(profileColumn(table.columns[1]!));
    expect(profileTable(table, specOf({}, { show: true })).columns['town']).toEqual(town);
  });
});

describe('nearlyEqualEdges()', () => {
  const edgesOf = (...probabilities: number[]): number[] =>
    nearlyEqualEdges(profileScores(Float64Array.from(probabilities)), 10);

  test('are near the deciles of even probabilities', () => {
    const even = Array.from({ length: 1000 }, (_, i) => (i + 0.5) / 1000);
    expect(edgesOf(...even)).toEqual([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]);
  });

  test('enclose each hundredth that a tenth of the probabilities are in', () => {
    expect(edgesOf(...Array<number>(50).fill(0.505))).toEqual(expect.arrayContaining([0.5, 0.51]));
    const mixed = [
      ...Array<number>(20).fill(0.305),
      ...Array.from({ length: 100 }, (_, i) => i / 100)
    ];
    expect(edgesOf(...mixed)).toEqual(expect.arrayContaining([0.3, 0.31]));
  });
});
