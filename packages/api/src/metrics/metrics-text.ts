import { AggregatorRegistry, Registry } from 'prom-client';

export const METRICS_TYPE = Registry.PROMETHEUS_CONTENT_TYPE;

/** The figures of all workers as one text. */
export function metricsText(ofWorkers: readonly unknown[]): Promise<string> {
  return AggregatorRegistry.aggregate([...ofWorkers] as object[]).metrics();
}
