import type { ClassWeights } from '@espalier/core/contracts';

/** The factor of each row in fitting, by its class. Balanced: both classes have the same sum, and the sum of all stays. */
export function classFactors(
  labels: Uint8Array,
  weights: Float64Array | undefined,
  asked: ClassWeights
): Float64Array {
  const { positive, negative } = asked === 'balanced' ? balanced(labels, weights) : asked;
  return Float64Array.from(labels, label => (label === 1 ? positive : negative));
}

function balanced(
  labels: Uint8Array,
  weights: Float64Array | undefined
): { readonly positive: number; readonly negative: number } {
  const sums = [0, 0];
  labels.forEach((label, row) => {
    sums[label]! += weights?.[row] ?? 1;
  });
  const half = (sums[0]! + sums[1]!) / 2;
  return { positive: half / sums[1]!, negative: half / sums[0]! };
}
