import type { ColumnPair } from '../pair/pair.ts';

const { abs, max, min } = Math;

/** Bounds of a figure that only rows would give exactly. */
export type Bounds = readonly [low: number, high: number];

/** Bounds of both distribution functions at the ends of a bin. */
interface Step {
  readonly from: number;
  readonly to: number;
  /** Does it hold one value? */
  readonly isPoint: boolean;
  /** The share below `from` and below `to`, of the reference and of the new values. */
  readonly f: Bounds;
  readonly g: Bounds;
}

/** KS of two number columns known in bins alone: within a range either function may rise anywhere. */
export function ksBounds(pair: ColumnPair): Bounds | undefined {
  const steps = stepsOf(pair);
  if (steps === undefined) return undefined;
  let low = 0;
  let high = 0;
  for (const { f, g, isPoint } of steps) {
    low = max(low, abs(f[1] - g[1]));
    high = isPoint ? max(high, abs(f[1] - g[1])) : max(high, f[1] - g[0], g[1] - f[0]);
  }
  return [low, min(high, 1)];
}

/**
 * Wasserstein distance of two number columns known in bins alone, in standard deviations of the reference. The gap of the
 * means is a lower bound too.
 */
export function wassersteinBounds(pair: ColumnPair): Bounds | undefined {
  const steps = stepsOf(pair);
  const spread = pair.summary?.reference.std ?? 0;
  if (steps === undefined || pair.summary === undefined || spread === 0) return undefined;
  // Without a minimum and maximum, outer bins have no end.
  if (steps.some(({ from, to }) => !Number.isFinite(to - from))) return undefined;
  let low = 0;
  let high = 0;
  for (const { from, to, f, g } of steps) {
    low += max(0, f[0] - g[1], g[0] - f[1]) * (to - from);
    high += max(f[1] - g[0], g[1] - f[0]) * (to - from);
  }
  const { reference, fresh } = pair.summary;
  const gap = abs((reference.mean ?? 0) - (fresh.mean ?? 0));
  return [max(low, gap) / spread, max(high, gap) / spread];
}

/** One step a bin; undefined where a side has no values, or only estimated counts. */
function stepsOf(pair: ColumnPair): Step[] | undefined {
  const { bins, reference, fresh, summary, isEstimated } = pair;
  if (summary === undefined || isEstimated === true) return undefined;
  const sides = [summary.reference, summary.fresh];
  if (sides.some(({ count }) => count === 0)) return undefined;
  const least = min(...sides.map(side => side.min ?? -Infinity));
  const most = max(...sides.map(side => side.max ?? Infinity));
  const { count: n } = summary.reference;
  const { count: m } = summary.fresh;
  let f = 0;
  let g = 0;
  return bins.flatMap((bin, i): Step[] => {
    if (bin.kind !== 'range') return [];
    const step = {
      from: bin.from === null ? least : max(bin.from, least),
      to: bin.to === null ? most : min(bin.to, most),
      isPoint: bin.value !== undefined,
      f: [f / n, (f + reference[i]!) / n] as const,
      g: [g / m, (g + fresh[i]!) / m] as const
    };
    f += reference[i]!;
    g += fresh[i]!;
    return [{ ...step, to: max(step.from, step.to) }];
  });
}
