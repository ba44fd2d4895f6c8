import { sortNumbers } from '../sort-numbers.ts';

/** Scores from the highest down with their labels: all that a ranking metric sees of the rows. */
export interface RankedRows {
  readonly scores: Float64Array;
  readonly labels: Uint8Array;
}

/**
 * Sort each class by itself, which needs no comparator, and merge; of equal scores the positives come first.
 * NaN is a mistake of the program.
 */
export function rankRows(labels: Uint8Array, scores: Float64Array): RankedRows {
  if (labels.length !== scores.length)
    throw new RangeError(`Cannot compare ${labels.length} labels with ${scores.length} scores`);
  if (scores.some(Number.isNaN)) throw new RangeError('Cannot rank scores: one of them is NaN');
  const positives = sortNumbers(scores.filter((_, i) => labels[i] === 1));
  const negatives = sortNumbers(scores.filter((_, i) => labels[i] !== 1));
  const ranked = { scores: new Float64Array(scores.length), labels: new Uint8Array(scores.length) };
  let p = positives.length - 1;
  let n = negatives.length - 1;
  for (let i = 0; i < scores.length; ++i) {
    const isPositive = n < 0 || (p >= 0 && positives[p]! >= negatives[n]!);
    ranked.labels[i] = isPositive ? 1 : 0;
    ranked.scores[i] = isPositive ? positives[p--]! : negatives[n--]!;
  }
  return ranked;
}

/** Cumulative counts at each distinct score, from the highest down: what every ranking metric is made of. */
export interface RankingCurve {
  readonly thresholds: Float64Array;
  /** Positives with a score of at least the threshold. */
  readonly truePositives: Float64Array;
  readonly falsePositives: Float64Array;
  readonly numPositives: number;
  readonly numNegatives: number;
  /** Of weighted rows: the summed squares of the weights at each step, for intervals. */
  readonly squares?: { readonly positives: Float64Array; readonly negatives: Float64Array };
}

/**
 * Walk the scores once; rows of equal score are one step. `labels` are 0 or 1. With weights a row counts as much as its weight,
 * and one of weight 0 is not there.
 */
export function rankingCurve(
  labels: Uint8Array,
  scores: Float64Array,
  weights?: Float64Array
): RankingCurve {
  if (weights !== undefined) return weightedCurve(labels, scores, weights);
  const ranked = rankRows(labels, scores);
  const n = labels.length;
  const thresholds = new Float64Array(n);
  const truePositives = new Float64Array(n);
  const falsePositives = new Float64Array(n);
  let numSteps = 0;
  let positives = 0;
  for (let i = 0; i < n; ++i) {
    positives += ranked.labels[i]!;
    const score = ranked.scores[i]!;
    if (i + 1 < n && ranked.scores[i + 1] === score) continue;
    thresholds[numSteps] = score;
    truePositives[numSteps] = positives;
    falsePositives[numSteps++] = i + 1 - positives;
  }
  return {
    thresholds: thresholds.slice(0, numSteps),
    truePositives: truePositives.slice(0, numSteps),
    falsePositives: falsePositives.slice(0, numSteps),
    numPositives: positives,
    numNegatives: n - positives
  };
}

function weightedCurve(
  labels: Uint8Array,
  scores: Float64Array,
  weights: Float64Array
): RankingCurve {
  const order = Uint32Array.from(labels.keys())
    .filter(row => weights[row]! > 0)
    .sort((a, b) => scores[b]! - scores[a]!);
  const n = order.length;
  const thresholds = new Float64Array(n);
  const sums = [new Float64Array(n), new Float64Array(n)];
  const squares = [new Float64Array(n), new Float64Array(n)];
  const totals = [0, 0];
  let step = 0;
  for (let i = 0; i < n; ++i) {
    const row = order[i]!;
    const label = labels[row]!;
    totals[label]! += weights[row]!;
    squares[label]![step]! += weights[row]! ** 2;
    if (i + 1 < n && scores[order[i + 1]!] === scores[row]) continue;
    thresholds[step] = scores[row]!;
    for (const side of [0, 1]) sums[side]![step] = totals[side]!;
    ++step;
  }
  return {
    thresholds: thresholds.slice(0, step),
    truePositives: sums[1]!.slice(0, step),
    falsePositives: sums[0]!.slice(0, step),
    numPositives: totals[1]!,
    numNegatives: totals[0]!,
    squares: { positives: squares[1]!.slice(0, step), negatives: squares[0]!.slice(0, step) }
  };
}

/**
 * Area under the ROC curve by the trapezoid rule, so that a tie counts half (Hanley and McNeil 1982).
 * NaN when there is only one class.
 */
export function rocAuc(labels: Uint8Array, scores: Float64Array, weights?: Float64Array): number {
  return rocAucOf(rankingCurve(labels, scores, weights));
}

/** `rocAuc()` of rows that are sorted already. */
export function rocAucOf(curve: RankingCurve): number {
  const { truePositives, falsePositives, numPositives, numNegatives } = curve;
  let area = 0;
  let tp = 0;
  let fp = 0;
  for (let i = 0; i < truePositives.length; ++i) {
    area += (falsePositives[i]! - fp) * (truePositives[i]! + tp);
    tp = truePositives[i]!;
    fp = falsePositives[i]!;
  }
  return area / (2 * numPositives * numNegatives);
}

/** Average precision: the sum of precision times the gain in recall, without interpolation. NaN without positives. */
export function averagePrecision(labels: Uint8Array, scores: Float64Array): number {
  return averagePrecisionOf(rankingCurve(labels, scores));
}

/** `averagePrecision()` of rows that are sorted already. */
export function averagePrecisionOf(curve: RankingCurve): number {
  const { truePositives, falsePositives, numPositives } = curve;
  let sum = 0;
  let tp = 0;
  for (let i = 0; i < truePositives.length; ++i) {
    const found = truePositives[i]!;
    sum += ((found - tp) * found) / (found + falsePositives[i]!);
    tp = found;
  }
  return sum / numPositives;
}
