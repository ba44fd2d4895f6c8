import { percentile95 } from '@espalier/core';
import { readAuditLine } from '@espalier/core/contracts';
import type { Point } from './points.ts';

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
    const record = readAuditLine(line);
    if (record === undefined) {
      ++numBadLines;
      continue;
    }
    const { time } = record;
    const start = Math.floor(time / HOUR);
    const hour = hours.get(start) ?? { latencies: [], errors: 0, last: time };
    hour.latencies.push(record.latencyMs);
    if (record.isError) ++hour.errors;
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
