import { printable } from '../escape.ts';
import type { Histogram } from './figure.ts';
import { drawSvg, Plot } from './plot.ts';
import { CHARACTER, percent, shortenLabel, WIDTH } from './text.ts';
import { axisOfTexts, fitTicks, verticalAxes } from './vertical-axes.ts';

const MARGIN_LEFT = 38;
const MARGIN_RIGHT = 20;

export function drawHistogram({ label, bins, ticks, isDensity = false }: Histogram): string {
  const domain = [bins[0]?.from ?? 0, bins.at(-1)?.to ?? 1] as const;
  // Half of a long text at the right end lies beyond the bars.
  const beyond = (CHARACTER * shortenLabel(ticks.at(-1)?.text ?? '').length) / 2;
  const marginRight = Math.max(MARGIN_RIGHT, Math.ceil(beyond) + 2);
  const texts = fitTicks(ticks, domain, WIDTH - MARGIN_LEFT - marginRight);
  const heightOf = ({ from, to, share }: Histogram['bins'][number]): number =>
    isDensity ? share / (to - from) : share;
  const highest = Math.max(...bins.map(heightOf), isDensity ? 0 : 0.01);
  return drawSvg(label, {
    width: WIDTH,
    height: 130,
    marginLeft: MARGIN_LEFT,
    marginRight,
    marginTop: 8,
    marginBottom: 22,
    x: { domain },
    y: { domain: [0, highest * 1.05], ...(isDensity ? { axis: null } : {}) },
    marks: [
      ...(isDensity ? [axisOfTexts(texts)] : verticalAxes(texts, 3)),
      Plot.rect(
        bins.map(bin => ({
          x1: bin.from,
          x2: bin.to,
          y1: 0,
          y2: heightOf(bin),
          title: printable(`${bin.label}: ${percent(bin.share)}`)
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
