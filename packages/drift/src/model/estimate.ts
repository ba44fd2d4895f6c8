import { normal, quantileSorted, type Random } from '@espalier/core';
import type { Interval } from '@espalier/core/metrics';
import type { PerformanceReport } from '../compare/performance-schema.ts';
import { type Calibration, drawCalibration, logit, shareAt } from './calibration.ts';
import type { ScoreCounts } from './score-counts.ts';
import { sum } from '../statistics/sum.ts';

const { exp, max, min, sqrt } = Math;

export type Estimate = NonNullable<PerformanceReport['estimate']>;
export type EstimatedMetric = keyof Estimate;

const METRICS = ['roc_auc', 'accuracy', 'precision', 'recall', 'f1', 'brier'] as const;

type Line = Pick<Calibration, 'intercept' | 'slope'>;

/**
 * Estimate a model's metrics on rows without labels from its probabilities (confidence-based performance estimation): a row
 * counts as positive as often as rows of its probability were on the validation rows.
 */
export function estimateMetrics(scores: ScoreCounts, calibration: Line): Estimate {
  const cells = cellsOf(scores, Infinity);
  return metricsOf(cells, ({ n, x }) => n * shareAt(x, calibration));
}

const DRAWS = 600;
/** Cells for drawing labels: of equal size, so that few rows of different probability are tied. */
const DRAWN_CELLS = 100;
/** Of pairs in one cell of a profile, at most this share more is ranked right than the half that is assumed. */
const TIED_GAIN = 1 / 3;

/**
 * Estimate intervals by drawing the calibration, which the validation rows leave open, and then labels. `level`: how often
 * they should hold the metrics that labels would give.
 */
export function estimateIntervals(
  scores: ScoreCounts,
  calibration: Calibration,
  random: Random,
  level = 0.95
): Record<EstimatedMetric, Interval> {
  const cells = cellsOf(scores, DRAWN_CELLS);
  const drawn = Array.from({ length: DRAWS }, () => {
    const line = drawCalibration(calibration, random);
    return metricsOf(cells, ({ n, x }) => drawPositives(n, shareAt(x, line), random));
  });
  const tail = (1 - level) / 2;
  const entries = METRICS.map(name => {
    const values = Float64Array.from(drawn, metrics => metrics[name] ?? 0).sort();
    const high = quantileSorted(values, 1 - tail);
    const tied = name === 'roc_auc' ? TIED_GAIN * tiedShare(scores, calibration) : 0;
    return [name, [quantileSorted(values, tail), min(1, high + tied)]] as const;
  });
  return Object.fromEntries(entries) as Record<EstimatedMetric, Interval>;
}

/** Rows of nearly the same probability and the same decision. */
interface Cell {
  readonly n: number;
  /** Their mean probability. */
  readonly p: number;
  /** Its logit. */
  readonly x: number;
  readonly isOver: boolean;
}

/** Pool bins into at most about so many cells, in ascending order. */
function cellsOf({ counts, sums, over }: ScoreCounts, maxCells: number): Cell[] {
  const size = sum(counts) / maxCells;
  const numUnder = sum(counts) - over.count;
  const cells: Cell[] = [];
  let [n, total, seen] = [0, 0, 0];
  const close = (isOver: boolean): void => {
    if (n > 0) cells.push({ n, p: total / n, x: logit(total / n), isOver });
    [n, total] = [0, 0];
  };
  for (let i = 0; i < counts.length; ++i) {
    const count = counts[i]!;
    if (count === 0) continue;
    const p = sums[i]! / count;
    const under = min(max(numUnder - seen, 0), count);
    seen += count;
    n += under;
    total += under * p;
    if (under < count) {
      if (seen - count <= numUnder) close(false);
      n += count - under;
      total += (count - under) * p;
    }
    if (n >= size) close(under < count);
  }
  close(numUnder < seen);
  return cells;
}

function metricsOf(cells: readonly Cell[], positivesOf: (cell: Cell) => number): Estimate {
  let [numPositives, numNegatives, pairs, brier] = [0, 0, 0, 0];
  let [truePositives, falsePositives] = [0, 0];
  for (const cell of cells) {
    const positives = positivesOf(cell);
    const negatives = cell.n - positives;
    // Pairs of one cell count half.
    pairs += positives * (numNegatives + negatives / 2);
    brier += positives * (1 - cell.p) ** 2 + negatives * cell.p ** 2;
    numPositives += positives;
    numNegatives += negatives;
    if (!cell.isOver) continue;
    truePositives += positives;
    falsePositives += negatives;
  }
  const all = numPositives + numNegatives;
  const numOver = truePositives + falsePositives;
  const halves = numOver + numPositives;
  return {
    roc_auc: numPositives * numNegatives > 0 ? pairs / (numPositives * numNegatives) : 0.5,
    accuracy: (truePositives + numNegatives - falsePositives) / all,
    precision: numOver > 0 ? truePositives / numOver : null,
    recall: numPositives > 0 ? truePositives / numPositives : null,
    f1: halves > 0 ? (2 * truePositives) / halves : null,
    brier: brier / all
  };
}

/** Profiles know probabilities in hundredths at best. */
const MAX_COARSE_BINS = 100;

/** The share of pairs of a positive and a negative whose probabilities lie in one bin of a profile. */
function tiedShare({ counts, sums }: ScoreCounts, line: Line): number {
  if (counts.length > MAX_COARSE_BINS) return 0;
  let [tied, numPositives, numNegatives] = [0, 0, 0];
  for (let i = 0; i < counts.length; ++i) {
    if (counts[i] === 0) continue;
    const positives = counts[i]! * shareAt(logit(sums[i]! / counts[i]!), line);
    const negatives = counts[i]! - positives;
    tied += positives * negatives;
    numPositives += positives;
    numNegatives += negatives;
  }
  return numPositives * numNegatives > 0 ? tied / (numPositives * numNegatives) : 0;
}

/** Above this many rows the normal distribution approximates the binomial one. */
const MANY = 50;

/** Draw how many of n rows of probability p are positive. */
function drawPositives(n: number, p: number, random: Random): number {
  if (n * min(p, 1 - p) > MANY / 4)
    return min(max(n * p + sqrt(n * p * (1 - p)) * normal(random), 0), n);
  if (n > MANY) {
    // Few of many: nearly Poisson (Knuth 1969, 3.4.1), of the rarer class.
    const rarer = min(drawPoisson(n * min(p, 1 - p), random), n);
    return p < 0.5 ? rarer : n - rarer;
  }
  let k = 0;
  const whole = Math.ceil(n);
  for (let i = 0; i < whole; ++i) if (random() < p) ++k;
  return min(k, n);
}

function drawPoisson(mean: number, random: Random): number {
  const floor = exp(-mean);
  let k = 0;
  for (let product = random(); product > floor; product *= random()) ++k;
  return k;
}
