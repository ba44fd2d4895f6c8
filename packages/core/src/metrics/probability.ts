const { log } = Math;

/** A probability of 0 or 1 costs this much less than certainty, as in scikit-learn. */
const EPSILON = Number.EPSILON;

/** Mean negative log likelihood of 0/1 labels. */
export function logLoss(
  labels: Uint8Array,
  probabilities: Float64Array,
  weights?: Float64Array
): number {
  if (weights !== undefined)
    return weightedMean(weights, i => lossOf(labels[i]!, probabilities[i]!));
  let sum = 0;
  for (let i = 0; i < labels.length; ++i) sum += lossOf(labels[i]!, probabilities[i]!);
  return sum / labels.length;
}

/** Negative log likelihood of one label. */
export function lossOf(label: number, probability: number): number {
  const p = Math.min(Math.max(probability, EPSILON), 1 - EPSILON);
  return -log(label === 1 ? p : 1 - p);
}

/** Mean squared error of the probabilities (Brier 1950). */
export function brierScore(
  labels: Uint8Array,
  probabilities: Float64Array,
  weights?: Float64Array
): number {
  if (weights !== undefined)
    return weightedMean(weights, i => (probabilities[i]! - labels[i]!) ** 2);
  let sum = 0;
  for (let i = 0; i < labels.length; ++i) sum += (probabilities[i]! - labels[i]!) ** 2;
  return sum / labels.length;
}

function weightedMean(weights: Float64Array, valueOf: (row: number) => number): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < weights.length; ++i) {
    if (weights[i] === 0) continue;
    sum += weights[i]! * valueOf(i);
    total += weights[i]!;
  }
  return sum / total;
}
