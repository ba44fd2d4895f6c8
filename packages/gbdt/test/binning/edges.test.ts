import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findEdges } from '../../src/binning/edges.ts';

const values = fc.array(
  fc.oneof(
    fc.double({ noNaN: true }),
    fc.integer({ min: -3, max: 3 }),
    fc.constantFrom(Infinity, -Infinity, 5e-324, -5e-324, Number.MAX_VALUE, -Number.MAX_VALUE)
  ),
  { minLength: 1, maxLength: 200 }
);

describe('findEdges()', () => {
  test('gives ascending finite edges, no more than there may be', () => {
    fc.assert(
      fc.property(
        values,
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 5 }),
        (sample, maxBins, least) => {
          const edges = findEdges(Float64Array.from(sample).sort(), maxBins, least);
          expect(edges.length).toBeLessThan(maxBins);
          edges.forEach((edge, i) => {
            expect(Number.isFinite(edge)).toBe(true);
            if (i > 0) expect(edge).toBeGreaterThan(edges[i - 1]!);
          });
        }
      ),
      { numRuns: 300 }
    );
  });

  test('parts every two distinct values when there is room, infinities and denormals too', () => {
    const sorted = Float64Array.of(-Infinity, -1, -5e-324, 0, 5e-324, 1, Infinity);
    const edges = findEdges(sorted, 10, 1);
    const bins = Array.from(sorted, x => edges.filter(edge => edge < x).length);
    expect(bins).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  test('puts an edge half way between values', () => {
    expect(findEdges(Float64Array.of(1, 1, 1, 2, 2, 2, 4), 10, 3)).toEqual(Float64Array.of(1.5, 3));
  });

  test('makes bins of equal counts, where a frequent value keeps its own', () => {
    const spread = Float64Array.from({ length: 1000 }, (_, i) => i);
    expect(findEdges(spread, 4, 3)).toEqual(Float64Array.of(249.5, 499.5, 749.5));
    const heavy = Float64Array.from({ length: 1000 }, (_, i) =>
      i < 500 ? i / 1000 : i < 900 ? 1 : i
    ).sort();
    const edges = findEdges(heavy, 20, 3);
    const binOf = (x: number) => edges.filter(edge => edge < x).length;
    expect(binOf(1)).toBeGreaterThan(binOf(0.499));
    expect(binOf(900)).toBeGreaterThan(binOf(1));
  });

  test('a constant has no edge', () => {
    expect(findEdges(Float64Array.of(7, 7, 7), 255, 3)).toHaveLength(0);
    expect(findEdges(new Float64Array(0), 255, 3)).toHaveLength(0);
  });
});
