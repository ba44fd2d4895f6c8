import { type DriftReport } from '@espalier/core';
import { type History, type Point } from './read-history.ts';

/** The latest value of a metric against the median of the window before it; null where there is none. */
export interface Comparison {
  readonly latest: number | null;
  readonly median: number | null;
  /** Relative fall in per cent, to 6 digits; negative when the metric rose. */
  readonly dropPct: number | null;
}

/** What the data of a column suffers from beyond a shift. */
export interface BrokenColumn {
  readonly column: string;
  readonly finding: 'empty' | 'type_changed';
}

/** Everything that a plan rests on. */
export interface Signals {
  readonly windowDays: number;
  readonly rocAuc: Comparison;
  readonly prAuc: Comparison;
  readonly latencyP95Ms: number | null;
  /** Of the point before the latest. */
  readonly latencyP95MsBefore: number | null;
  readonly overallDrift: boolean;
  readonly brokenColumns: readonly BrokenColumn[];
  readonly numBadLines: number;
}

const DAY = 24 * 3600 * 1e6;

/** Weigh the latest point against the points of the `windowDays` before it. */
export function signalsOf(history: History, report: DriftReport, windowDays: number): Signals {
  const points = history.points;
  const latest = points.at(-1)!;
  const earliest = latest.time - windowDays * DAY;
  const before = points.filter(({ time }) => time >= earliest && time < latest.time);
  return {
    windowDays,
    rocAuc: compare(latest, before, 'rocAuc'),
    prAuc: compare(latest, before, 'prAuc'),
    latencyP95Ms: latest.latencyP95Ms,
    latencyP95MsBefore: points.at(-2)?.latencyP95Ms ?? null,
    overallDrift: report.overall_drift,
    brokenColumns: brokenColumns(report),
    numBadLines: history.numBadLines
  };
}

function compare(latest: Point, before: readonly Point[], metric: 'rocAuc' | 'prAuc'): Comparison {
  const value = latest[metric];
  const middle = median(before.map(point => point[metric]).filter(known => known !== null));
  const drop = value === null || middle === null ? NaN : (100 * (middle - value)) / middle;
  return {
    latest: value,
    median: middle,
    dropPct: Number.isFinite(drop) ? rounded(drop, 6) : null
  };
}

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : sorted[half - 1]! / 2 + sorted[half]! / 2;
}

/** To that many decimals, and never -0. */
export function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits)) + 0;
}

function brokenColumns({ findings = [] }: DriftReport): BrokenColumn[] {
  const broken = new Map<string, BrokenColumn>();
  for (const { column, finding } of findings)
    if (!broken.has(column) && (finding === 'empty' || finding === 'type_changed'))
      broken.set(column, { column, finding });
  return [...broken.values()];
}

/** Is p95 latency over the limit in both of the two latest points? */
export function isOverLatency(signals: Signals, limitMs: number): boolean {
  const { latencyP95Ms, latencyP95MsBefore } = signals;
  return (latencyP95Ms ?? 0) > limitMs && (latencyP95MsBefore ?? 0) > limitMs;
}
