import type { Impute } from '../contracts/pipeline.ts';
import { quantileSorted, sortedFinite } from '../quantiles.ts';

/** The median of the cells that are there; 0 for a column without any. */
export function fitImpute(column: string, values: Float64Array): Impute {
  const sorted = sortedFinite(values);
  return {
    kind: 'impute',
    column,
    value: sorted.length === 0 ? 0 : quantileSorted(sorted, 0.5),
    indicator: sorted.length < values.length
  };
}

export function applyImpute(
  { value }: Impute,
  values: Float64Array, // in
  out: Float64Array // out: no NaN is left
): void {
  for (let i = 0; i < values.length; ++i) {
    const x = values[i]!;
    out[i] = x !== x ? value : x;
  }
}

/** 1 where the cell is empty. */
export function markMissing(
  values: Float64Array, // in
  out: Float64Array // out
): void {
  for (let i = 0; i < values.length; ++i) out[i] = values[i] !== values[i] ? 1 : 0;
}

export function missingShare(values: Float64Array): number {
  return values.reduce((sum, x) => sum + (x !== x ? 1 : 0), 0) / Math.max(1, values.length);
}
