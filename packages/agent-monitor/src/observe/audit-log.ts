import { z } from 'zod';
import { parseTime } from './parse-time.ts';
import type { Point } from './points.ts';

/** The fields of an audit record used here. */
const recordSchema = z.looseObject({
  timestamp: z.string(),
  status: z.enum(['success', 'blocked', 'error']),
  latency_ms: z.number().min(0)
});

const HOUR = 3600 * 1e6;

export interface AuditPoints {
  /** One per hour, at the time of its last record. Blocked requests are not errors. */
  readonly points: readonly Point[];
  readonly numBadLines: number;
}

/** Hourly p95 latency and error rate from the text of an audit log. Counts lines that are not records. */
export function readAuditLog(text: string): AuditPoints {
  const hours = new Map<number, { latencies: number[]; errors: number; last: number }>();
  let numBadLines = 0;
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const record = readRecord(line);
    const time = record === undefined ? undefined : parseTime(record.timestamp);
    if (record === undefined || time === undefined) {
      ++numBadLines;
      continue;
    }
    const start = Math.floor(time / HOUR);
    const hour = hours.get(start) ?? { latencies: [], errors: 0, last: time };
    hour.latencies.push(record.latency_ms);
    if (record.status === 'error') ++hour.errors;
    hour.last = Math.max(hour.last, time);
    hours.set(start, hour);
  }
  const points = [...hours.values()].map(({ latencies, errors, last }) => ({
    time: last,
    rocAuc: null,
    prAuc: null,
    latencyP95Ms: percentile95(latencies),
    errorRate: errors / latencies.length
  }));
  return { points: points.sort((a, b) => a.time - b.time), numBadLines };
}

function readRecord(line: string): z.infer<typeof recordSchema> | undefined {
  try {
    return recordSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** The smallest value that at least 95 % of the values do not exceed. */
function percentile95(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(0.95 * sorted.length) - 1]!;
}
