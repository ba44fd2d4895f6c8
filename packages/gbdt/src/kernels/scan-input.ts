/** One column of one leaf, as the scans see it. Sums are whole units of the packed gradients. */
export interface Scan {
  /** Histogram of the column: u32 h at 2 * bin, i32 g at 2 * bin + 1. */
  readonly hessians: Uint32Array;
  readonly gradients: Int32Array;
  readonly numBins: number;
  readonly hasMissing: boolean;
  readonly monotone: number;
  /** Sums of the leaf, NODE block. */
  readonly node: Float64Array;
  readonly rule: Float64Array;
  /** SPLIT block. */
  readonly out: Float64Array;
}
