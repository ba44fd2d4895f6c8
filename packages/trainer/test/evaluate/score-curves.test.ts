import { describe, expect, test } from '@jest/globals';
import { randomSeeded } from '@espalier/core';
import { traceScores } from '../../src/evaluate/score-curves.ts';

const random = randomSeeded(5);
const labels = Uint8Array.from({ length: 20_000 }, () => (random() < 0.3 ? 1 : 0));
const scores = Float64Array.from(labels, label => (random() + 0.5 * label) / 1.5);

/** Area under straight lines between the points. */
function areaUnder(points: readonly (readonly [number, number])[]): number {
  return points
    .slice(1)
    .reduce((sum, [x, y], i) => sum + ((x - points[i]![0]) * (y + points[i]![1])) / 2, 0);
}

describe('traceScores()', () => {
  const { roc, pr, histogram } = traceScores(labels, scores);

  test('keeps about 200 points of 20,000, both ends among them', () => {
    for (const points of [roc, pr]) {
      expect(points.length).toBeGreaterThan(150);
      expect(points.length).toBeLessThanOrEqual(203);
      expect(points[0]![0]).toBe(0);
      expect(points.at(-1)![0]).toBe(1);
    }
    expect([roc[0], roc.at(-1)]).toEqual([
      [0, 0],
      [1, 1]
    ]);
  });

  test('keeps the area', () => {
    const whole = traceScores(labels.slice(0, 100), scores.slice(0, 100)).roc;
    expect(whole.length).toBeGreaterThan(90);
    let wins = 0;
    let pairs = 0;
    labels.subarray(0, 2000).forEach((label, i) => {
      if (label === 0) return;
      labels.subarray(0, 2000).forEach((other, j) => {
        if (other === 1) return;
        ++pairs;
        if (scores[i]! > scores[j]!) ++wins;
      });
    });
    const { roc: some } = traceScores(labels.slice(0, 2000), scores.slice(0, 2000));
    expect(Math.abs(areaUnder(some) - wins / pairs)).toBeLessThan(0.002);
  });

  test('ends precision at the last positive', () => {
    const few = traceScores(Uint8Array.of(1, 0, 1, 0), Float64Array.of(0.9, 0.8, 0.7, 0.1));
    expect(few.pr).toEqual([
      [0, 1],
      [0.5, 1],
      [1, 2 / 3]
    ]);
  });

  test('counts every row once', () => {
    const { negatives, positives } = histogram;
    const total = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);
    const numPositives = total([...labels]);
    expect([total(negatives), total(positives)]).toEqual([
      labels.length - numPositives,
      numPositives
    ]);
  });

  test('draws the same score everywhere as one step', () => {
    const same = traceScores(Uint8Array.of(1, 0, 0, 0), new Float64Array(4).fill(0.25));
    expect(same.roc).toEqual([
      [0, 0],
      [1, 1]
    ]);
    expect(same.pr).toEqual([
      [0, 0.25],
      [1, 0.25]
    ]);
  });

  test('has no curve of one class', () => {
    expect(traceScores(Uint8Array.of(1, 1), Float64Array.of(0.2, 1))).toMatchObject({
      roc: [],
      pr: []
    });
  });
});
