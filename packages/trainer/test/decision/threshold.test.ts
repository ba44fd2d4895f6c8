import { describe, expect, test } from '@jest/globals';
import { randomSeeded } from '@espalier/core';
import type { ThresholdRule } from '@espalier/core/contracts';
import { type Confusion, f1, precision, recall } from '../../../core/src/metrics/confusion.ts';
import { chooseThreshold } from '../../src/decision/threshold.ts';
import { confusionAt } from '../../../../test/support/confusion.ts';

const random = randomSeeded(61);
const labels = Uint8Array.from({ length: 500 }, () => (random() < 0.3 ? 1 : 0));
const probabilities = Float64Array.from(
  labels,
  label => Math.round(100 * (0.25 * label + 0.75 * random())) / 100
);
const unseen = { rows: Uint32Array.from(labels.keys()), labels, probabilities };

/** Every threshold that tells rows apart. */
const all = [...new Set(probabilities)].sort((a, b) => b - a);
const at = (threshold: number): Confusion => confusionAt(labels, probabilities, threshold);
const best = (criterion: (threshold: number) => number): number => Math.max(...all.map(criterion));

function youden(threshold: number): number {
  const { truePositives, falsePositives, trueNegatives, falseNegatives } = at(threshold);
  return (
    truePositives / (truePositives + falseNegatives) -
    falsePositives / (falsePositives + trueNegatives)
  );
}

function costs(falsePositive: number, falseNegative: number, ofTruth = [0, 0]): ThresholdRule {
  return {
    cost: {
      false_positive: falsePositive,
      false_negative: falseNegative,
      true_positive: ofTruth[0]!,
      true_negative: ofTruth[1]!
    }
  };
}

describe('chooseThreshold()', () => {
  test.each<[string, ThresholdRule | undefined, number]>([
    ['half by default', undefined, 0.5],
    ['the one that is named', 0.3, 0.3],
    ['half where a miss costs as much as an alarm', costs(1, 1), 0.5],
    ['a tenth where a miss costs nine alarms', costs(1, 9), 0.1],
    ['account of what being right costs', costs(5, 8, [2, 3]), 0.25]
  ])('takes %s', (_, rule, threshold) => {
    expect(chooseThreshold(rule, undefined)).toBeCloseTo(threshold, 12);
  });

  test('finds the largest F1', () => {
    expect(f1(at(chooseThreshold('f1', unseen)))).toBe(best(threshold => f1(at(threshold))));
  });

  test("finds Youden's point", () => {
    expect(youden(chooseThreshold('youden', unseen))).toBe(best(youden));
  });

  test.each([0.5, 0.8, 0.95, 1])('finds the highest precision with a recall of %d', asked => {
    const found = at(chooseThreshold({ recall: asked }, unseen));
    expect(recall(found)).toBeGreaterThanOrEqual(asked);
    expect(precision(found)).toBe(
      best(threshold => (recall(at(threshold)) >= asked ? precision(at(threshold)) : 0))
    );
  });

  test('refuses to look for one without rows to find it with', () => {
    expect(() => chooseThreshold('f1', undefined)).toThrow('Cannot choose the threshold');
  });
});
