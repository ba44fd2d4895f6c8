import { z } from 'zod';

/** Metrics are never negative: a -1 for "unknown" must not look like a drop. */
const amount = z.number().min(0).nullish();
/** A 91 that stands for 91 % must not look like a rise. */
const share = z.number().min(0).max(1).nullish();
const name = z.string().nullish().catch(undefined);

/** One line of metrics_history.jsonl; `timestamp` is accepted for `ts`, and a metric may be null or absent. */
export const metricsPointSchema = z.looseObject({
  ts: z.string().optional(),
  timestamp: z.string().optional(),
  roc_auc: share,
  pr_auc: share,
  acc: share,
  latency_p95_ms: amount,
  error_rate: share,
  /** The model that the line is about. */
  model: name,
  version: name
});

export type MetricsPoint = z.infer<typeof metricsPointSchema>;

/** The metrics that a line may hold. */
export const METRIC_NAMES = ['roc_auc', 'pr_auc', 'acc', 'latency_p95_ms', 'error_rate'] as const;

export type MetricName = (typeof METRIC_NAMES)[number];
