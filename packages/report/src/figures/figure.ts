import { type Tone } from '../blocks.ts';

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

/** Curves on the unit square: both axes go from 0 to 1. */
export interface Curves {
  readonly kind: 'curves';
  readonly label: string;
  /** What the axes mean. */
  readonly x: string;
  readonly y: string;
  readonly curves: readonly Curve[];
}

export interface Curve {
  readonly points: readonly (readonly [x: number, y: number])[];
  /** `aid`: a dashed line to compare with. `steps`: a point's height holds from the point before it. */
  readonly look: 'line' | 'steps' | 'dots' | 'aid';
  /** What a pointer that rests on a dot is told, one text a point. */
  readonly titles?: readonly string[];
}

/** One distribution over ranges of an axis, as standing bars that touch. */
export interface Histogram {
  readonly kind: 'histogram';
  readonly label: string;
  readonly bins: readonly {
    readonly label: string;
    readonly from: number;
    readonly to: number;
    readonly share: number;
  }[];
  /** What stands under the axis. */
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
}

/** One value a name, as lying bars. */
export interface Bars {
  readonly kind: 'bars';
  readonly label: string;
  readonly bars: readonly { readonly label: string; readonly share: number }[];
}

/** Shares with their intervals, one a name, and the one that they are compared with. */
export interface Intervals {
  readonly kind: 'intervals';
  readonly label: string;
  readonly rows: readonly {
    readonly label: string;
    readonly share: number | null;
    readonly interval: readonly [low: number, high: number] | null;
    /** Drawn pale: too little to go by. */
    readonly faint?: boolean;
  }[];
  readonly reference?: number;
}

/** How a probability changes along an axis: a line over the unit interval, on a scale of its own. */
export interface Effect {
  readonly kind: 'effect';
  readonly label: string;
  readonly points: readonly {
    readonly x: number;
    readonly share: number;
    /** What a pointer that rests on the point is told. */
    readonly title: string;
  }[];
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
  /** Drawn dashed, to compare with. */
  readonly reference: number;
}

/** A value over time, and what held meanwhile. */
export interface Series {
  readonly kind: 'series';
  readonly label: string;
  /** In order of time, in milliseconds since 1970; more than one. */
  readonly points: readonly { readonly time: number; readonly value: number }[];
  /** Shaded stretches of time. */
  readonly bands: readonly { readonly from: number; readonly to: number; readonly tone: Tone }[];
  /** Drawn dashed. */
  readonly limit?: number;
}

/** A drawing, as data. */
export type Figure =
  PairedColumns | PairedRows | Curves | Histogram | Bars | Intervals | Effect | Series;
