import { quantileSorted } from '../quantiles.ts';
import type { Random } from '../random.ts';
import { binOfProbability, calibrationTable, expectedCalibrationError } from './calibration.ts';
import { accuracy, f1, matthews, precision, recall } from './confusion.ts';
import type { Interval } from './interval.ts';
import { lossOf } from './probability.ts';
import { type RankedRows, rankRows } from './ranking.ts';
import { createResampler } from './resample.ts';

const METRICS = [
  'pr_auc',
  'accuracy',
  'log_loss',
  'brier',
  'precision',
  'recall',
  'f1',
  'mcc',
  'ece'
] as const;

export type BootstrapIntervals = Readonly<Record<(typeof METRICS)[number], Interval>>;

/** Bins of the calibration error. */
export const NUM_CALIBRATION_BINS = 10;

/** As many resamples as are worth having, fewer where they take long: never under 200. */
export function numResamplesFor(numRows: number): number {
  return Math.min(2000, Math.max(200, Math.floor(1e8 / numRows)));
}

/**
 * Percentile bootstrap at 95 % of the metrics that have no better interval (Efron 1979), all from the same resamples: the rows
 * are sorted once and a resample is counts of them. A resample of one class alone is drawn again. The interval of the
 * calibration error is reflected at the estimate, since a resample always looks worse calibrated than its rows.
 */
export function bootstrapIntervals(
  labels: Uint8Array,
  probabilities: Float64Array,
  threshold: number,
  random: Random,
  numResamples: number,
  weights?: Float64Array
): BootstrapIntervals {
  const { weights: sorted, ...rows } = prepare(labels, probabilities, threshold, weights);
  const numPositives = labels.reduce((sum, label) => sum + label, 0);
  const hasBoth = numPositives > 0 && numPositives < labels.length;
  const counts = new Uint8Array(labels.length);
  const draws = METRICS.map(() => new Float64Array(numResamples));
  const resample = createResampler(labels.length, random);
  for (let i = 0; i < numResamples; ++i) {
    let measured: Measured;
    do {
      resample(counts);
      measured = measure(
        rows,
        sorted === undefined ? counts : sorted.map((w, at) => w * counts[at]!)
      );
    } while (hasBoth && !measured.hasBoth);
    for (const [at, metric] of METRICS.entries()) draws[at]![i] = measured.metrics[metric];
  }
  const intervals = METRICS.map((metric, at) => {
    const [low, high] = percentiles(draws[at]!);
    if (metric !== 'ece') return [metric, [low, high]];
    const ece = expectedCalibrationError(
      calibrationTable(labels, probabilities, NUM_CALIBRATION_BINS, weights)
    );
    return [metric, [reflected(ece, high), Math.max(ece, reflected(ece, low))]];
  });
  return Object.fromEntries(intervals) as BootstrapIntervals;
}

function percentiles(draws: Float64Array): Interval {
  const sorted = draws.sort();
  return [quantileSorted(sorted, 0.025), quantileSorted(sorted, 0.975)];
}

/** Reflection at the estimate in squares: noise adds to the square of an error, once in the rows, once more in a resample. */
function reflected(estimate: number, end: number): number {
  return Math.sqrt(Math.max(0, 2 * estimate ** 2 - end ** 2));
}

/** What resamples share: the rows from the highest probability down. */
interface PreparedRows {
  readonly labels: Uint8Array;
  readonly weights?: Float64Array | undefined;
  /** By how much the probability is over the label. */
  readonly excesses: Float64Array;
  readonly losses: Float64Array;
  /** 1 at the last row of each distinct probability. */
  readonly isLast: Uint8Array;
  /** Ends of the runs of rows of the same calibration bin and the same decision. */
  readonly runs: readonly { readonly end: number; readonly endsBin: boolean }[];
  /** Number of rows with a positive decision. */
  readonly numChosen: number;
}

function prepare(
  labels: Uint8Array,
  probabilities: Float64Array,
  threshold: number,
  weights: Float64Array | undefined
): PreparedRows {
  const ranked: RankedRows & { readonly weights?: Float64Array } =
    weights === undefined
      ? rankRows(labels, probabilities)
      : rankWeighted(labels, probabilities, weights);
  const { scores } = ranked;
  const n = scores.length;
  let numChosen = 0;
  while (numChosen < n && scores[numChosen]! >= threshold) ++numChosen;
  const runs: { end: number; endsBin: boolean }[] = [];
  for (let end = 1; end <= n; ++end) {
    const endsBin = end === n || binOf(scores[end]!) !== binOf(scores[end - 1]!);
    if (endsBin || end === numChosen) runs.push({ end, endsBin });
  }
  return {
    labels: ranked.labels,
    weights: ranked.weights,
    excesses: scores.map((p, i) => p - ranked.labels[i]!),
    losses: scores.map((p, i) => lossOf(ranked.labels[i]!, p)),
    isLast: Uint8Array.from(scores, (p, i) => (scores[i + 1] === p ? 0 : 1)),
    runs,
    numChosen
  };
}

function binOf(probability: number): number {
  return binOfProbability(probability, NUM_CALIBRATION_BINS);
}

interface Measured {
  readonly metrics: Readonly<Record<(typeof METRICS)[number], number>>;
  readonly hasBoth: boolean;
}

/** As rankRows(), with the weights in the same order. */
function rankWeighted(
  labels: Uint8Array,
  scores: Float64Array,
  weights: Float64Array
): RankedRows & { readonly weights: Float64Array } {
  const order = Uint32Array.from(labels.keys()).sort((a, b) => scores[b]! - scores[a]!);
  return {
    scores: Float64Array.from(order, row => scores[row]!),
    labels: Uint8Array.from(order, row => labels[row]!),
    weights: Float64Array.from(order, row => weights[row]!)
  };
}

/** Every metric of the rows, each counted so many times. */
function measure(
  { labels, excesses, losses, isLast, runs, numChosen }: Omit<PreparedRows, 'weights'>,
  counts: Uint8Array | Float64Array // in: how much each row counts
): Measured {
  let tp = 0;
  let total = 0;
  let tpBefore = 0;
  let gains = 0;
  let loss = 0;
  let squares = 0;
  let gaps = 0;
  let gap = 0;
  let tpChosen = 0;
  let totalChosen = 0;
  let i = 0;
  for (const { end, endsBin } of runs) {
    for (; i < end; ++i) {
      const count = counts[i]!;
      const excess = count * excesses[i]!;
      tp += count * labels[i]!;
      total += count;
      loss += count * losses[i]!;
      squares += excess * excesses[i]!;
      gap += excess;
      if (isLast[i] === 1) {
        if (tp > tpBefore) gains += (tp - tpBefore) * (tp / total);
        tpBefore = tp;
      }
    }
    if (end === numChosen) {
      tpChosen = tp;
      totalChosen = total;
    }
    if (endsBin) {
      gaps += Math.abs(gap);
      gap = 0;
    }
  }
  const confusion = {
    truePositives: tpChosen,
    falsePositives: totalChosen - tpChosen,
    trueNegatives: total - tp - (totalChosen - tpChosen),
    falseNegatives: tp - tpChosen
  };
  return {
    metrics: {
      pr_auc: gains / tp,
      accuracy: accuracy(confusion),
      log_loss: loss / total,
      brier: squares / total,
      precision: precision(confusion),
      recall: recall(confusion),
      f1: f1(confusion),
      mcc: matthews(confusion),
      ece: gaps / total
    },
    hasBoth: tp > 0 && tp < total
  };
}
