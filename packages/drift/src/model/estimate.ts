import { normal, type Random } from '@espalier/core';
import type { PerformanceReport } from '../compare/report-schema.ts';
import type { ScoreCounts } from './score-counts.ts';
import { sum } from '../statistics/sum.ts';

const { max, min, round, sqrt } = Math;

type Estimate = NonNullable<PerformanceReport['estimate']>;

/**
 * Estimate a model's metrics on rows without labels from calibrated probabilities (confidence-based performance estimation: a
 * row of probability p counts as positive p times, and as negative 1 - p times).
 */
export function estimateMetrics(scores: ScoreCounts): Estimate {
  const { counts, sums, over } = scores;
  const all = sum(counts);
  return metricsOf({
    positives: sums,
    negatives: counts.map((n, i) => n - sums[i]!),
    truePositives: over.sum,
    numOver: over.count,
    brier: brierOf(scores) / all
  });
}

/** Expected squared error: p (1 - p)^2 + (1 - p) p^2 = p (1 - p), with the mean of the bin for p. */
function brierOf({ counts, sums }: ScoreCounts): number {
  let brier = 0;
  for (let i = 0; i < counts.length; ++i)
    if (counts[i]! > 0) brier += sums[i]! * (1 - sums[i]! / counts[i]!);
  return brier;
}

interface Expected {
  readonly positives: Float64Array;
  readonly negatives: Float64Array;
  readonly truePositives: number;
  readonly numOver: number;
  readonly brier: number;
}

function metricsOf({ positives, negatives, truePositives, numOver, brier }: Expected): Estimate {
  const numPositives = sum(positives);
  const numNegatives = sum(negatives);
  const all = numPositives + numNegatives;
  const falseNegatives = numPositives - truePositives;
  const precision = numOver > 0 ? truePositives / numOver : null;
  const recall = numPositives > 0 ? truePositives / numPositives : null;
  const halves = 2 * truePositives + (numOver - truePositives) + falseNegatives;
  return {
    roc_auc: clamp(areaOf(positives, negatives)),
    accuracy: clamp((truePositives + numNegatives - (numOver - truePositives)) / all),
    precision: precision === null ? null : clamp(precision),
    recall: recall === null ? null : clamp(recall),
    f1: halves > 0 ? clamp((2 * truePositives) / halves) : null,
    brier: clamp(brier)
  };
}

function clamp(share: number): number {
  return min(max(share, 0), 1);
}

/** Share of correctly ranked pairs of a positive and a negative; pairs of one bin count half. */
function areaOf(positives: Float64Array, negatives: Float64Array): number {
  let below = 0;
  let pairs = 0;
  for (let i = 0; i < positives.length; ++i) {
    pairs += positives[i]! * (below + negatives[i]! / 2);
    below += negatives[i]!;
  }
  const all = sum(positives) * below;
  return all > 0 ? pairs / all : 0.5;
}

const DRAWS = 400;

/** Estimate 95% intervals: the metrics of labels drawn by the probabilities. */
export function estimateIntervals(
  scores: ScoreCounts,
  random: Random
): Record<keyof Estimate, readonly [number, number]> {
  const { over } = scores;
  const { counts, sums } = pooled(scores);
  const all = sum(counts);
  const drawn = Array.from({ length: DRAWS }, () => {
    const positives = sums.map((s, i) => drawPositives(counts[i]!, s, random));
    const negatives = counts.map((n, i) => n - positives[i]!);
    const truePositives = drawPositives(over.count, over.sum, random);
    const numPositives = max(sum(positives), truePositives);
    return metricsOf({
      positives,
      negatives,
      truePositives,
      numOver: min(over.count, all - numPositives + truePositives),
      brier: brierDrawn(positives, counts, sums) / all
    });
  });
  const names = ['roc_auc', 'accuracy', 'precision', 'recall', 'f1', 'brier'] as const;
  const entries = names.map(name => {
    const values = Float64Array.from(drawn, metrics => metrics[name] ?? 0).sort();
    const low = values[round(0.025 * (DRAWS - 1))]!;
    return [name, [low, values[round(0.975 * (DRAWS - 1))]!]] as const;
  });
  return Object.fromEntries(entries) as Record<keyof Estimate, readonly [number, number]>;
}

/** Bins for drawing labels: as many as profiles have. */
const DRAWN_BINS = 100;

function pooled({ counts, sums }: ScoreCounts): Pick<ScoreCounts, 'counts' | 'sums'> {
  const size = max(1, Math.ceil(counts.length / DRAWN_BINS));
  const out = { counts: new Float64Array(DRAWN_BINS), sums: new Float64Array(DRAWN_BINS) };
  for (const [i, n] of counts.entries()) {
    const bin = Math.floor(i / size);
    out.counts[bin]! += n;
    out.sums[bin]! += sums[i]!;
  }
  return out;
}

function brierDrawn(positives: Float64Array, counts: Float64Array, sums: Float64Array): number {
  let brier = 0;
  for (let i = 0; i < counts.length; ++i) {
    const n = counts[i]!;
    if (n === 0) continue;
    const p = sums[i]! / n;
    brier += positives[i]! * (1 - p) ** 2 + (n - positives[i]!) * p ** 2;
  }
  return brier;
}

/** Above this many rows the normal distribution approximates the binomial one. */
const MANY = 50;

/** Draw how many of n rows with probabilities that sum to `sum` are positive. */
function drawPositives(n: number, sum: number, random: Random): number {
  if (n === 0) return 0;
  const p = min(max(sum / n, 0), 1);
  if (n > MANY) return min(max(n * p + sqrt(n * p * (1 - p)) * normal(random), 0), n);
  let k = 0;
  const whole = Math.ceil(n);
  for (let i = 0; i < whole; ++i) if (random() < p) ++k;
  return min(k, n);
}
