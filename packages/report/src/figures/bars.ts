import { printable } from '../escape.ts';
import { type Bars } from './figure.ts';
import { lyingAxes } from './lying-axes.ts';
import { drawSvg, Plot } from './plot.ts';
import { percent, roomFor, WIDTH } from './text.ts';

/** The room that a bar leaves to the next. */
const GAP = 0.14;

export function drawBars({ label, bars }: Bars): string {
  const highest = Math.max(0.01, ...bars.map(({ share }) => share));
  return drawSvg(label, {
    width: WIDTH,
    height: 26 + 18 * bars.length,
    marginLeft: roomFor(bars.map(bar => bar.label)),
    marginRight: 18,
    marginTop: 4,
    marginBottom: 22,
    x: { domain: [0, highest] },
    y: { domain: [bars.length, 0] },
    marks: [
      ...lyingAxes(bars.map(({ label: name }) => name)),
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
