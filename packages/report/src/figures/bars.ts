import { printable } from '../escape.ts';
import type { Bars } from './figure.ts';
import { horizontalAxes } from './horizontal-axes.ts';
import { drawSvg, Plot } from './plot.ts';
import { percent, roomForLabels, WIDTH } from './text.ts';

/** Share of a row's height that is left empty above and below its bar. */
const GAP = 0.14;

export function drawBars({ label, bars }: Bars): string {
  const highest = Math.max(0.01, ...bars.map(({ share }) => share));
  return drawSvg(label, {
    width: WIDTH,
    height: 26 + 18 * bars.length,
    marginLeft: roomForLabels(bars.map(bar => bar.label)),
    marginRight: 18,
    marginTop: 4,
    marginBottom: 22,
    x: { domain: [0, highest] },
    y: { domain: [bars.length, 0] },
    marks: [
      ...horizontalAxes(bars.map(({ label: name }) => name)),
      Plot.rect(
        bars.map((bar, i) => ({
          x1: 0,
          x2: bar.share,
          y1: i + GAP,
          y2: i + 1 - GAP,
          title: printable(`${bar.label}: ${percent(bar.share)}`)
        })),
        { x1: 'x1', x2: 'x2', y1: 'y1', y2: 'y2', fill: 'var(--second)', title: 'title' }
      ),
      Plot.ruleX([0], { stroke: 'currentColor', strokeOpacity: 0.5 })
    ]
  });
}
