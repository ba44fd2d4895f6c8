import { describe, expect, test } from '@jest/globals';
import { metricsSchema } from '../../src/contracts/bundle-files.ts';
import { evaluate, type Evaluation } from '../../src/metrics/evaluate.ts';
import { type Random, randomSeeded } from '../../src/random.ts';

const NUM_ROWS = 400;

function evaluateAt(
  labels: Uint8Array,
  probabilities: Float64Array,
  threshold: number,
  random: Random
): Evaluation {
  const decisions = Uint8Array.from(probabilities, p => (p >= threshold ? 1 : 0));
  return evaluate(labels, probabilities, { threshold }, decisions, random);
}

function evaluated(seed: number): Evaluation {
  const random = randomSeeded(1);
  const labels = Uint8Array.from({ length: NUM_ROWS }, () => (random() < 0.3 ? 1 : 0));
  const probabilities = Float64Array.from(labels, label => 0.3 * label + 0.7 * random());
  return evaluateAt(labels, probabilities, 0.5, randomSeeded(seed));
}

describe('evaluate()', () => {
  test('is of a form that metrics.json takes', () => {
    const { confusion, ...metrics } = evaluated(1);
    expect(JSON.parse(JSON.stringify(metrics))).toEqual(metrics);
    const form = metricsSchema.partial();
    expect(form.parse(metrics)).toEqual(metrics);
    const { truePositives, falsePositives, trueNegatives, falseNegatives } = confusion;
    expect(truePositives + falsePositives + trueNegatives + falseNegatives).toBe(NUM_ROWS);
  });

  test('has an interval around each metric of a sample', () => {
    const evaluation = evaluated(1);
    const names = Object.keys(evaluation.intervals) as (keyof typeof evaluation.intervals)[];
    expect(names.sort()).toEqual([
      'accuracy',
      'brier',
      'ece',
      'f1',
      'log_loss',
      'mcc',
      'pr_auc',
      'precision',
      'recall',
      'roc_auc'
    ]);
    for (const name of names) {
      const [low, high] = evaluation.intervals[name];
      expect(low).toBeLessThan(high);
      expect(low).toBeLessThanOrEqual(evaluation[name]);
      expect(high).toBeGreaterThanOrEqual(evaluation[name]);
    }
  });

  test('has a reliability table of all rows, and its error', () => {
    const { reliability, ece } = evaluated(1);
    expect(reliability.reduce((sum, { count }) => sum + count, 0)).toBe(NUM_ROWS);
    const gaps = reliability.map(
      ({ count, probability, share }) => (count / NUM_ROWS) * Math.abs(probability - share)
    );
    expect(ece).toBeCloseTo(
      gaps.reduce((sum, gap) => sum + gap, 0),
      12
    );
  });

  test('is the same for the same seed; another seed moves the intervals alone', () => {
    const once = evaluated(1);
    expect(evaluated(1)).toEqual(once);
    const other = evaluated(2);
    expect(other.intervals.brier).not.toEqual(once.intervals.brier);
    expect(other.intervals.roc_auc).toEqual(once.intervals.roc_auc);
    expect({ ...other, intervals: once.intervals }).toEqual(once);
  });

  test('of a perfect model is perfect', () => {
    const labels = Uint8Array.of(0, 0, 0, 1, 1, 1, 0, 0, 0, 0);
    const { roc_auc, pr_auc, mcc, ks, lift_10, ece, intervals } = evaluateAt(
      labels,
      Float64Array.from(labels),
      0.5,
      randomSeeded(1)
    );
    expect({ roc_auc, pr_auc, mcc, ks, ece }).toEqual({
      roc_auc: 1,
      pr_auc: 1,
      mcc: 1,
      ks: 1,
      ece: 0
    });
    expect(lift_10).toBeCloseTo(1 / 0.3, 12);
    expect(intervals.roc_auc[1]).toBe(1);
    expect(intervals.roc_auc[0]).toBeLessThan(1);
  });
});
