import { present } from '@espalier/core';
import type { Evaluated } from './evaluated.ts';

/** The result as `--json` and `--out` have it. */
export function documentOf(evaluated: Evaluated): Record<string, unknown> {
  const { bundle, inputs, measured, comparison, caveats, operation, line, appended, gate } =
    evaluated;
  const { name, version, family, content_sha256 } = bundle.manifest;
  const { metrics } = measured;
  return present({
    model: { name, version, family, content_sha256 },
    data: inputs,
    from: line.from,
    to: line.to,
    ts: line.ts,
    rows: measured.rows,
    positives: measured.positives,
    left_out: {
      unlabelled: measured.numUnlabelled,
      outside_window: measured.numOutside,
      without_time: measured.numTimeless,
      bad: measured.numBad
    },
    metrics: { ...metrics.values, threshold: bundle.decision.threshold },
    intervals: metrics.intervals,
    unknown: metrics.unknown,
    confusion: measured.confusion,
    calibration: measured.calibration,
    training: { timestamp: bundle.metrics.timestamp, rows: bundle.metrics.rows_validation },
    comparison,
    caveats,
    fairness: measured.fairness,
    operation,
    history:
      appended === undefined ? undefined : { file: appended.path, line, outcome: appended.outcome },
    gate: gate === undefined ? undefined : { roc_auc: gate.roc_auc, met: gate.isMet },
    problems: measured.problems.length === 0 ? undefined : measured.problems,
    warnings: measured.warnings.map(({ field, problem, rows }) => ({
      column: field,
      problem,
      rows
    }))
  });
}
