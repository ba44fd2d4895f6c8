import { printable } from '../escape.ts';
import type { Intervals } from './figure.ts';
import { horizontalAxes } from './horizontal-axes.ts';
import { drawSvg, Plot } from './plot.ts';
import { percent, roomForLabels, WIDTH } from './text.ts';

type Row = Intervals['rows'][number];

export function drawIntervals({ label, rows, reference }: Intervals): string {
  const opacity = (row: Row): number => (row.faint === true ? 0.45 : 1);
  const bars = rows.flatMap((row, i) =>
    row.interval === null
      ? []
      : [{ x1: row.interval[0], x2: row.interval[1], y: i + 0.5, opacity: opacity(row) }]
  );
  const dots = rows.flatMap((row, i) =>
    row.share === null
      ? []
      : [{ x: row.share, y: i + 0.5, opacity: opacity(row), title: titleOf(row) }]
  );
  const highest = Math.max(
    0.01,
    ...rows.map(({ share, interval }) => Math.max(share ?? 0, interval?.[1] ?? 0))
  );
  return drawSvg(label, {
    width: WIDTH,
    height: 28 + 18 * rows.length,
    marginLeft: roomForLabels(rows.map(row => row.label)),
    marginRight: 18,
    marginTop: 6,
    marginBottom: 22,
    x: { domain: [0, Math.min(1, highest * 1.05)] },
    y: { domain: [rows.length, 0] },
    marks: [
      ...horizontalAxes(rows.map(({ label: name }) => name)),
      ...(reference === undefined
        ? []
        : [Plot.ruleX([reference], { stroke: 'currentColor', strokeDasharray: '3,3' })]),
      Plot.link(bars, {
        x1: 'x1',
        x2: 'x2',
        y1: 'y',
        y2: 'y',
        stroke: 'var(--second)',
        strokeWidth: 2,
        strokeOpacity: 'opacity'
      }),
      Plot.dot(dots, {
        x: 'x',
        y: 'y',
        r: 3.5,
        fill: 'var(--second)',
        fillOpacity: 'opacity',
        title: 'title'
      })
    ]
  });
}

function titleOf({ label, share, interval }: Row): string {
  const range =
    interval === null ? '' : ` (95%: ${percent(interval[0])} to ${percent(interval[1])})`;
  return printable(`${label}: ${share === null ? 'none' : percent(share)}${range}`);
}
