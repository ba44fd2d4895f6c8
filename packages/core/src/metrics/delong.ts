import { type Interval, Z_95 } from './interval.ts';
import { type RankingCurve, rankingCurve, rocAucOf } from './ranking.ts';

/**
 * Interval of the ROC-AUC at 95 %, cut off at 0 and 1 (DeLong, DeLong and Clarke-Pearson 1988). Where the variance has nothing
 * to go by, at perfect separation or with one row of a class, the interval of Newcombe (2006) stands in.
 * NaN when there is only one class.
 */
export function delongInterval(labels: Uint8Array, scores: Float64Array): Interval {
  return delongIntervalOf(rankingCurve(labels, scores));
}

/** `delongInterval()` of rows that are sorted already. */
export function delongIntervalOf(curve: RankingCurve): Interval {
  const numPositives = effectiveCount(curve.numPositives, curve.squares?.positives);
  const numNegatives = effectiveCount(curve.numNegatives, curve.squares?.negatives);
  const auc = rocAucOf(curve);
  if (auc === 0 || auc === 1 || numPositives === 1 || numNegatives === 1)
    return newcombeInterval(auc, numPositives, numNegatives);
  const variance =
    curve.squares === undefined
      ? delongVariance(curve, auc)
      : weightedVariance(curve, curve.squares, auc, numPositives, numNegatives);
  const margin = Z_95 * Math.sqrt(variance);
  return [Math.max(0, auc - margin), Math.min(1, auc + margin)];
}

/** As many rows of equal weight say as much (Kish 1965). */
function effectiveCount(sum: number, squares: Float64Array | undefined): number {
  if (squares === undefined) return sum;
  return sum ** 2 / squares.reduce((total, square) => total + square, 0);
}

/** `delongVariance()` of weighted placements, linearised: with weights of 1 it is the same. */
function weightedVariance(
  { truePositives, falsePositives, numPositives, numNegatives }: RankingCurve,
  squares: NonNullable<RankingCurve['squares']>,
  auc: number,
  effectivePositives: number,
  effectiveNegatives: number
): number {
  let ofPositives = 0;
  let ofNegatives = 0;
  let tp = 0;
  let fp = 0;
  for (let i = 0; i < truePositives.length; ++i) {
    const under = 1 - (fp + falsePositives[i]!) / 2 / numNegatives;
    const over = (tp + truePositives[i]!) / 2 / numPositives;
    ofPositives += squares.positives[i]! * (under - auc) ** 2;
    ofNegatives += squares.negatives[i]! * (over - auc) ** 2;
    tp = truePositives[i]!;
    fp = falsePositives[i]!;
  }
  const correct = (count: number): number => count / (count - 1);
  return (
    (ofPositives / numPositives ** 2) * correct(effectivePositives) +
    (ofNegatives / numNegatives ** 2) * correct(effectiveNegatives)
  );
}

/**
 * One pass in place of all pairs (Sun and Xu 2014): the rows of one score share a midrank, hence their placements: the share
 * of negatives under a positive, the share of positives over a negative.
 */
function delongVariance(curve: RankingCurve, auc: number): number {
  const { truePositives, falsePositives, numPositives, numNegatives } = curve;
  let ofPositives = 0;
  let ofNegatives = 0;
  let tp = 0;
  let fp = 0;
  for (let i = 0; i < truePositives.length; ++i) {
    const under = 1 - (fp + falsePositives[i]!) / 2 / numNegatives;
    const over = (tp + truePositives[i]!) / 2 / numPositives;
    ofPositives += (truePositives[i]! - tp) * (under - auc) ** 2;
    ofNegatives += (falsePositives[i]! - fp) * (over - auc) ** 2;
    tp = truePositives[i]!;
    fp = falsePositives[i]!;
  }
  return (
    ofPositives / (numPositives * (numPositives - 1)) +
    ofNegatives / (numNegatives * (numNegatives - 1))
  );
}

/**
 * Every area that the estimate does not reject, by a variance that depends on the area and the counts alone (Newcombe 2006,
 * method 5).
 */
function newcombeInterval(auc: number, numPositives: number, numNegatives: number): Interval {
  const half = (numPositives + numNegatives) / 2;
  const isRejected = (area: number): boolean => {
    const spread = 1 + (half - 1) * ((1 - area) / (2 - area) + area / (1 + area));
    const variance = (area * (1 - area) * spread) / (numPositives * numNegatives);
    return Math.abs(auc - area) > Z_95 * Math.sqrt(variance);
  };
  const boundTowards = (end: number): number => {
    let inside = auc;
    let outside = end;
    for (let i = 0; i < 60; ++i) {
      const middle = (inside + outside) / 2;
      if (isRejected(middle)) outside = middle;
      else inside = middle;
    }
    return inside;
  };
  return [boundTowards(0), boundTowards(1)];
}
