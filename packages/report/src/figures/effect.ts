import { printable } from '../escape.ts';
import { type Effect } from './figure.ts';
import { drawSvg, Plot } from './plot.ts';
import { standingAxes } from './standing-axes.ts';
import { percent, shortened, WIDTH } from './text.ts';

/** A flat line shall look flat: the axis covers at least this share. */
const LEAST_SPAN = 0.1;

export function drawEffect({ label, points, ticks, reference }: Effect): string {
  const texts = new Map(ticks.map(({ at, text }) => [at, shortened(text)]));
  return drawSvg(label, {
    width: WIDTH,
    height: 150,
    marginLeft: 38,
    marginRight: 24,
    marginTop: 8,
    marginBottom: 22,
    x: { domain: [0, 1] },
    y: { domain: spanOf([reference, ...points.map(({ share }) => share)]) },
    marks: [
      ...standingAxes(texts),
      Plot.ruleY([reference], {
        stroke: 'currentColor',
        strokeDasharray: '3,3',
        strokeOpacity: 0.7
      }),
      Plot.line(points, { x: 'x', y: 'share', stroke: 'var(--second)', strokeWidth: 2 }),
      Plot.dot(
        points.map(({ x, share, title }) => ({
          x,
          share,
          title: printable(`${title}: ${percent(share)}`)
        })),
        { x: 'x', y: 'share', r: 2.5, fill: 'var(--second)', title: 'title' }
      )
    ]
  });
}

function spanOf(shares: readonly number[]): [number, number] {
  const low = Math.min(...shares);
  const high = Math.max(...shares);
  const spare = Math.max(0.05 * (high - low), (LEAST_SPAN - (high - low)) / 2);
  return [Math.max(0, low - spare), Math.min(1, high + spare)];
}
