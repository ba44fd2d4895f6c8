import { type Figure } from './figure.ts';
import { drawPairedColumns, drawPairedRows } from './paired.ts';

/** A figure as inline SVG. */
export function drawFigure(figure: Figure): string {
  switch (figure.kind) {
    case 'paired-columns':
      return drawPairedColumns(figure);
    case 'paired-rows':
      return drawPairedRows(figure);
  }
}
