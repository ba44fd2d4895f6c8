import { describe, expect, test } from '@jest/globals';
import { delongInterval, delongIntervalOf } from '../../src/metrics/delong.ts';
import { evaluate, type Evaluation } from '../../src/metrics/evaluate.ts';
import { rankingCurve } from '../../src/metrics/ranking.ts';
import { randomSeeded } from '../../src/random.ts';

const NUM_ROWS = 400;
const random = randomSeeded(31);
const labels = Uint8Array.from({ length: NUM_ROWS }, () => Number(random() < 0.35));
const probabilities = Float64Array.from(labels, label =>
  Math.min(1, Math.max(0, Math.round(100 * (0.3 + 0.2 * label + 0.5 * (random() - 0.5))) / 100))
);
/** 0, 1, 2 or 3. */
const weights = Float64Array.from(labels, () => Math.floor(4 * random()));

const decide = (of: Float64Array): Uint8Array => Uint8Array.from(of, p => Number(p >= 0.4));
const measure = (truth: Uint8Array, of: Float64Array, by?: Float64Array): Evaluation =>
  evaluate(truth, of, { threshold: 0.4 }, decide(of), randomSeeded(1), by);

describe('evaluate() with weights', () => {
  const weighted = measure(labels, probabilities, weights);
  // The definition: a row of weight 3 is there three times.
  const rows = [...weights.keys()].flatMap(row => Array<number>(weights[row]!).fill(row));
  const repeated = measure(
    Uint8Array.from(rows, row => labels[row]!),
    Float64Array.from(rows, row => probabilities[row]!)
  );

  test.each([
    'roc_auc',
    'pr_auc',
    'accuracy',
    'log_loss',
    'brier',
    'precision',
    'recall',
    'f1',
    'mcc',
    'ks',
    'lift_10',
    'ece'
  ] as const)('%s is that of rows repeated as often', name => {
    expect(weighted[name]).toBeCloseTo(repeated[name], 10);
  });

  test('weights of 1 change nothing but the order of sums', () => {
    const ones = measure(labels, probabilities, new Float64Array(NUM_ROWS).fill(1));
    const plain = measure(labels, probabilities);
    for (const [name, [low, high]] of Object.entries(plain.intervals)) {
      const found = ones.intervals[name as keyof typeof plain.intervals];
      expect(found[0]).toBeCloseTo(low, 1);
      expect(found[1]).toBeCloseTo(high, 1);
    }
    expect(ones.intervals.roc_auc[0]).toBeCloseTo(plain.intervals.roc_auc[0], 10);
    expect(ones.confusion).toEqual(plain.confusion);
  });

  test('intervals hold the estimate, and do not take weight for more rows', () => {
    for (const name of ['roc_auc', 'pr_auc', 'accuracy', 'log_loss', 'brier'] as const) {
      const [low, high] = weighted.intervals[name];
      expect(low).toBeLessThan(weighted[name]);
      expect(high).toBeGreaterThan(weighted[name]);
    }
    const scaled = measure(
      labels,
      probabilities,
      weights.map(weight => 1000 * weight)
    );
    for (const [name, ends] of Object.entries(weighted.intervals))
      scaled.intervals[name as keyof typeof scaled.intervals].forEach((end, i) => {
        expect(end).toBeCloseTo(ends[i as 0 | 1], 8);
      });
    expect(scaled.ece).toBeCloseTo(weighted.ece, 10);
  });

  test('rows of weight 0 are not there', () => {
    const kept = [...weights.keys()].filter(row => row % 3 > 0);
    const some = Float64Array.from(weights, (_, row) => Math.min(1, row % 3));
    const truth = Uint8Array.from(kept, row => labels[row]!);
    const scores = Float64Array.from(kept, row => probabilities[row]!);
    const [low, high] = delongInterval(truth, scores);
    const found = delongIntervalOf(rankingCurve(labels, probabilities, some));
    expect(found[0]).toBeCloseTo(low, 10);
    expect(found[1]).toBeCloseTo(high, 10);
    expect(measure(labels, probabilities, some).log_loss).toBeCloseTo(
      measure(truth, scores).log_loss,
      10
    );
  });
});
