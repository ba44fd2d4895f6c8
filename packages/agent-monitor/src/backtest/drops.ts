import { computeDrop } from '../decide/signals.ts';
import type { Points } from '../observe/points.ts';
import { type RankedValues, rankValues, runMedians } from './running-median.ts';

const DAY = 24 * 3600 * 1e6;

/** After each point the relative drop in per cent against the window before it; NaN where it cannot be told. */
export interface Drops {
  readonly rocAuc: Float64Array;
  readonly prAuc: Float64Array;
}

/** Computes the drops of a history for a window in days; policies with the same window share them. */
export type DropSource = (windowDays: number) => Drops;

export function createDropSource(points: Points): DropSource {
  const rocAuc = rankValues(points.rocAuc);
  const prAuc = rankValues(points.prAuc);
  const known = new Map<number, Drops>();
  return windowDays => {
    let drops = known.get(windowDays);
    if (drops === undefined) {
      const length = windowDays * DAY;
      drops = {
        rocAuc: computeDrops(points.time, rocAuc, length),
        prAuc: computeDrops(points.time, prAuc, length)
      };
      known.set(windowDays, drops);
    }
    return drops;
  };
}

function computeDrops(time: Float64Array, ranked: RankedValues, length: number): Float64Array {
  const drops = runMedians(time, ranked, length);
  for (let i = 0; i < drops.length; ++i) {
    const drop = computeDrop(ranked.values[i]!, drops[i]!);
    drops[i] = Number.isFinite(drop) ? drop : NaN;
  }
  return drops;
}
