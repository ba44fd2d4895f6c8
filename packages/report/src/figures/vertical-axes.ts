import type { Tick } from './figure.ts';
import { type Mark, Plot } from './plot.ts';
import { CHARACTER, percent, shortenLabel } from './text.ts';

/** Axes of a figure of vertical bars: shares upwards, texts at their places below. */
export function verticalAxes(texts: ReadonlyMap<number, string>, numTicks = 4): Mark[] {
  return [
    Plot.gridY({ ticks: numTicks, stroke: 'currentColor', strokeOpacity: 0.15 }),
    Plot.axisY({ ticks: numTicks, tickSize: 0, tickFormat: percent, label: null }),
    axisOfTexts(texts)
  ];
}

export function axisOfTexts(texts: ReadonlyMap<number, string>): Mark {
  return Plot.axisX([...texts.keys()], {
    tickSize: 3,
    tickFormat: (x: number) => texts.get(x) ?? '',
    label: null
  });
}

/** The ticks that fit beside each other on an axis of so many units; both ends have precedence. */
export function fitTicks(
  ticks: readonly Tick[],
  [low, high]: readonly [number, number],
  room: number
): Map<number, string> {
  const placed = ticks.map(({ at, text }) => ({ at, text: shortenLabel(text) }));
  const unit = high > low ? room / (high - low) : room;
  const collides = (a: Tick, b: Tick): boolean =>
    Math.abs(a.at - b.at) * unit < (CHARACTER * (a.text.length + b.text.length + 2)) / 2;
  const kept: Tick[] = [];
  for (const tick of [...placed.slice(0, 1), ...placed.slice(-1), ...placed.slice(1, -1)])
    if (kept.every(other => !collides(tick, other))) kept.push(tick);
  return new Map(kept.map(({ at, text }) => [at, text]));
}
