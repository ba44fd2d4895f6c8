import { printable } from '../escape.ts';
import { type Curve, type Curves } from './figure.ts';
import { drawSvg, Plot } from './plot.ts';
import { WIDTH } from './text.ts';

const GRID = { ticks: 5, stroke: 'currentColor', strokeOpacity: 0.15 };

export function drawCurves({ label, x, y, curves }: Curves): string {
  const axis = { ticks: 5, tickSize: 0, labelAnchor: 'center', labelArrow: 'none' };
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
  const line = Plot.line(rounded, {
    stroke: 'var(--second)',
    strokeWidth: 2,
    curve: look === 'steps' ? 'step-before' : 'linear'
  });
  if (look !== 'dots') return [line];
  const dots = rounded.map(([x, y], i) => ({ x, y, title: printable(titles?.[i] ?? '') }));
  return [line, Plot.dot(dots, { x: 'x', y: 'y', r: 3.5, fill: 'var(--second)', title: 'title' })];
}

/** More digits are not seen. */
function round(share: number): number {
  return Number(share.toFixed(4));
}
