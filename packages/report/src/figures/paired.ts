import { printable } from '../escape.ts';
import type { PairedColumns, PairedRows, Tick } from './figure.ts';
import { horizontalAxes } from './horizontal-axes.ts';
import { drawSvg, type Mark, Plot } from './plot.ts';
import { CHARACTER, percent, roomForLabels, shortenLabel, WIDTH } from './text.ts';
import { verticalAxes } from './vertical-axes.ts';

/** The colours of the first and the second side; the style sheet defines them for light and dark. */
const FILLS = ['var(--first)', 'var(--second)'] as const;
/** Share of a bin's width that its two bars fill. */
const FILLED = 0.8;
const MARGIN = 46;
/** Of the bounds at least every fourth is named. */
const MAX_STRIDE = 4;
/** The width of a character, without any room beside it. */
const GLYPH = 5;

export function drawPairedColumns({ label, names, bins, mark }: PairedColumns): string {
  const ticks = ticksOf(bins);
  return drawSvg(label, {
    width: WIDTH,
    height: 150,
    marginLeft: 38,
    marginRight: 8,
    marginTop: mark === undefined ? 8 : 18,
    marginBottom: 22,
    x: { domain: [0, bins.length] },
    y: { domain: [0, highest(bins)] },
    marks: [
      ...verticalAxes(ticks),
      bars(bins, names, (from, to, value) => ({ x1: from, x2: to, y1: 0, y2: value })),
      ...(mark === undefined ? [] : markLine(mark, bins.length)),
      Plot.ruleY([0], { stroke: 'currentColor', strokeOpacity: 0.5 })
    ]
  });
}

export function drawPairedRows({ label, names, bins }: PairedRows): string {
  return drawSvg(label, {
    width: WIDTH,
    height: 30 + 26 * bins.length,
    marginLeft: roomForLabels(bins.map(bin => bin.label)),
    marginRight: 14,
    marginTop: 4,
    marginBottom: 22,
    x: { domain: [0, highest(bins)] },
    y: { domain: [bins.length, 0] },
    marks: [
      ...horizontalAxes(bins.map(({ label: name }) => name)),
      bars(bins, names, (from, to, value) => ({ x1: 0, x2: value, y1: from, y2: to })),
      Plot.ruleX([0], { stroke: 'currentColor', strokeOpacity: 0.5 })
    ]
  });
}

/** A vertical line with its text above it, on the side that has more room. */
function markLine({ at, text }: Tick, numBins: number): Mark[] {
  return [
    Plot.ruleX([at], { stroke: 'var(--ink)', strokeWidth: 1.5 }),
    Plot.text([{ x: at, text: printable(text) }], {
      x: 'x',
      text: 'text',
      frameAnchor: 'top',
      textAnchor: at > numBins / 2 ? 'end' : 'start',
      dx: at > numBins / 2 ? -4 : 4,
      dy: -12,
      fill: 'var(--ink)'
    })
  ];
}

/** Texts by their place on the axis; only every second bound, or fewer, where all of them would not fit. */
function ticksOf(bins: PairedColumns['bins']): Map<number, string> {
  const ticks = bins.flatMap(({ tick }, i) =>
    tick === undefined
      ? []
      : [{ x: tick.at === 'bound' ? i : i + 0.5, text: shortenLabel(tick.text), at: tick.at }]
  );
  const room = (WIDTH - MARGIN) / bins.length;
  const every = (stride: number): typeof ticks =>
    ticks.filter(({ at }, i) => at === 'bin' || i % stride === stride - 1);
  const isCrowded = (shown: typeof ticks): boolean =>
    shown.some(({ x, text }, i) => {
      const next = shown[i + 1];
      const length = (text.length + (next?.text.length ?? 0)) / 2;
      return next !== undefined && (next.x - x) * room < CHARACTER * (length + 1);
    });
  let stride = 1;
  const bounds = (): typeof ticks => every(stride).filter(({ at }) => at === 'bound');
  while (stride < MAX_STRIDE && isCrowded(stride === 1 ? ticks : bounds())) ++stride;
  // The name of a bin stands; a bound that would run into it does not.
  const named = ticks.filter(({ at }) => at === 'bin');
  const kept = every(stride).filter(
    ({ x, text, at }) =>
      at === 'bin' ||
      named.every(
        bin => Math.abs(bin.x - x) * room >= (GLYPH * (text.length + bin.text.length)) / 2
      )
  );
  return new Map(kept.map(({ x, text }) => [x, text]));
}

interface Box {
  readonly x1: number;
  readonly x2: number;
  readonly y1: number;
  readonly y2: number;
}

function bars(
  bins: PairedRows['bins'],
  names: readonly [string, string],
  place: (from: number, to: number, value: number) => Box
): object {
  const boxes = bins.flatMap(({ label, values }, i) =>
    values.map((value, side) => {
      const from = i + (1 - FILLED) / 2 + (side * FILLED) / 2;
      return {
        ...place(from, from + FILLED / 2, value),
        fill: FILLS[side],
        title: printable(`${label}, ${names[side]!}: ${percent(value)}`)
      };
    })
  );
  return Plot.rect(boxes, { x1: 'x1', x2: 'x2', y1: 'y1', y2: 'y2', fill: 'fill', title: 'title' });
}

/** A little more than the longest bar, and more than zero. */
function highest(bins: PairedRows['bins']): number {
  return Math.max(...bins.flatMap(({ values }) => values), 0.01) * 1.05;
}
