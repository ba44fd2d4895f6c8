import { AggregatorRegistry, Registry } from 'prom-client';
import { CANARY_REQUESTS } from './model-metrics.ts';
import { registerPulled, type Sample } from './pulled.ts';

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
export async function metricsText(ofWorkers: readonly unknown[]): Promise<string> {
  const registry = AggregatorRegistry.aggregate([...ofWorkers] as object[]);
  const requests = await registry.getSingleMetric(CANARY_REQUESTS)?.get();
  const shares = sharesOf((requests?.values ?? []) as readonly Sample[]);
  registerPulled(registry, {
    name: 'canary_share_given',
    help: 'Share of the requests that the canary got, from 0 to 1; of all workers since they started.',
    type: 'gauge',
    read: () => shares
  });
  return registry.metrics();
}

/** The share of the canary in the requests of each model that has one and was asked. */
function sharesOf(requests: readonly Sample[]): Sample[] {
  const ofCanary = requests.filter(({ labels }) => labels?.['role'] === 'canary');
  return ofCanary.flatMap(({ labels, value }) => {
    const model = String(labels?.['model']);
    const total = requests
      .filter(sample => sample.labels?.['model'] === model)
      .reduce((sum, sample) => sum + sample.value, 0);
    return total === 0 ? [] : [{ labels: { model }, value: value / total }];
  });
}
