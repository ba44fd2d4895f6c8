import { printable } from '../escape.ts';
import { type Bars } from './figure.ts';
import { drawSvg, Plot } from './plot.ts';
import { percent, roomFor, shortened, WIDTH } from './text.ts';

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
      Plot.gridX({ ticks: 4, stroke: 'currentColor', strokeOpacity: 0.15 }),
      Plot.axisX({
        ticks: 4,
        tickSize: 0,
        tickFormat: (share: number) => percent(share),
        label: null
      }),
      Plot.axisY(
        bars.map((_, i) => i + 0.5),
        {
          tickSize: 0,
          tickFormat: (y: number) => shortened(bars[Math.floor(y)]!.label),
          label: null
        }
      ),
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
