import type { Ordinal } from '../contracts/pipeline.ts';
import { type CategoryColumn, MISSING } from '../table.ts';

/** The levels of the training rows, in the column's order. */
export function fitOrdinal({ name, levels, codes }: CategoryColumn): Ordinal {
  const present = new Set(codes);
  return { kind: 'ordinal', column: name, levels: levels.filter((_, code) => present.has(code)) };
}

/** Missing is NaN; a level that the step does not know has the code after the last. */
export function applyOrdinal(
  { levels }: Ordinal,
  codes: Int32Array, // in: in terms of the step's levels
  out: Float64Array // out
): void {
  for (let i = 0; i < codes.length; ++i) {
    const code = codes[i]!;
    out[i] = code >= 0 ? code : code === MISSING ? NaN : levels.length;
  }
}
