import type { Standardize } from '../contracts/pipeline.ts';
import { moments } from '../quantiles.ts';

/** Mean and population standard deviation of the cells that are there; a constant column keeps its scale (std 1). */
export function fitStandardize(column: string, values: Float64Array): Standardize {
  const { mean, std } = moments(values);
  // A spread that rounding alone makes is none.
  const isConstant = std <= 1e-12 * Math.abs(mean);
  return { kind: 'standardize', column, mean, std: isConstant ? 1 : std };
}

export function applyStandardize(
  { mean, std }: Standardize,
  values: Float64Array, // in
  out: Float64Array // out
): void {
  for (let i = 0; i < values.length; ++i) out[i] = (values[i]! - mean) / std;
}
