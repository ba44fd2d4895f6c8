import { AggregatorRegistry, Registry } from 'prom-client';

export const METRICS_TYPE = Registry.PROMETHEUS_CONTENT_TYPE;

interface Figure {
  readonly type: string;
}

/** Sum the counters of workers that have exited; their gauges are dropped. */
export async function retireFigures(ofWorkers: readonly unknown[]): Promise<unknown> {
  const counts = ofWorkers.map(figures =>
    (figures as Figure[]).filter(({ type }) => type === 'counter' || type === 'histogram')
  );
  return AggregatorRegistry.aggregate(counts).getMetricsAsJSON();
}

/** Format the metrics of all workers as one text. */
export function metricsText(ofWorkers: readonly unknown[]): Promise<string> {
  return AggregatorRegistry.aggregate([...ofWorkers] as object[]).metrics();
}
