import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** How many of the last requests the 95th percentile is taken over. */
const WINDOW = 1024;
const BUCKETS_MS = [0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000];

export interface Metrics {
  /** A request is answered. `route` is a template, never a path. */
  request(route: string, method: string, status: number, milliseconds: number): void;
  /** A prediction was asked for, of so many rows, and answered or not. */
  prediction(numRows: number, succeeded: boolean): void;
  model(name: string, version: string, family: string, isReady: boolean): void;
  /** Prometheus' text format. */
  text(): Promise<string>;
  readonly contentType: string;
}

/** Metrics in a registry of their own: two servers in one process do not meet. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: 'http_requests_total',
    help: 'Requests answered, by route template, method and status code.',
    labelNames: ['route', 'method', 'status'] as const,
    registers
  });
  const latency = new Histogram({
    name: 'http_request_latency_ms',
    help: 'Time from the request to the end of its answer, in milliseconds.',
    labelNames: ['route'] as const,
    buckets: BUCKETS_MS,
    registers
  });
  const window = new Float64Array(WINDOW);
  let seen = 0;
  const p95 = new Gauge({
    name: 'http_request_latency_ms_p95',
    help: `95th percentile of the latency of the last ${WINDOW} requests, in milliseconds.`,
    registers,
    collect() {
      const last = window.slice(0, Math.min(seen, WINDOW)).sort();
      if (last.length > 0) this.set(last[Math.ceil(0.95 * last.length) - 1]!);
    }
  });
  p95.set(0);
  const predictions = new Counter({
    name: 'predict_requests_total',
    help: 'Requests for predictions.',
    registers
  });
  const errors = new Counter({
    name: 'predict_errors_total',
    help: 'Requests for predictions that were not answered with predictions.',
    registers
  });
  const rows = new Counter({ name: 'predict_rows_total', help: 'Rows predicted.', registers });
  const info = new Gauge({
    name: 'model_info',
    help: '1 for the model that is served, 0 when it is not ready.',
    labelNames: ['name', 'version', 'family'] as const,
    registers
  });
  return {
    request(route, method, status, milliseconds) {
      requests.inc({ route, method, status });
      latency.observe({ route }, milliseconds);
      window[seen++ % WINDOW] = milliseconds;
    },
    prediction(numRows, succeeded) {
      predictions.inc();
      if (succeeded) rows.inc(numRows);
      else errors.inc();
    },
    model(name, version, family, isReady) {
      info.reset();
      info.set({ name, version, family }, isReady ? 1 : 0);
    },
    text: () => registry.metrics(),
    contentType: registry.contentType
  };
}
