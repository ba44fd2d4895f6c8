import { type Figure } from './figures/figure.ts';

/** How a piece of news is to be taken. */
export type Tone = 'good' | 'bad' | 'unsure' | 'plain';

/** Running text. */
export interface Paragraph {
  readonly kind: 'paragraph';
  readonly text: string;
}

/** Sentences side by side, none of which leads to the next. */
export interface List {
  readonly kind: 'list';
  readonly items: readonly string[];
}

/** A few numbers that matter, each with its name. */
export interface KeyFigures {
  readonly kind: 'key-figures';
  readonly figures: readonly {
    readonly name: string;
    readonly value: string;
    readonly tone?: Tone;
  }[];
}

export type Cell = string | { readonly text: string; readonly tone?: Tone; readonly bar?: Bar };

/** A bar behind a number: its share of the width, and where the limit is. */
export interface Bar {
  readonly share: number;
  readonly limit?: number;
}

export interface Table {
  readonly kind: 'table';
  readonly caption?: string;
  readonly columns: readonly {
    readonly name: string;
    readonly align?: 'left' | 'right';
    /** May its texts take several lines? */
    readonly wrap?: boolean;
  }[];
  /** One cell a column; the first names the row. */
  readonly rows: readonly (readonly Cell[])[];
}

/** Small drawings side by side, as many as the page is wide for. */
export interface Figures {
  readonly kind: 'figures';
  /** What the colours of all of them mean. */
  readonly legend?: readonly [string, string];
  readonly figures: readonly {
    readonly title: string;
    readonly note?: string;
    /** What the colours mean, where it is this figure alone that needs to say so. */
    readonly legend?: readonly [string, string];
    readonly tone?: Tone;
    readonly figure: Figure;
  }[];
}

export type Block = Paragraph | List | KeyFigures | Table | Figures;
