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

const FIELDS = {
  roc_auc: 'rocAuc',
  pr_auc: 'prAuc',
  latency_p95_ms: 'latencyP95Ms',
  error_rate: 'errorRate'
} as const;

type Metric = keyof typeof FIELDS;

/**
 * Run the queries of the policy over its window with the HTTP API of Prometheus (query_range). Among several series the
 * largest value counts. Errors: E_SOURCE_UNAVAILABLE, E_HISTORY_INVALID.
 */
export async function readPrometheus(
  url: string,
  { prometheus: { step_minutes, queries }, window_days }: AgentPolicy,
  now: Date,
  token: string | undefined
): Promise<Point[]> {
  const end = Math.floor(now.getTime() / 1000);
  const step = Math.max(1, Math.round(60 * step_minutes));
  const start = end - Math.ceil(window_days * 86_400);
  const byTime = new Map<number, Point>();
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
    for (const [time, value] of valuesOf(text, url)) addValue(byTime, time, FIELDS[metric], value);
  }
  return [...byTime.values()].sort((a, b) => a.time - b.time);
}

function addValue(
  byTime: Map<number, Point>,
  seconds: number,
  field: (typeof FIELDS)[Metric],
  value: number
): void {
  const time = Math.round(seconds * 1e6);
  const known = byTime.get(time) ?? {
    time,
    rocAuc: null,
    prAuc: null,
    latencyP95Ms: null,
    errorRate: null
  };
  byTime.set(time, { ...known, [field]: Math.max(known[field] ?? value, value) });
}

/** All finite values that are not negative; a rate without requests is "NaN". */
function valuesOf(text: string, url: string): [seconds: number, value: number][] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  const result = answerSchema.safeParse(value);
  if (!result.success)
    throw new EspalierError(
      'E_HISTORY_INVALID',
      `Cannot use the answer of "${shownUrl(url)}" as a metrics history: it is not a query_range response`,
      'Pass the base URL of Prometheus, like http://127.0.0.1:9090'
    );
  return result.data.data.result.flatMap(({ values }) =>
    values.flatMap(([seconds, shown]): [number, number][] => {
      const number = Number(shown);
      return Number.isFinite(number) && number >= 0 ? [[seconds, number]] : [];
    })
  );
}
