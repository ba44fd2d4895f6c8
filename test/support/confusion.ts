import { type Confusion, confusionOf } from '../../packages/core/src/metrics/confusion.ts';

/** Counts of the decisions that are positive from a probability on. */
export function confusionAt(
  labels: Uint8Array,
  probabilities: Float64Array,
  threshold: number
): Confusion {
  return confusionOf(
    labels,
    Uint8Array.from(probabilities, p => (p < threshold ? 0 : 1))
  );
}
