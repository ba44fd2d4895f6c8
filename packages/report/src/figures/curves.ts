import { printable } from '../escape.ts';
import type { Curve, Curves } from './figure.ts';
import { drawSvg, Plot } from './plot.ts';
import { percent, WIDTH } from './text.ts';

const GRID = { ticks: 5, stroke: 'currentColor', strokeOpacity: 0.15 };

export function drawCurves({ label, x, y, isPercent = false, curves }: Curves): string {
  const axis = {
    ticks: 5,
    tickSize: 0,
    labelAnchor: 'center',
    labelArrow: 'none',
    ...(isPercent ? { tickFormat: percent } : {})
  };
  return drawSvg(label, {
    width: WIDTH,
    height: 286,
    marginLeft: 44,
    marginRight: 10,
    marginTop: 10,
    marginBottom: 36,
    x: { domain: [0, 1] },
    y: { domain: [0, 1] },
    marks: [
      Plot.gridX(GRID),
      Plot.gridY(GRID),
      Plot.axisX({ ...axis, label: printable(x), labelOffset: 32 }),
      Plot.axisY({ ...axis, label: printable(y), labelOffset: 40 }),
      ...curves.flatMap(marksOf)
    ]
  });
}

function marksOf({ points, look, titles }: Curve): object[] {
  const rounded = points.map(([x, y]): [number, number] => [round(x), round(y)]);
  if (look === 'aid')
    return [
      Plot.line(rounded, { stroke: 'currentColor', strokeDasharray: '3,3', strokeOpacity: 0.7 })
    ];
  if (look === 'marks') return marks(rounded, titles);
  const line = Plot.line(rounded, {
    stroke: 'var(--second)',
    strokeWidth: 2,
    curve: look === 'steps' ? 'step-before' : 'linear'
  });
  if (look !== 'dots') return [line];
  const dots = rounded.map(([x, y], i) => ({ x, y, title: printable(titles?.[i] ?? '') }));
  return [line, Plot.dot(dots, { x: 'x', y: 'y', r: 3.5, fill: 'var(--second)', title: 'title' })];
}

/** Rings, each with its text on the side where the curve leaves room. */
function marks(
  points: readonly (readonly [number, number])[],
  titles: readonly string[] = []
): object[] {
  return points.flatMap(([x, y], i) => [
    Plot.dot([{ x, y }], {
      x: 'x',
      y: 'y',
      r: 5,
      fill: 'var(--card)',
      stroke: 'var(--ink)',
      strokeWidth: 2
    }),
    Plot.text([{ x, y, text: printable(titles[i] ?? '') }], {
      x: 'x',
      y: 'y',
      text: 'text',
      textAnchor: x > 0.5 ? 'end' : 'start',
      dx: x > 0.5 ? -10 : 10,
      dy: y < 0.12 ? -10 : 12,
      fill: 'var(--ink)',
      stroke: 'var(--card)',
      strokeWidth: 4
    })
  ]);
}

/** More digits cannot be seen. */
function round(share: number): number {
  return Number(share.toFixed(4));
}
