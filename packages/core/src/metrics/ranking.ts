/** Rows in the order of falling scores. NaN is a mistake of the program. */
export function orderByScore(scores: Float64Array): Uint32Array {
  if (scores.some(Number.isNaN)) throw new RangeError('Cannot rank scores: one of them is NaN');
  const order = Uint32Array.from(scores, (_, i) => i);
  return order.sort((a, b) => scores[b]! - scores[a]! || a - b);
}

/** Cumulative counts at each distinct score, from the highest down: what every ranking metric is made of. */
export interface RankingCurve {
  readonly thresholds: Float64Array;
  /** Positives with a score of at least the threshold. */
  readonly truePositives: Float64Array;
  readonly falsePositives: Float64Array;
  readonly numPositives: number;
  readonly numNegatives: number;
}

/** Walk the scores once; rows of equal score are one step. `labels` are 0 or 1. */
export function rankingCurve(labels: Uint8Array, scores: Float64Array): RankingCurve {
  if (labels.length !== scores.length)
    throw new RangeError(`Cannot compare ${labels.length} labels with ${scores.length} scores`);
  const order = orderByScore(scores);
  const thresholds: number[] = [];
  const truePositives: number[] = [];
  const falsePositives: number[] = [];
  let positives = 0;
  for (let i = 0; i < order.length; ++i) {
    positives += labels[order[i]!]!;
    const score = scores[order[i]!]!;
    if (i + 1 < order.length && scores[order[i + 1]!] === score) continue;
    thresholds.push(score);
    truePositives.push(positives);
    falsePositives.push(i + 1 - positives);
  }
  return {
    thresholds: Float64Array.from(thresholds),
    truePositives: Float64Array.from(truePositives),
    falsePositives: Float64Array.from(falsePositives),
    numPositives: positives,
    numNegatives: labels.length - positives
  };
}

/**
 * Area under the ROC curve by the trapezoid rule, so that a tie counts half (Hanley and McNeil 1982).
 * NaN when there is only one class.
 */
export function rocAuc(labels: Uint8Array, scores: Float64Array): number {
  const { truePositives, falsePositives, numPositives, numNegatives } = rankingCurve(
    labels,
    scores
  );
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
  const { truePositives, falsePositives, numPositives } = rankingCurve(labels, scores);
  let sum = 0;
  let tp = 0;
  for (let i = 0; i < truePositives.length; ++i) {
    const found = truePositives[i]!;
    sum += ((found - tp) * found) / (found + falsePositives[i]!);
    tp = found;
  }
  return sum / numPositives;
}
