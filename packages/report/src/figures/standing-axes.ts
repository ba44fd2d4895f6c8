import { type Mark, Plot } from './plot.ts';
import { percent } from './text.ts';

/** Axes of a figure that stands: shares upwards, a text under each of these places. */
export function standingAxes(texts: ReadonlyMap<number, string>, numTicks = 4): Mark[] {
  return [
    Plot.gridY({ ticks: numTicks, stroke: 'currentColor', strokeOpacity: 0.15 }),
    Plot.axisY({
      ticks: numTicks,
      tickSize: 0,
      tickFormat: (share: number) => percent(share),
      label: null
    }),
    Plot.axisX([...texts.keys()], {
      tickSize: 3,
      tickFormat: (x: number) => texts.get(x) ?? '',
      label: null
    })
  ];
}
