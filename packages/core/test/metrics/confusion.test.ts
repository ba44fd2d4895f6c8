import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { accuracy, f1, matthews, precision, recall } from '../../src/metrics/confusion.ts';
import { confusionAt } from '../../../../test/support/confusion.ts';

const labels = Uint8Array.of(1, 1, 0, 0, 1);
const probabilities = Float64Array.of(0.9, 0.5, 0.5, 0.1, 0.2);

describe('confusionOf()', () => {
  test('counts a probability at the threshold as positive', () => {
    expect(confusionAt(labels, probabilities, 0.5)).toEqual({
      truePositives: 2,
      falsePositives: 1,
      trueNegatives: 1,
      falseNegatives: 1
    });
  });

  test.each([
    [0, { truePositives: 3, falsePositives: 2, trueNegatives: 0, falseNegatives: 0 }],
    [1, { truePositives: 0, falsePositives: 0, trueNegatives: 2, falseNegatives: 3 }]
  ])('at %d is all or nothing', (threshold, counts) => {
    expect(confusionAt(labels, probabilities, threshold)).toEqual(counts);
  });

  test('equals counting each cell by its definition', () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 4 })));
    fc.assert(
      fc.property(rows, fc.integer({ min: 0, max: 4 }), (list, threshold) => {
        const count = (label: number, isOver: boolean): number =>
          list.filter(([l, p]) => l === label && p >= threshold === isOver).length;
        expect(
          confusionAt(
            Uint8Array.from(list, ([label]) => label),
            Float64Array.from(list, ([, p]) => p),
            threshold
          )
        ).toEqual({
          truePositives: count(1, true),
          falsePositives: count(0, true),
          trueNegatives: count(0, false),
          falseNegatives: count(1, false)
        });
      }),
      { seed: 1 }
    );
  });
});

describe('accuracy(), precision(), recall() and f1()', () => {
  test('are ratios of the counts', () => {
    const confusion = confusionAt(labels, probabilities, 0.5);
    expect(accuracy(confusion)).toBe(3 / 5);
    expect(precision(confusion)).toBe(2 / 3);
    expect(recall(confusion)).toBe(2 / 3);
    expect(f1(confusion)).toBe(2 / 3);
  });

  test('are 0 where there is nothing to divide by', () => {
    const nothing = confusionAt(Uint8Array.of(0, 0), Float64Array.of(0.1, 0.2), 0.5);
    expect([precision(nothing), recall(nothing), f1(nothing)]).toEqual([0, 0, 0]);
    expect(accuracy(nothing)).toBe(1);
  });
});

describe('matthews()', () => {
  test.each([
    ['right', 0.5, [1, 1, 0, 0], [0.9, 0.8, 0.2, 0.1], 1],
    ['wrong', 0.5, [1, 1, 0, 0], [0.1, 0.2, 0.8, 0.9], -1],
    ['of no use', 0.5, [1, 0, 1, 0], [0.9, 0.9, 0.1, 0.1], 0],
    ['always the same', 0, [1, 0, 1, 0], [0.9, 0.9, 0.1, 0.1], 0]
  ])('of decisions that are %s', (_, threshold, truth, scores, expected) => {
    const confusion = confusionAt(Uint8Array.from(truth), Float64Array.from(scores), threshold);
    expect(matthews(confusion)).toBe(expected);
  });

  test('is the correlation of decision and label', () => {
    const cell = fc.integer({ min: 1, max: 20 });
    fc.assert(
      fc.property(cell, cell, cell, cell, (tp, fp, tn, fn) => {
        const rows = [
          ...Array<number[]>(tp).fill([1, 1]),
          ...Array<number[]>(fp).fill([1, 0]),
          ...Array<number[]>(tn).fill([0, 0]),
          ...Array<number[]>(fn).fill([0, 1])
        ];
        const mean = (of: (row: number[]) => number): number =>
          rows.reduce((sum, row) => sum + of(row), 0) / rows.length;
        const decision = mean(([d]) => d!);
        const label = mean(([, l]) => l!);
        const covariance = mean(([d, l]) => (d! - decision) * (l! - label));
        const spread = Math.sqrt(decision * (1 - decision) * label * (1 - label));
        expect(
          matthews({ truePositives: tp, falsePositives: fp, trueNegatives: tn, falseNegatives: fn })
        ).toBeCloseTo(covariance / spread, 12);
      }),
      { seed: 1 }
    );
  });
});
