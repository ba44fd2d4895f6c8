import { nearest, parseTime, type Problem } from '@espalier/core';
import {
  METRIC_NAMES,
  type MetricName,
  type MetricsPoint,
  metricsPointSchema,
  schemaProblems
} from '@espalier/core/contracts';
import type { Point } from './points.ts';

/** A line that cannot be used: its problems, and its time where that can be read. */
export interface BadPoint {
  readonly problems: readonly Problem[];
  readonly time?: number;
}

/** A line of a history. */
export interface ParsedPoint {
  readonly point: Point;
  readonly model: string | undefined;
  readonly version: string | undefined;
}

const EXPECTED_TIME = 'ISO 8601, like 2025-08-17T21:32:20Z';

/** The point of an object of metrics, or its problems, never with its values. */
export function parsePoint(value: unknown): ParsedPoint | BadPoint {
  const fields = withoutWordsForNaN(value);
  const quick = parseUsual(fields);
  if (quick !== undefined) return quick;
  const result = metricsPointSchema.safeParse(fields, { reportInput: true });
  if (!result.success) {
    const time = findTime(fields);
    return {
      problems: schemaProblems(metricsPointSchema, result.error).map(problem =>
        problem.field === 'ts' || problem.field === 'timestamp'
          ? { ...problem, expected: EXPECTED_TIME }
          : problem
      ),
      ...(time === undefined ? {} : { time })
    };
  }
  return createPoint(result.data);
}

export function isBad(parsed: ParsedPoint | BadPoint): parsed is BadPoint {
  return 'problems' in parsed;
}

function createPoint(fields: MetricsPoint): ParsedPoint | BadPoint {
  const field = fields.ts === undefined && fields.timestamp !== undefined ? 'timestamp' : 'ts';
  const text = fields[field];
  const time = text === undefined ? undefined : parseTime(text);
  if (time === undefined) {
    const problem = text === undefined ? 'missing' : 'not a time';
    return { problems: [{ field, problem, expected: EXPECTED_TIME }] };
  }
  return {
    point: {
      time,
      rocAuc: fields.roc_auc ?? null,
      prAuc: fields.pr_auc ?? null,
      latencyP95Ms: fields.latency_p95_ms ?? null,
      errorRate: fields.error_rate ?? null
    },
    model: fields.model ?? undefined,
    version: fields.version ?? undefined
  };
}

/** The usual line without the schema, which takes twenty times as long; undefined for a line that needs a closer look. */
function parseUsual(value: unknown): ParsedPoint | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const { ts, roc_auc, pr_auc, acc, latency_p95_ms, error_rate, model, version } = value as Record<
    string,
    unknown
  >;
  const isUsual =
    typeof ts === 'string' &&
    isShare(roc_auc) &&
    isShare(pr_auc) &&
    isShare(acc) &&
    isAmount(latency_p95_ms) &&
    isShare(error_rate) &&
    isName(model) &&
    isName(version);
  if (!isUsual) return undefined;
  const time = parseTime(ts);
  if (time === undefined) return undefined;
  return {
    point: {
      time,
      rocAuc: roc_auc ?? null,
      prAuc: pr_auc ?? null,
      latencyP95Ms: latency_p95_ms ?? null,
      errorRate: error_rate ?? null
    },
    model: model ?? undefined,
    version: version ?? undefined
  };
}

function isAmount(value: unknown): value is number | null | undefined {
  return (
    value === null || value === undefined || (Number.isFinite(value) && (value as number) >= 0)
  );
}

function isShare(value: unknown): value is number | null | undefined {
  return isAmount(value) && (value ?? 0) <= 1;
}

function isName(value: unknown): value is string | null | undefined {
  return value === null || value === undefined || typeof value === 'string';
}

function findTime(value: unknown): number | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { ts, timestamp } = value as Record<string, unknown>;
  const text = ts ?? timestamp;
  return typeof text === 'string' ? parseTime(text) : undefined;
}

const WORD_FOR_NAN = /^\s*[+-]?(?:nan|na|inf|infinity)\s*$/i;

/** Null in place of a metric that is not finite, or is written as R and pandas write one. */
function withoutWordsForNaN(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const fields = value as Record<string, unknown>;
  const odd = METRIC_NAMES.filter(name => {
    const metric = fields[name];
    return typeof metric === 'number'
      ? !Number.isFinite(metric)
      : typeof metric === 'string' && WORD_FOR_NAN.test(metric);
  });
  return odd.length === 0
    ? value
    : { ...fields, ...Object.fromEntries(odd.map(name => [name, null])) };
}

/** Names that other programs have for the metrics, without their separators. */
const OTHER_NAMES: Readonly<Record<string, MetricName>> = {
  auc: 'roc_auc',
  auroc: 'roc_auc',
  aucroc: 'roc_auc',
  roc: 'roc_auc',
  rocaucscore: 'roc_auc',
  prauc: 'pr_auc',
  auprc: 'pr_auc',
  aucpr: 'pr_auc',
  ap: 'pr_auc',
  averageprecision: 'pr_auc',
  averageprecisionscore: 'pr_auc',
  accuracy: 'acc',
  accuracyscore: 'acc',
  p95: 'latency_p95_ms',
  p95ms: 'latency_p95_ms',
  latency: 'latency_p95_ms',
  latencyp95: 'latency_p95_ms',
  latencyms: 'latency_p95_ms',
  p95latency: 'latency_p95_ms',
  p95latencyms: 'latency_p95_ms',
  errors: 'error_rate',
  errorratio: 'error_rate',
  errrate: 'error_rate'
};

/** The metric that a key which is none most likely stands for. */
export function guessMetric(key: string): MetricName | undefined {
  const plain = key.toLowerCase().replace(/[^a-z0-9]/g, '');
  const same = METRIC_NAMES.find(name => name.replaceAll('_', '') === plain);
  // A short word is near to everything.
  return same ?? OTHER_NAMES[plain] ?? (key.length < 5 ? undefined : nearestMetric(key));
}

function nearestMetric(key: string): MetricName | undefined {
  const found = nearest(key.slice(0, 100), METRIC_NAMES);
  return METRIC_NAMES.find(name => name === found);
}
