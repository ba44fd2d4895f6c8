import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { randomSeeded, shuffle } from '../../src/random.ts';
import { ksOfClasses, liftAt } from '../../src/metrics/separation.ts';

const scored = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 8 })), {
    minLength: 2,
    maxLength: 40
  })
  .map(rows => ({
    labels: Uint8Array.from(rows, ([label]) => label),
    scores: Float64Array.from(rows, ([, score]) => score / 8)
  }));

/** The largest distance of the two empirical distribution functions, looked at in every score. */
function naiveKs(labels: Uint8Array, scores: Float64Array): number {
  const shareUpTo = (label: number, score: number): number => {
    const ofClass = scores.filter((_, i) => labels[i] === label);
    return ofClass.filter(s => s <= score).length / ofClass.length;
  };
  return Math.max(
    ...Array.from(scores, score => Math.abs(shareUpTo(1, score) - shareUpTo(0, score)))
  );
}

/** The lift of the first rows in one order of the ties. */
function liftInOrder(labels: Uint8Array, scores: Float64Array, rows: Uint32Array, k: number) {
  const chosen = [...rows].sort((a, b) => scores[b]! - scores[a]!).slice(0, k);
  const found = chosen.reduce((sum, row) => sum + labels[row]!, 0);
  const positives = labels.reduce((sum, label) => sum + label, 0);
  return found / k / (positives / labels.length);
}

describe('ksOfClasses()', () => {
  test.each([
    ['perfect', [0, 0, 1, 1], [0.1, 0.2, 0.8, 0.9], 1],
    ['reversed', [1, 1, 0, 0], [0.1, 0.2, 0.8, 0.9], 1],
    ['all tied', [0, 1, 0, 1], [0.5, 0.5, 0.5, 0.5], 0],
    ['half apart', [0, 1, 0, 1], [0.1, 0.2, 0.2, 0.9], 0.5]
  ])('of %s scores', (_, labels, scores, expected) => {
    expect(ksOfClasses(Uint8Array.from(labels), Float64Array.from(scores))).toBe(expected);
  });

  test.each([[[1, 1]], [[0, 0]]])('is NaN for one class, %j', labels => {
    expect(ksOfClasses(Uint8Array.from(labels), Float64Array.of(0.1, 0.2))).toBeNaN();
  });

  test('equals its naive twin', () => {
    fc.assert(
      fc.property(scored, ({ labels, scores }) => {
        fc.pre(labels.includes(1) && labels.includes(0));
        expect(ksOfClasses(labels, scores)).toBeCloseTo(naiveKs(labels, scores), 12);
      }),
      { seed: 1 }
    );
  });
});

describe('liftAt()', () => {
  const labels = Uint8Array.of(1, 1, 0, 0, 1, 0, 0, 0, 0, 0);
  const falling = Float64Array.from(labels, (_, i) => 1 - i / 10);

  test.each([
    [0.1, 1 / 0.3],
    [0.2, 1 / 0.3],
    [0.4, 0.5 / 0.3],
    [1, 1]
  ])('of the share %d', (share, expected) => {
    expect(liftAt(labels, falling, share)).toBeCloseTo(expected, 12);
  });

  test('of scores that are all tied is 1 at any share', () => {
    for (const share of [0.01, 0.1, 0.37, 1])
      expect(liftAt(labels, new Float64Array(10).fill(0.5), share)).toBeCloseTo(1, 12);
  });

  test('takes part of a row where the share is not of whole rows', () => {
    expect(liftAt(Uint8Array.of(1, 0), Float64Array.of(0.9, 0.1), 0.25)).toBe(2);
    expect(liftAt(Uint8Array.of(1, 0), Float64Array.of(0.9, 0.1), 0.75)).toBeCloseTo(4 / 3, 12);
  });

  test('is the mean over the orders of a tie', () => {
    const tied = Float64Array.of(0.9, 0.5, 0.5, 0.5, 0.5, 0.1, 0.1, 0.1, 0, 0);
    const random = randomSeeded(1);
    const rows = Uint32Array.from(labels, (_, i) => i);
    let sum = 0;
    for (let i = 0; i < 20_000; ++i) sum += liftInOrder(labels, tied, shuffle(rows, random), 3);
    expect(Math.abs(sum / 20_000 - liftAt(labels, tied, 0.3))).toBeLessThan(0.02);
  });

  test('is NaN without positives', () => {
    expect(liftAt(Uint8Array.of(0, 0), Float64Array.of(0.1, 0.2), 0.5)).toBeNaN();
  });

  test.each([0, -0.1, 1.1, NaN])('throws RangeError for a share of %d', share => {
    expect(() => liftAt(labels, falling, share)).toThrow(RangeError);
  });
});
