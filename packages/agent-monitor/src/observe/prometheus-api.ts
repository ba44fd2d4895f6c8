import { EspalierError } from '@espalier/core';
import type { AgentPolicy } from '@espalier/core/contracts';
import { fetchText, shownUrl } from '@espalier/core/files';
import { z } from 'zod';
import type { Point } from './points.ts';

const answerSchema = z.looseObject({
  status: z.literal('success'),
  data: z.looseObject({
    result: z.array(
      z.looseObject({ values: z.array(z.tuple([z.number(), z.string()])).default([]) })
    )
  })
});

const TIMEOUT_MS = 30_000;

/** How a metric is kept: the worst of several series counts. */
const METRICS = {
  roc_auc: { field: 'rocAuc', worst: Math.min, most: 1 },
  pr_auc: { field: 'prAuc', worst: Math.min, most: 1 },
  latency_p95_ms: { field: 'latencyP95Ms', worst: Math.max, most: Infinity },
  error_rate: { field: 'errorRate', worst: Math.max, most: 1 }
} as const;

type Metric = keyof typeof METRICS;

export interface Scraped {
  readonly points: readonly Point[];
  /** A sentence for each metric that came in several series. */
  readonly series: readonly string[];
  /** Values left out: negative, or over 1 where a share is due. */
  readonly numBad: number;
}

/**
 * Run the queries of the policy over its window with the HTTP API of Prometheus (query_range). Among several series the
 * worst value counts: the smallest of a quality, the largest of latency and errors. Errors: E_SOURCE_UNAVAILABLE,
 * E_HISTORY_INVALID.
 */
export async function readPrometheus(
  url: string,
  { prometheus: { step_minutes, queries }, window_days }: AgentPolicy,
  now: Date,
  token: string | undefined
): Promise<Scraped> {
  const end = Math.floor(now.getTime() / 1000);
  const step = Math.max(1, Math.round(60 * step_minutes));
  const start = end - Math.ceil(window_days * 86_400);
  const byTime = new Map<number, Point>();
  const series: string[] = [];
  let numBad = 0;
  for (const [metric, query] of Object.entries(queries) as [Metric, string | undefined][]) {
    if (query === undefined) continue;
    const parameters = new URLSearchParams({
      query,
      start: String(start),
      end: String(end),
      step: String(step)
    });
    const address = `${url.replace(/\/+$/, '')}/api/v1/query_range?${parameters.toString()}`;
    const text = await fetchText(address, { token, timeoutMs: TIMEOUT_MS });
    const { result } = parseAnswer(text, url);
    const { worst } = METRICS[metric];
    if (result.length > 1)
      series.push(
        `${metric}: the ${worst === Math.min ? 'smallest' : 'largest'} of ${result.length} series`
      );
    for (const { values } of result) numBad += addValues(byTime, metric, values);
  }
  const points = [...byTime.values()].sort((a, b) => a.time - b.time);
  return { points, series, numBad };
}

/** Add the values of one series; a rate without requests is "NaN". Returns how many values are impossible. */
function addValues(
  byTime: Map<number, Point>,
  metric: Metric,
  values: readonly (readonly [number, string])[]
): number {
  const { field, worst, most } = METRICS[metric];
  let numBad = 0;
  for (const [seconds, shown] of values) {
    const value = Number(shown);
    const isFinite = Number.isFinite(value);
    const isBad = isFinite && (value < 0 || value > most);
    if (isBad) ++numBad;
    const time = Math.round(seconds * 1e6);
    const known = byTime.get(time) ?? {
      time,
      rocAuc: null,
      prAuc: null,
      latencyP95Ms: null,
      errorRate: null
    };
    const isUsed = isFinite && !isBad;
    byTime.set(time, isUsed ? { ...known, [field]: worst(known[field] ?? value, value) } : known);
  }
  return numBad;
}

function parseAnswer(text: string, url: string): z.infer<typeof answerSchema>['data'] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  const result = answerSchema.safeParse(value);
  if (result.success) return result.data.data;
  throw new EspalierError(
    'E_HISTORY_INVALID',
    `Cannot use the answer of "${shownUrl(url)}" as a metrics history: it is not a query_range response`,
    'Pass the base URL of Prometheus, like http://127.0.0.1:9090'
  );
}
