import { describe, expect, test } from '@jest/globals';
import { reportValues } from '../../src/compare/disclosure.ts';
import { levelBins, type NumberSummary, pairColumns } from '../../src/pair/pair.ts';
import { numbers } from '../support/tables.ts';

describe('reportValues() of a number', () => {
  const column = numbers(
    'x',
    Array.from({ length: 101 }, (_, i) => 1000.123 + i * 11.7)
  );
  const pair = pairColumns(column, column);

  test('rounds bounds, mean and median to three digits', () => {
    const { bins, mean, median } = reportValues(pair, 'aggregates');
    expect(median).toEqual({ reference: 1590, new: 1590 });
    expect(mean).toEqual({ reference: 1590, new: 1590 });
    for (const { to } of bins!) if (typeof to === 'number') expect(to % 10).toBe(0);
  });

  test('keeps them exact where asked, and says nothing of a private column', () => {
    const { bins, median } = reportValues(pair, 'exact');
    expect(median!.new).toBeCloseTo(1585.123, 9);
    expect(bins![0]!.to).toBeCloseTo(1117.123, 9);
    expect(reportValues(pair, 'nothing')).toEqual({});
  });

  test('takes the median of counts only where half of them lie below an edge', () => {
    const side = (counts: number[]): NumberSummary => ({
      count: 100,
      mean: 5,
      std: 1,
      min: null,
      max: null,
      edges: [4, 5, 6],
      counts
    });
    const summary = { reference: side([20, 30, 30, 20]), fresh: side([10, 20, 30, 40]) };
    expect(reportValues({ ...pair, summary }, 'aggregates').median).toEqual({
      reference: 5,
      new: null
    });
  });
});

describe('reportValues() of a category', () => {
  const reportOf = (reference: number[], fresh: number[]): ReturnType<typeof reportValues> =>
    reportValues(
      {
        bins: levelBins(reference.map((_, i) => `level ${i}`)),
        reference: Float64Array.from([...reference, 0, 0]),
        fresh: Float64Array.from([...fresh, 0, 0])
      },
      'aggregates'
    );

  test('names levels of ten rows on a side and pools the others', () => {
    expect(reportOf([10, 9, 1, 80], [0, 9, 11, 80]).bins).toEqual([
      { kind: 'level', level: 'level 0', reference: 0.1, new: 0 },
      { kind: 'level', level: 'level 2', reference: 0.01, new: 0.11 },
      { kind: 'level', level: 'level 3', reference: 0.8, new: 0.8 },
      { kind: 'other', levels: 1, reference: 0.09, new: 0.09 }
    ]);
  });

  test('names none of more than 64 levels', () => {
    const counts = Array.from({ length: 65 }, () => 20);
    expect(reportOf(counts, counts).bins).toMatchObject([{ kind: 'other', levels: 65 }]);
    const fewer = counts.slice(1);
    expect(reportOf(fewer, fewer).bins).toHaveLength(64);
  });
});
