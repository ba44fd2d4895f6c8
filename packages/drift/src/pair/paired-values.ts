/** Summary of the finite values of a side; null where there are none. `std` is that of the population. */
export interface NumberSummary {
  readonly count: number;
  readonly mean: number | null;
  readonly std: number | null;
  readonly min: number | null;
  readonly max: number | null;
  /** Exact, where there are rows to take it from. */
  readonly median?: number | null;
  /** The bins of a side with counts alone. */
  readonly edges?: readonly number[];
  readonly counts?: readonly number[];
}

export interface PairedArrays {
  readonly reference: Float64Array;
  readonly fresh: Float64Array;
}

/** The finite values of both sides, in any order, and what their ascending order tells. */
export interface PairedValues extends PairedArrays {
  /** The nine deciles of each side; none of a side without values. */
  readonly deciles: PairedArrays;
  /** Kolmogorov-Smirnov and Wasserstein distance; undefined where a side has no values. */
  readonly distances: { readonly ks: number; readonly wasserstein: number } | undefined;
}
