import { describe, expect, test } from '@jest/globals';
import { quantileSorted } from '../../src/quantiles.ts';
import { type Random, randomSeeded } from '../../src/random.ts';
import { accuracy, f1, matthews, precision, recall } from '../../src/metrics/confusion.ts';
import { averagePrecision } from '../../src/metrics/ranking.ts';
import {
  type BootstrapIntervals,
  bootstrapIntervals,
  NUM_CALIBRATION_BINS,
  numResamplesFor
} from '../../src/metrics/bootstrap.ts';
import { brierScore, logLoss } from '../../src/metrics/probability.ts';
import { calibrationTable, expectedCalibrationError } from '../../src/metrics/calibration.ts';
import type { Interval } from '../../src/metrics/interval.ts';
import { createResampler } from '../../src/metrics/resample.ts';
import { confusionAt } from '../../../../test/support/confusion.ts';

type Metric = keyof BootstrapIntervals;

interface Rows {
  readonly labels: Uint8Array;
  readonly probabilities: Float64Array;
}

/** Twenty probabilities, each right about 0.15 + p / 2 of the time: neither calibrated nor hopeless. */
const LEVELS = Array.from({ length: 20 }, (_, i) => (i + 0.5) / 20);
const chanceOf = (probability: number): number => 0.15 + probability / 2;

function sample(numRows: number, random: Random): Rows {
  const probabilities = Float64Array.from(
    { length: numRows },
    () => LEVELS[Math.floor(20 * random())]!
  );
  return {
    probabilities,
    labels: Uint8Array.from(probabilities, p => (random() < chanceOf(p) ? 1 : 0))
  };
}

/** The rows that the samples come from: of each probability the share of positives that it has. */
function population(): Rows {
  const rows = LEVELS.flatMap(p =>
    Array.from({ length: 400 }, (_, i) => [p, i < 400 * chanceOf(p) ? 1 : 0] as const)
  );
  return {
    probabilities: Float64Array.from(rows, ([p]) => p),
    labels: Uint8Array.from(rows, ([, label]) => label)
  };
}

function metricsOf({ labels, probabilities }: Rows, threshold: number): Record<Metric, number> {
  const confusion = confusionAt(labels, probabilities, threshold);
  return {
    pr_auc: averagePrecision(labels, probabilities),
    accuracy: accuracy(confusion),
    log_loss: logLoss(labels, probabilities),
    brier: brierScore(labels, probabilities),
    precision: precision(confusion),
    recall: recall(confusion),
    f1: f1(confusion),
    mcc: matthews(confusion),
    ece: expectedCalibrationError(calibrationTable(labels, probabilities, NUM_CALIBRATION_BINS))
  };
}

/** Write out the rows of every resample and measure them like any others. Counts are of the rows as they fall. */
function naiveIntervals(
  rows: Rows,
  threshold: number,
  random: Random,
  numResamples: number
): Record<Metric, Interval> {
  const order = Array.from(rows.labels, (label, i) => ({ label, p: rows.probabilities[i]! }));
  order.sort((a, b) => b.p - a.p || b.label - a.label);
  const resample = createResampler(order.length, random);
  const counts = new Uint8Array(order.length);
  const draws: Record<Metric, number>[] = [];
  while (draws.length < numResamples) {
    resample(counts);
    const drawn = order.flatMap((row, i) => Array<typeof row>(counts[i]!).fill(row));
    if (new Set(drawn.map(({ label }) => label)).size === 1) continue;
    const labels = Uint8Array.from(drawn, ({ label }) => label);
    const probabilities = Float64Array.from(drawn, ({ p }) => p);
    draws.push(metricsOf({ labels, probabilities }, threshold));
  }
  const { ece } = metricsOf(rows, threshold);
  const reflect = (end: number): number => Math.sqrt(Math.max(0, 2 * ece * ece - end * end));
  const entries = Object.keys(draws[0]!).map((metric): [string, Interval] => {
    const sorted = Float64Array.from(draws, draw => draw[metric as Metric]).sort();
    const low = quantileSorted(sorted, 0.025);
    const high = quantileSorted(sorted, 0.975);
    return [metric, metric === 'ece' ? [reflect(high), Math.max(ece, reflect(low))] : [low, high]];
  });
  return Object.fromEntries(entries) as Record<Metric, Interval>;
}

function expectClose(
  intervals: Readonly<Record<string, Interval>>,
  expected: Readonly<Record<string, Interval>>
): void {
  expect(Object.keys(intervals).sort()).toEqual(Object.keys(expected).sort());
  for (const [metric, [low, high]] of Object.entries(expected))
    expect({ metric, interval: intervals[metric] }).toEqual({
      metric,
      interval: [expect.closeTo(low, 12), expect.closeTo(high, 12)]
    });
}

function rowsOf(labels: number[], probabilities: number[]): Rows {
  return { labels: Uint8Array.from(labels), probabilities: Float64Array.from(probabilities) };
}

describe('bootstrapIntervals()', () => {
  test.each([
    ['many ties', sample(90, randomSeeded(1)), 0.5],
    ['a threshold that is one of the probabilities', sample(60, randomSeeded(2)), LEVELS[7]!],
    ['no positive decision', sample(60, randomSeeded(3)), 1],
    ['positive decisions alone', sample(60, randomSeeded(4)), 0],
    ['no ties', { ...sample(50, randomSeeded(5)), probabilities: uniform(50) }, 0.4],
    ['one positive', rowsOf([0, 0, 1, 0, 0, 0], [0.1, 0.3, 0.6, 0.7, 0.2, 0.5]), 0.5],
    ['one negative', rowsOf([1, 1, 0, 1], [0.9, 0.3, 0.6, 0.7]), 0.5],
    ['perfect separation', rowsOf([0, 0, 1, 1], [0, 0.2, 0.9, 1]), 0.5],
    ['a constant', rowsOf([0, 1, 1, 0, 1], [0.5, 0.5, 0.5, 0.5, 0.5]), 0.5]
  ])('equals measuring each resample by itself: %s', (_, rows, threshold) => {
    const { labels, probabilities } = rows;
    expectClose(
      bootstrapIntervals(labels, probabilities, threshold, randomSeeded(7), 60),
      naiveIntervals(rows, threshold, randomSeeded(7), 60)
    );
  });

  test('is the same for the same seed, and but for rounding for any order of the rows', () => {
    const { labels, probabilities } = sample(200, randomSeeded(1));
    const reversed = {
      labels: Uint8Array.from(labels).reverse(),
      probabilities: Float64Array.from(probabilities).reverse()
    };
    const intervalsOf = (seed: number, rows: Rows): BootstrapIntervals =>
      bootstrapIntervals(rows.labels, rows.probabilities, 0.5, randomSeeded(seed), 100);
    const once = intervalsOf(1, { labels, probabilities });
    expect(intervalsOf(1, { labels, probabilities })).toEqual(once);
    expectClose(intervalsOf(1, reversed), once);
    expect(intervalsOf(2, { labels, probabilities })).not.toEqual(once);
  });

  test('holds the estimate of every metric', () => {
    for (const seed of [1, 2, 3]) {
      const rows = sample(300, randomSeeded(seed));
      const intervals = bootstrapIntervals(
        rows.labels,
        rows.probabilities,
        0.5,
        randomSeeded(seed),
        200
      );
      for (const [metric, value] of Object.entries(metricsOf(rows, 0.5))) {
        const [low, high] = intervals[metric as Metric];
        expect({ metric, isInside: low <= value && value <= high }).toEqual({
          metric,
          isInside: true
        });
      }
    }
  });

  test('covers the truth', () => {
    const truth = Object.entries(metricsOf(population(), 0.5)) as [Metric, number][];
    const covered = new Map<Metric, number>();
    for (let seed = 0; seed < 400; ++seed) {
      const { labels, probabilities } = sample(250, randomSeeded(seed, 1));
      const random = randomSeeded(seed, 2);
      const intervals = bootstrapIntervals(labels, probabilities, 0.5, random, 300);
      for (const [metric, value] of truth) {
        const [low, high] = intervals[metric];
        const isInside = low <= value && value <= high;
        covered.set(metric, (covered.get(metric) ?? 0) + (isInside ? 1 / 400 : 0));
      }
    }
    expect(covered.size).toBe(9);
    for (const [metric, share] of covered)
      expect({ metric, share, isRight: share > 0.9 && share < 0.99 }).toEqual({
        metric,
        share,
        isRight: true
      });
  });

  test('does not call a calibrated model uncalibrated', () => {
    let numCovered = 0;
    for (let seed = 0; seed < 100; ++seed) {
      const random = randomSeeded(seed);
      const probabilities = Float64Array.from({ length: 200 }, () => random());
      const labels = Uint8Array.from(probabilities, p => (random() < p ? 1 : 0));
      const { ece } = bootstrapIntervals(labels, probabilities, 0.5, randomSeeded(seed, 1), 200);
      if (ece[0] === 0) ++numCovered;
    }
    expect(numCovered).toBeGreaterThan(90);
  });

  test('of one class is NaN for what needs positives and ends', () => {
    const { pr_auc, accuracy } = bootstrapIntervals(
      new Uint8Array(5),
      Float64Array.of(0.1, 0.2, 0.6, 0.4, 0.3),
      0.5,
      randomSeeded(1),
      50
    );
    expect(pr_auc).toEqual([NaN, NaN]);
    expect(accuracy[1]).toBe(1);
  });
});

function uniform(numRows: number): Float64Array {
  const random = randomSeeded(11);
  return Float64Array.from({ length: numRows }, () => random());
}

describe('numResamplesFor()', () => {
  test.each([
    [1, 2000],
    [50_000, 2000],
    [100_000, 1000],
    [500_000, 200],
    [10_000_000, 200]
  ])('%i rows: %i', (numRows, numResamples) => {
    expect(numResamplesFor(numRows)).toBe(numResamples);
  });
});
