import { describe, expect, test } from '@jest/globals';
import { findLevels } from '../../src/binning/levels.ts';

function repeat(counts: readonly number[]): Int32Array {
  return Int32Array.from(counts.flatMap((count, level) => Array<number>(count).fill(level)));
}

describe('findLevels()', () => {
  test('numbers levels by how often they occur', () => {
    const { binOfLevel, numBins, numPooled } = findLevels(repeat([5, 9, 0, 7]), 4, 255, 3);
    expect(binOfLevel).toEqual(Int32Array.of(2, 0, -1, 1));
    expect(numBins).toBe(3);
    expect(numPooled).toBe(0);
  });

  test('pools rare levels in the last bin and says how many rows they have', () => {
    const levels = findLevels(repeat([5, 9, 2, 7, 1]), 5, 255, 3);
    expect(levels).toEqual({
      binOfLevel: Int32Array.of(2, 0, 3, 1, 3),
      numBins: 4,
      numPooled: 2,
      numPooledRows: 3
    });
  });

  test('passes over missing codes', () => {
    const { binOfLevel, numBins } = findLevels(Int32Array.of(-1, 0, 0, 0, -1), 1, 255, 3);
    expect(binOfLevel).toEqual(Int32Array.of(0));
    expect(numBins).toBe(1);
  });

  test('goes beyond maxBin until 99 % of the rows have bins', () => {
    const even = findLevels(repeat(Array<number>(1000).fill(5)), 1000, 255, 3);
    expect(even.numBins).toBe(991);
    expect(even.numPooled).toBe(10);
  });
});
