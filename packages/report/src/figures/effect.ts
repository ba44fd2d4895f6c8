import { printable } from '../escape.ts';
import type { Effect } from './figure.ts';
import { drawSvg, Plot } from './plot.ts';
import { percent, WIDTH } from './text.ts';
import { fitTicks, verticalAxes } from './vertical-axes.ts';

/** The vertical axis covers at least this much, so that a weak effect looks flat. */
const MIN_SPAN = 0.1;
const MARGIN = { marginLeft: 38, marginRight: 24 };

export function drawEffect({ label, points, ticks, reference }: Effect): string {
  const texts = fitTicks(ticks, [0, 1], WIDTH - MARGIN.marginLeft - MARGIN.marginRight);
  return drawSvg(label, {
    width: WIDTH,
    height: 150,
    ...MARGIN,
    marginTop: 8,
    marginBottom: 22,
    x: { domain: [0, 1] },
    y: { domain: spanOf([reference, ...points.map(({ share }) => share)]) },
    marks: [
      ...verticalAxes(texts),
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
  const spare = Math.max(0.05 * (high - low), (MIN_SPAN - (high - low)) / 2);
  return [Math.max(0, low - spare), Math.min(1, high + spare)];
}
