import type { Series } from './figure.ts';
import { drawSvg, Plot } from './plot.ts';
import { shortenLabel, WIDTH } from './text.ts';

const FILLS = {
  good: 'var(--good)',
  unsure: 'var(--unsure)',
  bad: 'var(--bad)',
  plain: 'currentColor'
};
const DAY_MS = 86_400_000;

export function drawSeries({ label, points, bands, limit }: Series): string {
  const times = points.map(({ time }) => time);
  const from = times.reduce((a, b) => Math.min(a, b), Infinity);
  const to = times.reduce((a, b) => Math.max(a, b), -Infinity);
  const values = [...points.map(({ value }) => value), ...(limit === undefined ? [] : [limit])];
  const low = values.reduce((a, b) => Math.min(a, b), Infinity);
  const high = values.reduce((a, b) => Math.max(a, b), -Infinity);
  const room = 0.06 * (high - low) || Math.abs(high) * 0.05 || 1;
  const domain = [low - room, high + room] as const;
  const ticks = timeTicks(from, to);
  return drawSvg(label, {
    width: WIDTH,
    height: 150,
    marginLeft: roomForValues(domain[1] - domain[0]),
    marginRight: 14,
    marginTop: 8,
    marginBottom: 22,
    x: { domain: [from, to] },
    y: { domain },
    marks: [
      Plot.rect(
        bands.map(band => ({
          x1: Math.max(band.from, from),
          x2: Math.min(band.to, to),
          y1: domain[0],
          y2: domain[1],
          fill: FILLS[band.tone]
        })),
        { x1: 'x1', x2: 'x2', y1: 'y1', y2: 'y2', fill: 'fill', fillOpacity: 0.22 }
      ),
      Plot.gridY({ ticks: 4, stroke: 'currentColor', strokeOpacity: 0.15 }),
      Plot.axisY({ ticks: 4, tickSize: 0, label: null }),
      Plot.axisX([...ticks.keys()], {
        tickSize: 3,
        tickFormat: (x: number) => ticks.get(x) ?? '',
        label: null
      }),
      ...(limit === undefined
        ? []
        : [Plot.ruleY([limit], { stroke: 'currentColor', strokeDasharray: '3,3' })]),
      Plot.line(
        points.map(({ time, value }): [number, number] => [time, Number(value.toPrecision(6))]),
        { stroke: 'var(--second)', strokeWidth: 1.4 }
      )
    ]
  });
}

const MARGIN_LEFT = 44;
/** Decimals that fit into the margin, and the width of one more. */
const MAX_DECIMALS = 3;
const DECIMAL_WIDTH = 7;

/** Values that differ little have many decimals. */
function roomForValues(range: number): number {
  const decimals = Math.ceil(-Math.log10(range / 4));
  return MARGIN_LEFT + DECIMAL_WIDTH * Math.min(Math.max(decimals - MAX_DECIMALS, 0), 6);
}

const TICKS = 4;

/** A few times, evenly spaced: as days, or as hours when all lie within two days. */
function timeTicks(from: number, to: number): Map<number, string> {
  const isShort = to - from < 2 * DAY_MS;
  return new Map(
    Array.from({ length: TICKS }, (_, i): [number, string] => {
      const time = from + ((i + 0.5) * (to - from)) / TICKS;
      const iso = new Date(time).toISOString();
      return [time, shortenLabel(isShort ? iso.slice(11, 16) : iso.slice(5, 10))];
    })
  );
}
