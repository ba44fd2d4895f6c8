import type { Problem } from '@espalier/core';
import type { MetricsPoint } from '@espalier/core/contracts';
import { parseTime } from '@espalier/core';

/** The metrics at one time; null if not measured. */
export interface Point {
  /** Microseconds since 1970. */
  readonly time: number;
  readonly rocAuc: number | null;
  readonly prAuc: number | null;
  readonly latencyP95Ms: number | null;
  /** Share of failed requests. */
  readonly errorRate: number | null;
}

/** The point of valid fields, or the problems of its time. */
export function parsePoint(fields: MetricsPoint): Point | Problem[] {
  const field = fields.ts === undefined && fields.timestamp !== undefined ? 'timestamp' : 'ts';
  const text = fields[field];
  const time = text === undefined ? undefined : parseTime(text);
  if (time === undefined) {
    const problem = text === undefined ? 'missing' : 'not a time';
    return [{ field, problem, expected: 'ISO 8601, like 2025-08-17T21:32:20Z' }];
  }
  return {
    time,
    rocAuc: fields.roc_auc ?? null,
    prAuc: fields.pr_auc ?? null,
    latencyP95Ms: fields.latency_p95_ms ?? null,
    errorRate: fields.error_rate ?? null
  };
}

/** Merge two lists by time; at equal times values of the second list win where it has any. */
export function mergePoints(first: readonly Point[], second: readonly Point[]): Point[] {
  const byTime = new Map(first.map(point => [point.time, point]));
  for (const point of second) {
    const known = byTime.get(point.time);
    byTime.set(point.time, known === undefined ? point : fillFrom(point, known));
  }
  return [...byTime.values()].sort((a, b) => a.time - b.time);
}

function fillFrom(point: Point, other: Point): Point {
  return {
    time: point.time,
    rocAuc: point.rocAuc ?? other.rocAuc,
    prAuc: point.prAuc ?? other.prAuc,
    latencyP95Ms: point.latencyP95Ms ?? other.latencyP95Ms,
    errorRate: point.errorRate ?? other.errorRate
  };
}

/** An interval is a gap from this multiple of the median interval. */
const GAP_FACTOR = 3;

/** Count the gaps between points in ascending order. */
export function countGaps(points: readonly Point[]): number {
  const steps = points.slice(1).map(({ time }, i) => time - points[i]!.time);
  if (steps.length < 2) return 0;
  const usual = [...steps].sort((a, b) => a - b)[(steps.length - 1) >> 1]!;
  return steps.filter(step => step > GAP_FACTOR * usual).length;
}
