/** A column that is mostly zero: where it is not, and what stands there. */
export interface SparseColumn {
  /** Ascending. */
  readonly rows: Uint32Array;
  readonly values: Float64Array;
}

/** A column of n values. Either form gives the same sums, to the bit: zeros add nothing. */
export type FeatureColumn = Float64Array | SparseColumn;

/** A column with a greater share of nonzero values stays dense. */
const MAX_DENSITY = 0.3;

/** The column in the form that takes fewer steps. */
export function compress(values: Float64Array): FeatureColumn {
  let count = 0;
  for (let i = 0; i < values.length; ++i) if (values[i] !== 0) ++count;
  if (count > MAX_DENSITY * values.length) return values;
  const sparse = { rows: new Uint32Array(count), values: new Float64Array(count) };
  let at = 0;
  for (let i = 0; i < values.length; ++i) {
    if (values[i] === 0) continue;
    sparse.rows[at] = i;
    sparse.values[at++] = values[i]!;
  }
  return sparse;
}

/** to += scale * from */
export function addScaled(
  scale: number,
  from: FeatureColumn, // in
  to: Float64Array // in, out
): void {
  if (from instanceof Float64Array) {
    for (let i = 0; i < to.length; ++i) to[i]! += scale * from[i]!;
    return;
  }
  const { rows, values } = from;
  for (let i = 0; i < rows.length; ++i) to[rows[i]!]! += scale * values[i]!;
}

/** The sum of a * b. */
export function product(a: FeatureColumn, b: Float64Array): number {
  let total = 0;
  if (a instanceof Float64Array) {
    for (let i = 0; i < a.length; ++i) total += a[i]! * b[i]!;
    return total;
  }
  const { rows, values } = a;
  for (let i = 0; i < rows.length; ++i) total += values[i]! * b[rows[i]!]!;
  return total;
}
