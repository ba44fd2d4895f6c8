import { EspalierError, type Problem } from '@espalier/core';
import {
  type DriftReport,
  driftReportSchema,
  metricsPointSchema,
  schemaProblems
} from '@espalier/core/contracts';
import { countGaps, parsePoint, type Point } from './points.ts';
import type { History } from './read-history.ts';

export interface MonitorInput {
  readonly history: History;
  readonly report: DriftReport;
}

const HINT =
  'Send {"metrics": [{"ts": "2025-08-17T21:32:20Z", "roc_auc": 0.91, ...}, ...], "drift": {"overall_drift": false, ...}}';

/**
 * Check the body of POST /monitor: metric points in any order and a drift report. Errors: E_BODY_TYPE for a wrong form,
 * E_FIELD_INVALID with all problems of its fields, never their values.
 */
export function parseMonitorBody(body: unknown): MonitorInput {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw wrongForm('the body must be an object');
  const { metrics, drift } = body as { metrics?: unknown; drift?: unknown };
  if (!Array.isArray(metrics)) throw wrongForm('"metrics" must be a list');
  if (metrics.length === 0) throw wrongForm('"metrics" must not be empty');
  if (typeof drift !== 'object' || drift === null || Array.isArray(drift))
    throw wrongForm('"drift" must be an object');
  const read = metrics.map((value: unknown, row) => readPoint(value, row));
  const report = driftReportSchema.safeParse(withoutNulls(drift), { reportInput: true });
  const details: Problem[] = [
    ...read.flatMap(({ problems }) => problems),
    ...(report.success
      ? []
      : schemaProblems(driftReportSchema, report.error).map(problem => ({
          ...problem,
          field: problem.field === undefined ? 'drift' : `drift.${problem.field}`
        })))
  ];
  if (details.length > 0 || !report.success)
    throw new EspalierError('E_FIELD_INVALID', 'Cannot plan from this body', HINT, { details });
  return { history: historyOf(read.flatMap(({ points }) => points)), report: report.data };
}

/** Drop the fields that are null: clients with optional fields send them so. */
function withoutNulls(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== null));
}

function readPoint(value: unknown, row: number): { points: Point[]; problems: Problem[] } {
  const result = metricsPointSchema.safeParse(withoutNulls(value), { reportInput: true });
  const found = result.success
    ? parsePoint(result.data)
    : schemaProblems(metricsPointSchema, result.error);
  if (!Array.isArray(found)) return { points: [found], problems: [] };
  const problems = found.map(problem => ({
    ...problem,
    row,
    field: problem.field === undefined ? 'metrics' : `metrics.${problem.field}`
  }));
  return { points: [], problems };
}

/** The last of several points with the same time wins, as in a file. */
function historyOf(given: readonly Point[]): History {
  const byTime = new Map(given.map(point => [point.time, point]));
  const points = [...byTime.values()].sort((a, b) => a.time - b.time);
  return {
    points,
    numLines: given.length,
    numBadLines: 0,
    numDuplicates: given.length - points.length,
    numGaps: countGaps(points),
    problems: []
  };
}

function wrongForm(what: string): EspalierError {
  return new EspalierError('E_BODY_TYPE', `Cannot plan from this body: ${what}`, HINT);
}
