import { type RankingCurve, rankingCurve } from './ranking.ts';

/**
 * Largest distance between the score distributions of the two classes (Kolmogorov and Smirnov), which is the largest
 * difference of true and false positive rate. NaN when there is only one class.
 */
export function ksOfClasses(labels: Uint8Array, scores: Float64Array): number {
  return ksOf(rankingCurve(labels, scores));
}

/** `ksOfClasses()` of rows that are sorted already. */
export function ksOf(curve: RankingCurve): number {
  const { truePositives, falsePositives, numPositives, numNegatives } = curve;
  let largest = 0;
  for (let i = 0; i < truePositives.length; ++i) {
    const distance = Math.abs(truePositives[i]! / numPositives - falsePositives[i]! / numNegatives);
    largest = Math.max(largest, distance);
  }
  return largest;
}

/**
 * How many times more positives the given share of highest scores holds than as many rows at random. Rows of equal score
 * that straddle the cut count in proportion, as the mean over all orders. NaN without positives.
 */
export function liftAt(labels: Uint8Array, scores: Float64Array, share: number): number {
  return liftOf(rankingCurve(labels, scores), share);
}

/** `liftAt()` of rows that are sorted already. */
export function liftOf(curve: RankingCurve, share: number): number {
  if (!(share > 0 && share <= 1))
    throw new RangeError(
      `Cannot take a share of ${share} of the rows: it must be over 0, at most 1`
    );
  const { truePositives, falsePositives, numPositives, numNegatives } = curve;
  const numChosen = share * (numPositives + numNegatives);
  let found = 0;
  let rank = 0;
  for (let i = 0; i < truePositives.length; ++i) {
    const end = truePositives[i]! + falsePositives[i]!;
    const part = Math.min(1, (numChosen - rank) / (end - rank));
    found += part * (truePositives[i]! - found);
    rank = end;
    if (rank >= numChosen) break;
  }
  return found / (share * numPositives);
}
