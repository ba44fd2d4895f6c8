import type { Metric } from 'prom-client';

/** One line of a metric in Prometheus' text format. */
export interface Sample {
  readonly labels?: Readonly<Record<string, string | number>>;
  readonly value: number;
  /** Name of the line if it differs from the metric's: `x_bucket`, `x_sum`, `x_count`. */
  readonly metricName?: string;
}

export interface PulledMetric {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  /** How the values of several workers are combined; sum by default. */
  readonly aggregator?: 'sum' | 'max' | 'first';
  readonly read: () => readonly Sample[];
}

interface MetricsRegistry {
  readonly registerMetric: (metric: Metric) => void;
}

/**
 * Register a metric whose values are read on each scrape, so that requests only increment plain numbers. It has just the
 * methods that prom-client's registry calls.
 */
export function registerPulled(registry: MetricsRegistry, metric: PulledMetric): void {
  const { name, help, type, aggregator = 'sum', read } = metric;
  const pulled = {
    name,
    help,
    type,
    aggregator,
    get: () =>
      Promise.resolve({
        name,
        help,
        type,
        aggregator,
        values: read().map(sample => ({ labels: {}, ...sample }))
      }),
    reset: () => undefined
  };
  registry.registerMetric(pulled as unknown as Metric);
}

/** Counts values by bucket. */
export interface BucketCounter {
  readonly add: (value: number) => void;
  /** The lines of a histogram with that name. */
  readonly read: (name: string, labels: Readonly<Record<string, string>>) => Sample[];
}

export function createBucketCounter(bounds: readonly number[]): BucketCounter {
  const counts = new Float64Array(bounds.length + 1);
  let sum = 0;
  return {
    add(value) {
      let at = 0;
      while (at < bounds.length && value > bounds[at]!) ++at;
      counts[at]! += 1;
      sum += value;
    },
    read: (name, labels) => bucketSamples(name, labels, bounds, counts, sum)
  };
}

/** The lines of a histogram; `counts` has one entry more than `bounds`. */
export function bucketSamples(
  name: string,
  labels: Readonly<Record<string, string>>,
  bounds: readonly number[],
  counts: ArrayLike<number>,
  sum: number
): Sample[] {
  let total = 0;
  const buckets = [...bounds, Infinity].map((bound, i) => {
    total += counts[i]!;
    return {
      metricName: `${name}_bucket`,
      labels: { ...labels, le: bound === Infinity ? '+Inf' : bound },
      value: total
    };
  });
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels, value: sum },
    { metricName: `${name}_count`, labels, value: total }
  ];
}
