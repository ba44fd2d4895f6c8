import { type Mark, Plot } from './plot.ts';
import { percent, shortenLabel } from './text.ts';

/** Axes of a figure of rows below each other: shares along the bottom, a label to the left of every row. */
export function horizontalAxes(labels: readonly string[]): Mark[] {
  return [
    Plot.gridX({ ticks: 4, stroke: 'currentColor', strokeOpacity: 0.15 }),
    Plot.axisX({ ticks: 4, tickSize: 0, tickFormat: percent, label: null }),
    rowLabels(labels)
  ];
}

export function rowLabels(labels: readonly string[], maxLength?: number): Mark {
  return Plot.axisY(
    labels.map((_, i) => i + 0.5),
    {
      tickSize: 0,
      tickFormat: (y: number) => shortenLabel(labels[Math.floor(y)]!, maxLength),
      label: null
    }
  );
}
