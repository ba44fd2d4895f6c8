import { printable } from '../escape.ts';
import type { Contributions } from './figure.ts';
import { rowLabels } from './horizontal-axes.ts';
import { drawSvg, Plot } from './plot.ts';
import { roomForLabels, WIDTH } from './text.ts';

/** Share of a row's height that is left empty above and below its bar. */
const GAP = 0.14;
/** A label holds a column and its value. */
const MAX_LABEL_LENGTH = 26;

export function drawContributions({ label, x, bars }: Contributions): string {
  const labels = bars.map(bar => bar.label);
  const low = Math.min(0, ...bars.map(({ value }) => value));
  const high = Math.max(0, ...bars.map(({ value }) => value));
  const spare = 0.05 * (high - low) || 1;
  return drawSvg(label, {
    width: WIDTH,
    height: 42 + 18 * bars.length,
    marginLeft: roomForLabels(labels, MAX_LABEL_LENGTH),
    marginRight: 14,
    marginTop: 4,
    marginBottom: 36,
    x: { domain: [low - spare, high + spare] },
    y: { domain: [bars.length, 0] },
    marks: [
      Plot.gridX({ ticks: 4, stroke: 'currentColor', strokeOpacity: 0.15 }),
      Plot.axisX({
        ticks: 4,
        tickSize: 0,
        label: printable(x),
        labelAnchor: 'center',
        labelArrow: 'none',
        labelOffset: 32
      }),
      rowLabels(labels, MAX_LABEL_LENGTH),
      Plot.rect(
        bars.map(({ label: name, value }, i) => ({
          x1: Math.min(0, round(value)),
          x2: Math.max(0, round(value)),
          y1: i + GAP,
          y2: i + 1 - GAP,
          fill: value < 0 ? 'var(--first)' : 'var(--second)',
          title: printable(`${name}: ${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`)
        })),
        { x1: 'x1', x2: 'x2', y1: 'y1', y2: 'y2', fill: 'fill', title: 'title' }
      ),
      Plot.ruleX([0], { stroke: 'currentColor', strokeOpacity: 0.5 })
    ]
  });
}

/** More digits cannot be seen. */
function round(value: number): number {
  return Number(value.toFixed(4));
}
