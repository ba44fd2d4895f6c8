import type { Figure } from './figures/figure.ts';
import type { Tone } from './tone.ts';

export interface Paragraph {
  readonly kind: 'paragraph';
  readonly text: string;
  readonly tone?: Tone;
}

export interface List {
  readonly kind: 'list';
  readonly items: readonly string[];
}

/** A command to copy, or any other text that keeps its line breaks. */
export interface Command {
  readonly kind: 'command';
  readonly text: string;
}

/** The numbers that matter most, each with its name. */
export interface KeyFigures {
  readonly kind: 'key-figures';
  readonly figures: readonly {
    readonly name: string;
    readonly value: string;
    /** Small print below the value, such as an interval. */
    readonly note?: string;
    readonly tone?: Tone;
  }[];
}

export type Cell = string | { readonly text: string; readonly tone?: Tone; readonly bar?: Bar };

/** A bar below a number: its share of the width, and a mark at the limit. */
export interface Bar {
  readonly share: number;
  readonly limit?: number;
}

export interface Table {
  readonly kind: 'table';
  /** Heading above the table. */
  readonly title?: string;
  /** Small print below the table: how to read it. */
  readonly caption?: string;
  readonly columns: readonly {
    readonly name: string;
    readonly align?: 'left' | 'right';
    /** Allow line breaks in its cells. */
    readonly wrap?: boolean;
  }[];
  /** One cell a column; the first one names the row. */
  readonly rows: readonly (readonly Cell[])[];
  /** Rows shown before the fold: 10 by default. A fold that would hide one or two rows is left out. */
  readonly lead?: number;
}

/** Small drawings side by side: a grid on a wide screen, a strip to swipe through on a phone. */
export interface Figures {
  readonly kind: 'figures';
  /** One sentence on how to read them. */
  readonly caption?: string;
  /** Names of the first and the second colour in all of the drawings. */
  readonly legend?: readonly [string, string];
  readonly figures: readonly {
    readonly title: string;
    readonly note?: string;
    /** One sentence on how to read this drawing. */
    readonly caption?: string;
    /** Names of the colours in this drawing alone. */
    readonly legend?: readonly [string, string];
    readonly tone?: Tone;
    readonly figure: Figure;
  }[];
}

/** Blocks next to each other where the screen is wide enough. */
export interface SideBySide {
  readonly kind: 'side-by-side';
  readonly blocks: readonly Block[];
}

/** Blocks behind a line to open; printed open. */
export interface Fold {
  readonly kind: 'fold';
  readonly title: string;
  readonly blocks: readonly Block[];
}

export type Block = Paragraph | List | Command | KeyFigures | Table | Figures | SideBySide | Fold;
