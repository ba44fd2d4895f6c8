import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { averagePrecision, rankingCurve, rankRows, rocAuc } from '../../src/metrics/ranking.ts';

/** Scores of few values, so that there are many ties. */
const scored = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 8 })), {
    minLength: 2,
    maxLength: 40
  })
  .map(rows => ({
    labels: Uint8Array.from(rows, ([label]) => label),
    scores: Float64Array.from(rows, ([, score]) => score / 8)
  }));

/** The share of pairs of a positive and a negative that stand right; a tie is half right. */
function naiveAuc(labels: Uint8Array, scores: Float64Array): number {
  let right = 0;
  let pairs = 0;
  for (let i = 0; i < labels.length; ++i) {
    for (let j = 0; j < labels.length; ++j) {
      if (labels[i] !== 1 || labels[j] !== 0) continue;
      ++pairs;
      right += scores[i]! > scores[j]! ? 1 : scores[i] === scores[j] ? 0.5 : 0;
    }
  }
  return right / pairs;
}

/** The sum over distinct thresholds, from the highest down, of precision times the gain in recall. */
function naiveAveragePrecision(labels: Uint8Array, scores: Float64Array): number {
  const positives = labels.reduce((sum, label) => sum + label, 0);
  let recall = 0;
  let sum = 0;
  for (const threshold of [...new Set(scores)].sort((a, b) => b - a)) {
    const chosen = labels.filter((_, i) => scores[i]! >= threshold);
    const found = chosen.reduce((count, label) => count + label, 0);
    sum += (found / chosen.length) * (found / positives - recall);
    recall = found / positives;
  }
  return sum;
}

describe('rankRows()', () => {
  test('falls, and puts the positives of a tie first', () => {
    const labels = Uint8Array.of(0, 1, 1, 0);
    expect(rankRows(labels, Float64Array.of(0.2, 0.9, 0.2, 0.5))).toEqual({
      scores: Float64Array.of(0.9, 0.5, 0.2, 0.2),
      labels: Uint8Array.of(1, 0, 1, 0)
    });
  });

  test('equals sorting the rows', () => {
    fc.assert(
      fc.property(scored, ({ labels, scores }) => {
        const rows = Array.from(labels, (label, i) => [scores[i]!, label] as const);
        rows.sort(([a, k], [b, l]) => b - a || l - k);
        const ranked = rankRows(labels, scores);
        expect(Array.from(ranked.scores, (score, i) => [score, ranked.labels[i]])).toEqual(rows);
      }),
      { seed: 1 }
    );
  });

  test('takes infinities', () => {
    const { scores } = rankRows(Uint8Array.of(1, 0, 1), Float64Array.of(-Infinity, 0, Infinity));
    expect(scores).toEqual(Float64Array.of(Infinity, 0, -Infinity));
  });

  test('leaves its input as it is', () => {
    const scores = Float64Array.of(0.2, 0.9);
    rankRows(Uint8Array.of(1, 0), scores);
    expect(scores).toEqual(Float64Array.of(0.2, 0.9));
  });

  test('throws RangeError for NaN', () => {
    expect(() => rankRows(Uint8Array.of(1, 0), Float64Array.of(0.5, NaN))).toThrow(
      new RangeError('Cannot rank scores: one of them is NaN')
    );
  });
});

describe('rankingCurve()', () => {
  test('has one step a distinct score', () => {
    const curve = rankingCurve(Uint8Array.of(1, 0, 1, 0), Float64Array.of(0.8, 0.5, 0.5, 0.1));
    expect(curve).toEqual({
      thresholds: Float64Array.of(0.8, 0.5, 0.1),
      truePositives: Float64Array.of(1, 2, 2),
      falsePositives: Float64Array.of(0, 1, 2),
      numPositives: 2,
      numNegatives: 2
    });
  });

  test('throws RangeError for unequal lengths', () => {
    expect(() => rankingCurve(Uint8Array.of(1), Float64Array.of(0.1, 0.2))).toThrow(
      new RangeError('Cannot compare 1 labels with 2 scores')
    );
  });
});

describe('rocAuc()', () => {
  test.each([
    ['perfect', [0, 0, 1, 1], [0.1, 0.2, 0.8, 0.9], 1],
    ['reversed', [1, 1, 0, 0], [0.1, 0.2, 0.8, 0.9], 0],
    ['all tied', [0, 1, 0, 1], [0.5, 0.5, 0.5, 0.5], 0.5],
    ['one tie across', [0, 1, 1], [0.5, 0.5, 0.9], 0.75]
  ])('of %s scores', (_, labels, scores, expected) => {
    expect(rocAuc(Uint8Array.from(labels), Float64Array.from(scores))).toBe(expected);
  });

  test.each([
    ['positives', [1, 1]],
    ['negatives', [0, 0]]
  ])('is NaN with %s alone', (_, labels) => {
    expect(rocAuc(Uint8Array.from(labels), Float64Array.of(0.1, 0.2))).toBeNaN();
  });

  test('is the share of pairs in the right order', () => {
    fc.assert(
      fc.property(scored, ({ labels, scores }) => {
        const naive = naiveAuc(labels, scores);
        if (Number.isNaN(naive)) expect(rocAuc(labels, scores)).toBeNaN();
        else expect(rocAuc(labels, scores)).toBeCloseTo(naive, 12);
      }),
      { seed: 1 }
    );
  });
});

describe('averagePrecision()', () => {
  test('is NaN without positives and 1 with nothing else', () => {
    expect(averagePrecision(Uint8Array.of(0, 0), Float64Array.of(0.1, 0.2))).toBeNaN();
    expect(averagePrecision(Uint8Array.of(1, 1), Float64Array.of(0.1, 0.2))).toBe(1);
  });

  test('of scores that are all tied is the share of positives', () => {
    expect(averagePrecision(Uint8Array.of(1, 0, 0, 0), new Float64Array(4))).toBe(0.25);
  });

  test('equals its naive twin', () => {
    fc.assert(
      fc.property(scored, ({ labels, scores }) => {
        fc.pre(labels.includes(1));
        expect(averagePrecision(labels, scores)).toBeCloseTo(
          naiveAveragePrecision(labels, scores),
          12
        );
      }),
      { seed: 1 }
    );
  });
});
