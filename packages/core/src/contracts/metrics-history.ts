import { z } from 'zod';

/** Metrics are never negative: a -1 for "unknown" must not look like a drop. */
const metric = z.number().min(0).nullish();

/** One line of metrics_history.jsonl; `timestamp` is accepted for `ts`, and a metric may be null or absent. */
export const metricsPointSchema = z.looseObject({
  ts: z.string().optional(),
  timestamp: z.string().optional(),
  roc_auc: metric,
  pr_auc: metric,
  acc: metric,
  latency_p95_ms: metric,
  error_rate: metric
});

export type MetricsPoint = z.infer<typeof metricsPointSchema>;
