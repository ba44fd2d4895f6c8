import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { normal, randomSeeded } from '../../src/random.ts';
import { delongInterval } from '../../src/metrics/delong.ts';
import type { Interval } from '../../src/metrics/interval.ts';
import { rocAuc } from '../../src/metrics/ranking.ts';

/** DeLong, DeLong and Clarke-Pearson 1988 by their definition, over all pairs. */
function naiveInterval(labels: Uint8Array, scores: Float64Array): Interval {
  const positives = scores.filter((_, i) => labels[i] === 1);
  const negatives = scores.filter((_, i) => labels[i] === 0);
  const mean = (list: readonly number[]): number =>
    list.reduce((sum, x) => sum + x, 0) / list.length;
  const variance = (list: readonly number[]): number =>
    list.reduce((sum, x) => sum + (x - mean(list)) ** 2, 0) / (list.length - 1);
  const psi = (p: number, n: number): number => (p > n ? 1 : p === n ? 0.5 : 0);
  const under = Array.from(positives, p => mean(Array.from(negatives, n => psi(p, n))));
  const over = Array.from(negatives, n => mean(Array.from(positives, p => psi(p, n))));
  const margin =
    1.959963984540054 * Math.sqrt(variance(under) / under.length + variance(over) / over.length);
  return [Math.max(0, mean(under) - margin), Math.min(1, mean(under) + margin)];
}

const intervalOf = (labels: number[], scores: number[]): Interval =>
  delongInterval(Uint8Array.from(labels), Float64Array.from(scores));

describe('delongInterval()', () => {
  test('equals its naive twin', () => {
    const rows = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 12 })),
      { minLength: 4, maxLength: 60 }
    );
    fc.assert(
      fc.property(rows, list => {
        const labels = Uint8Array.from(list, ([label]) => label);
        const scores = Float64Array.from(list, ([, score]) => score / 12);
        const numPositives = labels.filter(label => label === 1).length;
        fc.pre(numPositives > 1 && labels.length - numPositives > 1);
        const auc = rocAuc(labels, scores);
        fc.pre(auc > 0 && auc < 1);
        const [low, high] = delongInterval(labels, scores);
        const [naiveLow, naiveHigh] = naiveInterval(labels, scores);
        expect(low).toBeCloseTo(naiveLow, 12);
        expect(high).toBeCloseTo(naiveHigh, 12);
      }),
      { seed: 1, numRuns: 300 }
    );
  });

  test('of scores that are all tied is the point of no skill', () => {
    expect(intervalOf([0, 1, 0, 1], [0.5, 0.5, 0.5, 0.5])).toEqual([0.5, 0.5]);
  });

  test('of perfect separation is narrower the more rows there are, but never a point', () => {
    const lows = [2, 20, 200].map(n => {
      const labels = Array.from({ length: 2 * n }, (_, i) => (i < n ? 0 : 1));
      const [low, high] = intervalOf(labels, labels);
      expect(high).toBe(1);
      return low;
    });
    expect(lows).toEqual([...lows].sort((a, b) => a - b));
    expect(lows[0]).toBeLessThan(0.7);
    expect(lows[2]).toBeGreaterThan(0.97);
    expect(lows[2]).toBeLessThan(1);
  });

  test('of reversed separation is the mirror image', () => {
    const [low, high] = intervalOf([0, 0, 0, 1, 1], [1, 2, 3, 4, 5]);
    const [mirrorLow, mirrorHigh] = intervalOf([1, 1, 1, 0, 0], [1, 2, 3, 4, 5]);
    expect(mirrorLow).toBe(0);
    expect([low, high]).toEqual([expect.closeTo(1 - mirrorHigh, 12), 1]);
  });

  test('of one positive is wide and holds the estimate', () => {
    const [low, high] = intervalOf([0, 0, 1, 0, 0], [1, 2, 3, 4, 5]);
    expect(low).toBeLessThan(0.2);
    expect(high).toBeGreaterThan(0.8);
  });

  test.each([[[1, 1]], [[0, 0]]])('is NaN for one class, %j', labels => {
    expect(intervalOf(labels, [0.1, 0.2])).toEqual([NaN, NaN]);
  });

  test.each([
    [30, 30],
    [15, 120],
    [100, 20]
  ])('covers the truth with %i positives and %i negatives', (numPositives, numNegatives) => {
    const shift = 1;
    // Of normal scores a standard deviation apart: the distribution function at 1 / sqrt(2).
    const truth = 0.7602499389;
    const random = randomSeeded(1);
    const labels = Uint8Array.from({ length: numPositives + numNegatives }, (_, i) =>
      i < numPositives ? 1 : 0
    );
    let numCovered = 0;
    for (let i = 0; i < 500; ++i) {
      const scores = Float64Array.from(labels, label => normal(random) + shift * label);
      const [low, high] = delongInterval(labels, scores);
      if (low <= truth && truth <= high) ++numCovered;
    }
    expect(numCovered / 500).toBeGreaterThan(0.9);
    expect(numCovered / 500).toBeLessThan(0.99);
  });
});
