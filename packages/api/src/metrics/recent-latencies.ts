/** Latencies remembered of each route. */
const CAPACITY = 1024;
/** Older ones do not count. */
const WINDOW_MS = 300_000;

/** The 95th percentile of recent latencies, in milliseconds. */
export interface RecentLatencies {
  readonly add: (route: string, milliseconds: number) => void;
  /** Of all routes; 0 without any. */
  readonly all: () => number;
  /** Of each route that has any. */
  readonly byRoute: () => readonly (readonly [route: string, milliseconds: number])[];
}

interface Ring {
  readonly values: Float64Array;
  readonly times: Float64Array;
  seen: number;
}

export function createRecentLatencies(elapsed: () => number): RecentLatencies {
  const rings = new Map<string, Ring>();
  const recentOf = ({ values, times, seen }: Ring): Float64Array => {
    const since = elapsed() - WINDOW_MS;
    return values.slice(0, Math.min(seen, CAPACITY)).filter((_, i) => times[i]! >= since);
  };
  return {
    add(route, milliseconds) {
      let ring = rings.get(route);
      if (ring === undefined) {
        ring = { values: new Float64Array(CAPACITY), times: new Float64Array(CAPACITY), seen: 0 };
        rings.set(route, ring);
      }
      const at = ring.seen++ % CAPACITY;
      ring.values[at] = milliseconds;
      ring.times[at] = elapsed();
    },
    all: () =>
      percentile95(Float64Array.from([...rings.values()].flatMap(ring => [...recentOf(ring)]))),
    byRoute: () =>
      [...rings].flatMap(([route, ring]) => {
        const recent = recentOf(ring);
        return recent.length === 0 ? [] : [[route, percentile95(recent)] as const];
      })
  };
}

function percentile95(values: Float64Array): number {
  return values.length === 0 ? 0 : values.sort()[Math.ceil(0.95 * values.length) - 1]!;
}
