import { describe, expect, test } from '@jest/globals';
import { reportValues } from '../../src/compare/disclosure.ts';
import { levelBins, pairColumns } from '../../src/pair/pair.ts';
import type { NumberSummary } from '../../src/pair/paired-values.ts';
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

describe('reportValues() of a number of few values', () => {
  const binsOf = (
    reference: number[],
    fresh: number[],
    disclosure: 'aggregates' | 'exact' = 'aggregates'
  ): ReturnType<typeof reportValues>['bins'] =>
    reportValues(pairColumns(numbers('x', reference), numbers('x', fresh)), disclosure).bins;
  const repeat = (value: number, times: number): number[] => Array<number>(times).fill(value);

  test('names the values, and no empty range between them', () => {
    expect(
      binsOf([...repeat(0, 95), ...repeat(1, 5)], [...repeat(0, 50), ...repeat(1, 50)])
    ).toEqual([
      { kind: 'value', value: 0, reference: 0.95, new: 0.5 },
      { kind: 'value', value: 1, reference: 0.05, new: 0.5 }
    ]);
  });

  test('rounds them, and keeps them apart', () => {
    expect(binsOf(repeat(52_317.25, 20), repeat(48_271.93, 20))).toMatchObject([
      { kind: 'range', from: null, to: 52_300, new: 1 },
      { kind: 'value', value: 52_300, reference: 1 }
    ]);
    const close = binsOf([...repeat(1001, 20), ...repeat(1002, 20)], repeat(1001, 5));
    expect(close).toMatchObject([{ value: 1001 }, { value: 1002 }]);
    expect(binsOf(repeat(52_317.25, 2), repeat(52_317.25, 2), 'exact')).toEqual([
      { kind: 'value', value: 52_317.25, reference: 1, new: 1 }
    ]);
  });

  test('pools a value of fewer than ten rows with the range around it', () => {
    const reference = [...repeat(0, 50), ...repeat(1, 45), ...repeat(731, 5)];
    expect(binsOf(reference, repeat(0, 9))).toEqual([
      { kind: 'value', value: 0, reference: 0.5, new: 1 },
      { kind: 'value', value: 1, reference: 0.45, new: 0 },
      { kind: 'range', from: 1, to: null, reference: 0.05, new: 0 }
    ]);
  });

  test('pools thin values until ten rows are in a range', () => {
    const thin = [1, 2, 3, 4, 5].flatMap(value => repeat(value, 6));
    const bins = binsOf(thin, thin)!;
    expect(bins.map(({ from, to }) => [from, to])).toEqual([
      [null, 3],
      [3, null]
    ]);
    expect(bins.map(({ reference }) => Math.round(30 * reference))).toEqual([12, 18]);
  });
});
