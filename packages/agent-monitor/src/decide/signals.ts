import { type BrokenColumn, type DriftReport, listBrokenColumns } from '@espalier/core/contracts';
import { mergePoints, type Point } from '../observe/points.ts';
import type { History } from '../observe/read-history.ts';

/** A value with its time in microseconds since 1970. */
export interface Reading {
  readonly time: number;
  readonly value: number;
}

/** The latest value of a metric compared with the median of the window before it; null if absent. */
export interface Comparison {
  readonly latest: number | null;
  readonly median: number | null;
  /** Relative drop in per cent, to 6 decimals; negative if the metric rose. */
  readonly dropPct: number | null;
  /** Time of the latest value. */
  readonly time: number;
  /** The points behind the median. */
  readonly window: {
    readonly from: number | null;
    readonly to: number | null;
    readonly points: number;
  };
}

/** Everything that a plan is based on. */
export interface Signals {
  readonly windowDays: number;
  readonly rocAuc: Comparison;
  readonly prAuc: Comparison;
  /** Compared with the same window; a rise is a negative drop. */
  readonly errorRate: Comparison;
  readonly latencyP95Ms: number | null;
  /** At the point before the latest. */
  readonly latencyP95MsBefore: number | null;
  /** Times of these two. */
  readonly latencyTimes: { readonly latest: number; readonly before: number | null };
  readonly overallDrift: boolean;
  /** Columns above the threshold of the drift report, most shifted first. */
  readonly driftingColumns: readonly string[];
  readonly driftThreshold: number | null;
  readonly brokenColumns: readonly BrokenColumn[];
  readonly numBadLines: number;
  readonly numDuplicates: number;
  readonly numGaps: number;
}

const DAY = 24 * 3600 * 1e6;

/**
 * Compare the latest point with the points of the `windowDays` before it. Points in `live` come from a server or an audit
 * log and count for latency and errors only.
 */
export function computeSignals(
  history: History,
  report: DriftReport,
  windowDays: number,
  live: readonly Point[] = []
): Signals {
  const points = history.points;
  const ops = live.length === 0 ? points : mergePoints(points, live);
  const latest = points.at(-1)!;
  const latestOps = ops.at(-1)!;
  const before = ops.at(-2);
  return {
    windowDays,
    rocAuc: compare(points, latest, windowDays, 'rocAuc'),
    prAuc: compare(points, latest, windowDays, 'prAuc'),
    errorRate: compare(ops, latestOps, windowDays, 'errorRate'),
    latencyP95Ms: latestOps.latencyP95Ms,
    latencyP95MsBefore: before?.latencyP95Ms ?? null,
    latencyTimes: { latest: latestOps.time, before: before?.time ?? null },
    overallDrift: report.overall_drift,
    driftingColumns: driftingColumns(report),
    driftThreshold: report.threshold ?? null,
    brokenColumns: listBrokenColumns(report),
    numBadLines: history.numBadLines,
    numDuplicates: history.numDuplicates,
    numGaps: history.numGaps
  };
}

function compare(
  points: readonly Point[],
  latest: Point,
  windowDays: number,
  metric: 'rocAuc' | 'prAuc' | 'errorRate'
): Comparison {
  const earliest = latest.time - windowDays * DAY;
  const before = points.filter(
    point => point.time >= earliest && point.time < latest.time && point[metric] !== null
  );
  const value = latest[metric];
  const middle = median(before.map(point => point[metric]!));
  const drop = value === null || middle === null ? NaN : (100 * (middle - value)) / middle;
  return {
    latest: value,
    median: middle,
    dropPct: Number.isFinite(drop) ? round(drop, 6) : null,
    time: latest.time,
    window: {
      from: before[0]?.time ?? null,
      to: before.at(-1)?.time ?? null,
      points: before.length
    }
  };
}

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : sorted[half - 1]! / 2 + sorted[half]! / 2;
}

/** Round to a number of decimals, never to -0. */
export function round(value: number, digits: number): number {
  return Number(value.toFixed(digits)) + 0;
}

function driftingColumns({
  features = {},
  threshold = 0.2,
  inconclusive = []
}: DriftReport): string[] {
  return Object.entries(features)
    .filter(([name, psi]) => psi > threshold && !inconclusive.includes(name))
    .sort(([, a], [, b]) => b - a)
    .map(([name]) => name);
}

/** Is p95 latency over the limit in both of the two latest points? */
export function isOverLatency(signals: Signals, limitMs: number): boolean {
  const { latencyP95Ms, latencyP95MsBefore } = signals;
  return (latencyP95Ms ?? 0) > limitMs && (latencyP95MsBefore ?? 0) > limitMs;
}
