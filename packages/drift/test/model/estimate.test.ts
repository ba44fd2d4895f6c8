import { describe, expect, test } from '@jest/globals';
import { profileScores, randomSeeded } from '@espalier/core';
import { rocAuc } from '@espalier/core/metrics';
import { createScoreCounter, spreadScores } from '../../src/model/score-counts.ts';
import { estimateIntervals, estimateMetrics } from '../../src/model/estimate.ts';
import type { Calibration } from '../../src/model/calibration.ts';

const N = 40_000;
const THRESHOLD = 0.37;
/** Probabilities known to be calibrated. */
const SURE: Calibration = {
  intercept: 0,
  slope: 1,
  covariance: { intercept: 1e-12, slope: 1e-12, both: 0 }
};

/** Calibrated probabilities, and labels drawn by them. */
function drawn(seed: number, n = N): { scores: Float64Array; labels: Uint8Array } {
  const random = randomSeeded(seed);
  const scores = Float64Array.from({ length: n }, () => random() ** 2);
  return { scores, labels: Uint8Array.from(scores, p => (random() < p ? 1 : 0)) };
}

function realised(scores: Float64Array, labels: Uint8Array): Record<string, number> {
  let [tp, fp, fn, right, brier] = [0, 0, 0, 0, 0];
  for (const [i, p] of scores.entries()) {
    const [is, says] = [labels[i] === 1, p >= THRESHOLD];
    if (is && says) ++tp;
    if (!is && says) ++fp;
    if (is && !says) ++fn;
    if (is === says) ++right;
    brier += (p - labels[i]!) ** 2;
  }
  return {
    roc_auc: rocAuc(labels, scores),
    accuracy: right / scores.length,
    precision: tp / (tp + fp),
    recall: tp / (tp + fn),
    f1: (2 * tp) / (2 * tp + fp + fn),
    brier: brier / scores.length
  };
}

describe('estimateMetrics()', () => {
  const { scores, labels } = drawn(4);
  const truth = realised(scores, labels);
  const counter = createScoreCounter(THRESHOLD);
  counter.add(scores.subarray(0, 1000));
  counter.add(scores.subarray(1000));

  test.each(Object.entries(truth))('is near the %s that labels give: %d', (metric, value) => {
    const estimate = estimateMetrics(counter.counts(), SURE) as Record<string, number>;
    expect(Math.abs(estimate[metric]! - value)).toBeLessThan(0.01);
    const [low, high] = (
      estimateIntervals(counter.counts(), SURE, randomSeeded(1)) as Record<
        string,
        readonly [number, number]
      >
    )[metric]!;
    expect(low).toBeLessThan(value);
    expect(high).toBeGreaterThan(value);
  });

  test('is nearly the same from hundredths', () => {
    const exact = estimateMetrics(counter.counts(), SURE) as Record<string, number>;
    const coarse = estimateMetrics(spreadScores(profileScores(scores), THRESHOLD), SURE) as Record<
      string,
      number
    >;
    for (const [metric, value] of Object.entries(exact))
      expect(Math.abs(coarse[metric]! - value)).toBeLessThan(0.003);
  });

  test('has intervals that hold the truth 95 % of the time', () => {
    let held = 0;
    for (let i = 0; i < 100; ++i) {
      const rows = drawn(100 + i, 500);
      const own = createScoreCounter(THRESHOLD);
      own.add(rows.scores);
      const [low, high] = estimateIntervals(own.counts(), SURE, randomSeeded(i)).roc_auc;
      const auc = rocAuc(rows.labels, rows.scores);
      if (low <= auc && auc <= high) ++held;
    }
    expect(held).toBeGreaterThanOrEqual(90);
  });

  test('has no precision where nothing is over the threshold', () => {
    const none = createScoreCounter(0.9);
    none.add(Float64Array.of(0.1, 0.2, 0.3));
    expect(estimateMetrics(none.counts(), SURE)).toMatchObject({ precision: null, recall: 0 });
  });
});

test('createScoreCounter() counts hundredths as the profile of training does', () => {
  const random = randomSeeded(9);
  const scores = Float64Array.from({ length: 5000 }, (_, i) =>
    i % 2 === 0 ? random() : Math.floor(random() * 101) / 100
  );
  const counter = createScoreCounter(0.5);
  counter.add(scores);
  const expected = profileScores(scores);
  expect(counter.profile().counts).toEqual(expected.counts);
  expect(counter.profile().mean).toBeCloseTo(expected.mean!, 12);
  expect(counter.profile().std).toBeCloseTo(expected.std!, 9);
});
