import { type BrokenColumn, type DriftReport, listBrokenColumns } from '@espalier/core/contracts';
import { checkIdentity } from '../observe/check-identity.ts';
import { mergePoints, type MetricField, type Point, type Points } from '../observe/points.ts';
import type { History } from '../observe/read-history.ts';
import type { Unknown } from '../observe/unknown.ts';
import { formatTime } from './format-time.ts';

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
  /** Why it cannot be told whether the model is healthy; empty if it can. */
  readonly cannotTell: readonly Unknown[];
  readonly numBadLines: number;
  readonly numDuplicates: number;
  readonly numGaps: number;
  /** Findings about the sources: names of models, future points, misspelt keys, several series. */
  readonly sourceFindings: readonly Readonly<Record<string, string | string[]>>[];
}

/** Facts about the sources besides their points. */
export interface SourceState {
  readonly stale?: readonly Unknown[];
  readonly series?: readonly string[];
}

const DAY = 24 * 3600 * 1e6;

/**
 * Compare the latest point with the points of the `windowDays` before it. Points in `live` come from a server or an audit
 * log and count for latency and errors only. Errors: E_MODEL_MISMATCH.
 */
export function computeSignals(
  history: History,
  report: DriftReport,
  windowDays: number,
  live: readonly Point[] = [],
  { stale = [], series = [] }: SourceState = {}
): Signals {
  const points = history.points;
  const ops = live.length === 0 ? points : mergePoints(points, live);
  const latestOps = ops.at(-1)!;
  const before = ops.at(-2);
  const rocAuc = compare(points, windowDays, 'rocAuc');
  const prAuc = compare(points, windowDays, 'prAuc');
  return {
    windowDays,
    rocAuc,
    prAuc,
    errorRate: compare(ops, windowDays, 'errorRate'),
    latencyP95Ms: latestOps.latencyP95Ms,
    latencyP95MsBefore: before?.latencyP95Ms ?? null,
    latencyTimes: { latest: latestOps.time, before: before?.time ?? null },
    overallDrift: report.overall_drift,
    driftingColumns: driftingColumns(report),
    driftThreshold: report.threshold ?? null,
    brokenColumns: listBrokenColumns(report),
    cannotTell: [...findBlindness(history, windowDays, { rocAuc, prAuc }), ...stale],
    numBadLines: history.numBadLines,
    numDuplicates: history.numDuplicates,
    numGaps: history.numGaps,
    sourceFindings: [
      ...checkIdentity(history, report, windowDays),
      ...futureFinding(history),
      ...misspeltFinding(history),
      ...(series.length === 0 ? [] : [{ several_series: [...series] }])
    ]
  };
}

function compare(
  points: Points,
  windowDays: number,
  metric: 'rocAuc' | 'prAuc' | 'errorRate'
): Comparison {
  const latest = points.at(-1)!;
  const start = points.firstFrom(latest.time - windowDays * DAY);
  const end = points.length - 1;
  const values = points[metric].slice(start, end).filter(value => !Number.isNaN(value));
  const value = latest[metric];
  const middle = median(values);
  const drop = value === null || middle === null ? NaN : computeDrop(value, middle);
  return {
    latest: value,
    median: middle,
    dropPct: Number.isFinite(drop) ? round(drop, 6) : null,
    time: latest.time,
    window: {
      from: findMeasured(points, metric, start, end, 1) ?? null,
      to: findMeasured(points, metric, end - 1, start - 1, -1) ?? null,
      points: values.length
    }
  };
}

/** Relative drop in per cent. */
export function computeDrop(latest: number, middle: number): number {
  return (100 * (middle - latest)) / middle;
}

/** The time of the first point with the metric, stepping from one index towards another. */
function findMeasured(
  points: Points,
  metric: MetricField,
  from: number,
  to: number,
  step: 1 | -1
): number | undefined {
  for (let i = from; i !== to; i += step)
    if (!Number.isNaN(points[metric][i])) return points.time[i];
  return undefined;
}

function median(values: Float64Array): number | null {
  if (values.length === 0) return null;
  const sorted = values.sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : sorted[half - 1]! / 2 + sorted[half]! / 2;
}

/** Round to a number of decimals, never to -0. */
export function round(value: number, digits: number): number {
  return Number(value.toFixed(digits)) + 0;
}

/**
 * Blind is not healthy: there are points before the latest time, but neither quality can be compared there. A single point
 * is not blind but new.
 */
function findBlindness(
  { points, damage }: History,
  windowDays: number,
  { rocAuc, prAuc }: Pick<Signals, 'rocAuc' | 'prAuc'>
): Unknown[] {
  if (damage !== undefined) return [{ about: ['roc_auc', 'pr_auc'], because: damage }];
  if (points.length < 2 || rocAuc.dropPct !== null || prAuc.dropPct !== null) return [];
  const roc = explain(points, rocAuc, 'rocAuc', windowDays);
  const pr = explain(points, prAuc, 'prAuc', windowDays);
  return roc === pr
    ? [{ about: ['roc_auc', 'pr_auc'], because: roc }]
    : [
        { about: ['roc_auc'], because: roc },
        { about: ['pr_auc'], because: pr }
      ];
}

function explain(
  points: Points,
  { latest, window }: Comparison,
  metric: 'rocAuc' | 'prAuc',
  windowDays: number
): string {
  const time = formatTime(points.at(-1)!.time);
  const last = findMeasured(points, metric, points.length - 2, -1, -1);
  if (latest === null)
    return last === undefined
      ? 'never measured'
      : `not measured at ${time}, the latest point; last measured at ${formatTime(last)}`;
  if (window.points > 0) return `the median of the ${windowDays} days before ${time} is 0`;
  return last === undefined
    ? `measured at ${time} alone, so there is nothing to compare with`
    : `no value in the ${windowDays} days before ${time}; the one before is of ${formatTime(last)}`;
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

const MAX_NAMED = 5;

function futureFinding({ futureTimes }: History): { history_future_points: string[] }[] {
  if (futureTimes.length === 0) return [];
  const shown = futureTimes.slice(0, MAX_NAMED).map(formatTime);
  const hidden = futureTimes.length - shown.length;
  return [{ history_future_points: hidden > 0 ? [...shown, `and ${hidden} more`] : shown }];
}

/** Keys that seem to be a metric which a rule reads. */
function misspeltFinding({ misspelt }: History): { history_unknown_keys: string[] }[] {
  const found = [...misspelt].filter(([, meant]) => meant !== 'acc').sort();
  if (found.length === 0) return [];
  return [
    {
      history_unknown_keys: found.map(([key, meant]) => `${key.slice(0, 40)}: ${meant}, perhaps`)
    }
  ];
}

/** Is p95 latency over the limit in both of the two latest points? */
export function isOverLatency(
  { latencyP95Ms, latencyP95MsBefore }: Pick<Signals, 'latencyP95Ms' | 'latencyP95MsBefore'>,
  limitMs: number
): boolean {
  return (latencyP95Ms ?? 0) > limitMs && (latencyP95MsBefore ?? 0) > limitMs;
}
