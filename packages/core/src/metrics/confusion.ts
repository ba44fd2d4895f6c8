/** Counts of right and wrong decisions. */
export interface Confusion {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly trueNegatives: number;
  readonly falseNegatives: number;
}

/** Counts of decisions: 1 is positive. With weights, sums of them. */
export function confusionOf(
  labels: Uint8Array,
  decisions: Uint8Array,
  weights?: Float64Array
): Confusion {
  if (weights !== undefined) return weighConfusion(labels, decisions, weights);
  let truePositives = 0;
  let falsePositives = 0;
  let numPositives = 0;
  for (let i = 0; i < labels.length; ++i) {
    const label = labels[i]!;
    numPositives += label;
    if (decisions[i] === 0) continue;
    truePositives += label;
    falsePositives += 1 - label;
  }
  return {
    truePositives,
    falsePositives,
    trueNegatives: labels.length - numPositives - falsePositives,
    falseNegatives: numPositives - truePositives
  };
}

function weighConfusion(
  labels: Uint8Array,
  decisions: Uint8Array,
  weights: Float64Array
): Confusion {
  const sums = [0, 0, 0, 0];
  weights.forEach((weight, i) => {
    sums[2 * labels[i]! + decisions[i]!]! += weight;
  });
  const [trueNegatives, falsePositives, falseNegatives, truePositives] = sums as [
    number,
    number,
    number,
    number
  ];
  return { truePositives, falsePositives, trueNegatives, falseNegatives };
}

export function accuracy({
  truePositives,
  falsePositives,
  trueNegatives,
  falseNegatives
}: Confusion): number {
  return (
    (truePositives + trueNegatives) /
    (truePositives + falsePositives + trueNegatives + falseNegatives)
  );
}

/** Share of the positive decisions that are right; 0 when there are none, as scikit-learn has it. */
export function precision({ truePositives, falsePositives }: Confusion): number {
  return ratio(truePositives, truePositives + falsePositives);
}

/** Share of the positives that are found; 0 when there are none. */
export function recall({ truePositives, falseNegatives }: Confusion): number {
  return ratio(truePositives, truePositives + falseNegatives);
}

export function f1({ truePositives, falsePositives, falseNegatives }: Confusion): number {
  return ratio(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives);
}

/** Correlation of decision and label (Matthews 1975); 0 when either has one value only, as scikit-learn has it. */
export function matthews({
  truePositives: tp,
  falsePositives: fp,
  trueNegatives: tn,
  falseNegatives: fn
}: Confusion): number {
  return ratio(tp * tn - fp * fn, Math.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn)));
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
