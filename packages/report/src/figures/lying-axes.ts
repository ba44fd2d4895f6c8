import { type Mark, Plot } from './plot.ts';
import { percent, shortened } from './text.ts';

/** Axes of a figure whose rows lie below each other: shares to the right, a label to the left of every row. */
export function lyingAxes(labels: readonly string[]): Mark[] {
  return [
    Plot.gridX({ ticks: 4, stroke: 'currentColor', strokeOpacity: 0.15 }),
    Plot.axisX({
      ticks: 4,
      tickSize: 0,
      tickFormat: (share: number) => percent(share),
      label: null
    }),
    Plot.axisY(
      labels.map((_, i) => i + 0.5),
      { tickSize: 0, tickFormat: (y: number) => shortened(labels[Math.floor(y)]!), label: null }
    )
  ];
}
