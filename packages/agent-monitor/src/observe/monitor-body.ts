import { EspalierError, type Problem } from '@espalier/core';
import { type DriftReport, driftReportSchema, schemaProblems } from '@espalier/core/contracts';
import { collectHistory, type History, type ReadContext } from './read-history.ts';

export interface MonitorInput {
  readonly history: History;
  readonly report: DriftReport;
}

const HINT =
  'Send {"metrics": [{"ts": "2025-08-17T21:32:20Z", "roc_auc": 0.91, ...}, ...], "drift": {"overall_drift": false, ...}}';

const KEYS: readonly string[] = ['metrics', 'drift'];

/** A metric that is null is one that was not measured. */
const TIMES = ['ts', 'timestamp'];

/**
 * Check the body of POST /monitor: metric points in any order and a drift report. Errors: E_BODY_TYPE for a wrong form,
 * E_FIELD_INVALID with all problems of its fields, never their values.
 */
export function parseMonitorBody(body: unknown, context: ReadContext = {}): MonitorInput {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw wrongForm('the body must be an object');
  const { metrics, drift } = body as { metrics?: unknown; drift?: unknown };
  checkKeys(body);
  if (!Array.isArray(metrics)) throw wrongForm('"metrics" must be a list');
  if (metrics.length === 0) throw wrongForm('"metrics" must not be empty');
  if (typeof drift !== 'object' || drift === null || Array.isArray(drift))
    throw wrongForm('"drift" must be an object');
  const collector = collectHistory('metrics', context);
  for (const value of metrics as unknown[]) collector.addValue(withoutNulls(value, TIMES));
  const report = driftReportSchema.safeParse(withoutNulls(drift), { reportInput: true });
  const details: Problem[] = [
    ...collector.problems.map(({ line = 1, field, problem, expected }) => ({
      row: line - 1,
      field: field === undefined ? 'metrics' : `metrics.${field}`,
      problem,
      ...(expected === undefined ? {} : { expected })
    })),
    ...(report.success
      ? []
      : schemaProblems(driftReportSchema, report.error).map(problem => ({
          ...problem,
          field: problem.field === undefined ? 'drift' : `drift.${problem.field}`
        })))
  ];
  if (details.length > 0 || !report.success)
    throw new EspalierError('E_FIELD_INVALID', 'Cannot plan from this body', HINT, { details });
  return { history: collector.finish(), report: report.data };
}

/** A key that would be ignored, such as a policy, must not look as if it were followed. */
function checkKeys(body: object): void {
  const unknown = Object.entries(body).filter(
    ([key, value]) => !KEYS.includes(key) && value !== null
  );
  if (unknown.length === 0) return;
  throw new EspalierError(
    'E_FIELD_INVALID',
    `Cannot plan from this body: ${unknown.length === 1 ? 'it has a key that is not known' : 'it has keys that are not known'}`,
    HINT,
    {
      details: unknown.map(([key]) => ({
        field: key.slice(0, 100),
        problem: 'unknown key',
        expected: 'only metrics and drift'
      }))
    }
  );
}

/** Drop fields that are null, of all or of some names: clients with optional fields send them so. */
function withoutNulls(value: unknown, names?: readonly string[]): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).filter(
      ([name, field]) => field !== null || names?.includes(name) === false
    )
  );
}

function wrongForm(what: string): EspalierError {
  return new EspalierError('E_BODY_TYPE', `Cannot plan from this body: ${what}`, HINT);
}
