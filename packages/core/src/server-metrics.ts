/** How a server does; null where it does not say. */
export interface ServerMetrics {
  readonly latencyP95Ms: number | null;
  /** Share of the requests for predictions that failed. */
  readonly errorRate: number | null;
}

/** One sample of the Prometheus text format. */
interface Sample {
  readonly name: string;
  readonly value: number;
}

/**
 * Latency and error rate from the /metrics text of a server. The error rate covers the time since the text `before`, or since
 * the server's start. Undefined if the text has neither.
 */
export function parseServerMetrics(text: string, before?: string): ServerMetrics | undefined {
  const now = readSamples(text);
  const then = before === undefined ? [] : readSamples(before);
  const latency = now.filter(({ name }) => name === 'http_request_latency_ms_p95');
  const latencyP95Ms = latency.length === 0 ? null : Math.max(...latency.map(({ value }) => value));
  const errorRate = rateOf(now, then);
  if (latencyP95Ms === null && errorRate === null) return undefined;
  return { latencyP95Ms, errorRate };
}

function rateOf(now: readonly Sample[], then: readonly Sample[]): number | null {
  const requests = totalOf(now, 'predict_requests_total');
  const errors = totalOf(now, 'predict_errors_total') ?? 0;
  if (requests === null) return null;
  const asked = requests - (totalOf(then, 'predict_requests_total') ?? 0);
  const failed = errors - (totalOf(then, 'predict_errors_total') ?? 0);
  // A restarted server counts from zero again.
  if (asked < 0 || failed < 0) return requests > 0 ? errors / requests : null;
  return asked > 0 ? failed / asked : null;
}

function totalOf(samples: readonly Sample[], wanted: string): number | null {
  const found = samples.filter(({ name }) => name === wanted);
  return found.length === 0 ? null : found.reduce((sum, { value }) => sum + value, 0);
}

/** The samples of a text without their labels; skips all other lines. */
function readSamples(text: string): Sample[] {
  return text.split('\n').flatMap(line => {
    const found = /^([A-Za-z_:][\w:]*)(?:\{.*\})? ([^ ]+)(?: \d+)?$/.exec(line.trim());
    const value = Number(found?.[2]);
    return found === null || !Number.isFinite(value) ? [] : [{ name: found[1]!, value }];
  });
}
