import { type Ordinal } from '../contracts/pipeline.ts';
import { type CategoryColumn } from '../table.ts';

export function fitOrdinal({ name, levels }: CategoryColumn): Ordinal {
  return { kind: 'ordinal', column: name, levels: [...levels] };
}

export function applyOrdinal(
  codes: Int32Array, // in: in terms of the step's levels
  out: Float64Array // out: NaN for missing and unseen
): void {
  for (let i = 0; i < codes.length; ++i) out[i] = codes[i]! < 0 ? NaN : codes[i]!;
}
