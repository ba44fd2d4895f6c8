import { printable } from '../escape.ts';
import { type Histogram } from './figure.ts';
import { drawSvg, Plot } from './plot.ts';
import { standingAxes } from './standing-axes.ts';
import { percent, shortened, WIDTH } from './text.ts';

export function drawHistogram({ label, bins, ticks }: Histogram): string {
  const texts = new Map(ticks.map(({ at, text }) => [at, shortened(text)]));
  const highest = Math.max(0.01, ...bins.map(({ share }) => share));
  return drawSvg(label, {
    width: WIDTH,
    height: 130,
    marginLeft: 38,
    marginRight: 12,
    marginTop: 8,
    marginBottom: 22,
    x: { domain: [bins[0]?.from ?? 0, bins.at(-1)?.to ?? 1] },
    y: { domain: [0, highest * 1.05] },
    marks: [
      ...standingAxes(texts, 3),
      Plot.rect(
        bins.map(({ label: name, from, to, share }) => ({
          x1: from,
          x2: to,
          y1: 0,
          y2: share,
          title: printable(`${name}: ${percent(share)}`)
        })),
        {
          x1: 'x1',
          x2: 'x2',
          y1: 'y1',
          y2: 'y2',
          insetLeft: 0.5,
          insetRight: 0.5,
          fill: 'var(--second)',
          title: 'title'
        }
      ),
      Plot.ruleY([0], { stroke: 'currentColor', strokeOpacity: 0.5 })
    ]
  });
}
