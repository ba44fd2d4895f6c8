import { drawBars } from './bars.ts';
import { drawContributions } from './contributions.ts';
import { drawCurves } from './curves.ts';
import { drawEffect } from './effect.ts';
import type { Figure } from './figure.ts';
import { drawHistogram } from './histogram.ts';
import { drawIntervals } from './intervals.ts';
import { drawPairedColumns, drawPairedRows } from './paired.ts';
import { drawSeries } from './series.ts';

/** Draw a figure as inline SVG. */
export function drawFigure(figure: Figure): string {
  switch (figure.kind) {
    case 'paired-columns':
      return drawPairedColumns(figure);
    case 'paired-rows':
      return drawPairedRows(figure);
    case 'curves':
      return drawCurves(figure);
    case 'histogram':
      return drawHistogram(figure);
    case 'effect':
      return drawEffect(figure);
    case 'series':
      return drawSeries(figure);
    case 'bars':
      return drawBars(figure);
    case 'contributions':
      return drawContributions(figure);
    case 'intervals':
      return drawIntervals(figure);
  }
}
