import type { Tone } from '../tone.ts';

interface Drawing {
  /** Describes the drawing to those who cannot see it. */
  readonly label: string;
}

/** A text on the axis. */
export interface Tick {
  readonly at: number;
  readonly text: string;
}

/** Two distributions over the same ordered bins, as pairs of vertical bars. */
export interface PairedColumns extends Drawing {
  readonly kind: 'paired-columns';
  readonly names: readonly [string, string];
  readonly bins: readonly {
    /** Tooltip of the bar. */
    readonly label: string;
    /** Text on the axis: centred under the bin, or at its lower bound. */
    readonly tick?: { readonly text: string; readonly at: 'bin' | 'bound' };
    readonly values: readonly [number, number];
  }[];
  /** A vertical line with its text, in bins from the left: 2.5 is the middle of the third bin. */
  readonly mark?: Tick;
}

/** Two distributions over names, as pairs of horizontal bars. */
export interface PairedRows extends Drawing {
  readonly kind: 'paired-rows';
  readonly names: readonly [string, string];
  readonly bins: readonly {
    readonly label: string;
    readonly values: readonly [number, number];
  }[];
}

/** Curves on the unit square: both axes go from 0 to 1. */
export interface Curves extends Drawing {
  readonly kind: 'curves';
  /** Titles of the axes. */
  readonly x: string;
  readonly y: string;
  /** Axis values as percentages instead of fractions. */
  readonly isPercent?: boolean;
  readonly curves: readonly Curve[];
}

export interface Curve {
  readonly points: readonly (readonly [x: number, y: number])[];
  /**
   * `aid`: a dashed line to compare with. `steps`: a point's height holds from the point before it. `dots`: a line with
   * its points. `marks`: rings with their texts beside them.
   */
  readonly look: 'line' | 'steps' | 'dots' | 'marks' | 'aid';
  /** Tooltips of dots, texts of marks: one a point. */
  readonly titles?: readonly string[];
}

/** One distribution over ranges of an axis, as vertical bars that touch. */
export interface Histogram extends Drawing {
  readonly kind: 'histogram';
  readonly bins: readonly {
    readonly label: string;
    readonly from: number;
    readonly to: number;
    readonly share: number;
  }[];
  readonly ticks: readonly Tick[];
  /** The area of a bar is its share, for bins of unequal width; else its height is. */
  readonly isDensity?: boolean;
}

/** One share a name, as horizontal bars. */
export interface Bars extends Drawing {
  readonly kind: 'bars';
  readonly bars: readonly { readonly label: string; readonly share: number }[];
}

/** Signed contributions to a sum, as horizontal bars to either side of zero. */
export interface Contributions extends Drawing {
  readonly kind: 'contributions';
  /** Title of the axis: the unit. */
  readonly x: string;
  readonly bars: readonly { readonly label: string; readonly value: number }[];
}

/** Shares with their intervals, one a name. */
export interface Intervals extends Drawing {
  readonly kind: 'intervals';
  readonly rows: readonly {
    readonly label: string;
    readonly share: number | null;
    readonly interval: readonly [low: number, high: number] | null;
    /** Drawn pale: too few rows to rely on. */
    readonly faint?: boolean;
  }[];
  /** The share to compare with, drawn dashed. */
  readonly reference?: number;
}

/** How a probability changes along an axis from 0 to 1, on a vertical scale of its own. */
export interface Effect extends Drawing {
  readonly kind: 'effect';
  readonly points: readonly {
    readonly x: number;
    readonly share: number;
    /** Tooltip of the point. */
    readonly title: string;
  }[];
  readonly ticks: readonly Tick[];
  /** The probability to compare with, drawn dashed. */
  readonly reference: number;
}

/** A value over time, with shaded periods. */
export interface Series extends Drawing {
  readonly kind: 'series';
  /** At least two, in order of time, in milliseconds since 1970. */
  readonly points: readonly { readonly time: number; readonly value: number }[];
  readonly bands: readonly { readonly from: number; readonly to: number; readonly tone: Tone }[];
  /** Drawn dashed. */
  readonly limit?: number;
}

/** A drawing, as data. */
export type Figure =
  | PairedColumns
  | PairedRows
  | Curves
  | Histogram
  | Bars
  | Contributions
  | Intervals
  | Effect
  | Series;
