/** Two distributions over the same bins in order, as pairs of standing bars. */
export interface PairedColumns {
  readonly kind: 'paired-columns';
  /** What the drawing shows, for those who cannot see it. */
  readonly label: string;
  readonly names: readonly [string, string];
  readonly bins: readonly {
    /** What a pointer that rests on the bar is told. */
    readonly label: string;
    /** What stands on the axis: under the bin, or at its lower bound. */
    readonly tick?: { readonly text: string; readonly at: 'bin' | 'bound' };
    readonly values: readonly [number, number];
  }[];
}

/** Two distributions over names, as pairs of lying bars. */
export interface PairedRows {
  readonly kind: 'paired-rows';
  readonly label: string;
  readonly names: readonly [string, string];
  readonly bins: readonly {
    readonly label: string;
    readonly values: readonly [number, number];
  }[];
}

/** A drawing, as data. */
export type Figure = PairedColumns | PairedRows;
