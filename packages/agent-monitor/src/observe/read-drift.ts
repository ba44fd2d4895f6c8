import { EspalierError } from '@espalier/core';
import { type DriftReport, driftReportSchema, schemaProblems } from '@espalier/core/contracts';

const HINT = 'Pass a report written by drift: drift --ref FILE --new FILE --out REPORT.json';

/** Parse the text of a drift report; `source` names it in messages. Errors: E_DRIFT_REPORT_INVALID. */
export function readDrift(text: string, source: string): DriftReport {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const state = text.trim() === '' ? 'the file is empty' : 'it is not JSON';
    throw new EspalierError(
      'E_DRIFT_REPORT_INVALID',
      `Cannot read "${source}" as a drift report: ${state}`,
      HINT,
      { cause }
    );
  }
  const result = driftReportSchema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  throw new EspalierError(
    'E_DRIFT_REPORT_INVALID',
    `Cannot use "${source}" as a drift report`,
    HINT,
    {
      details: schemaProblems(driftReportSchema, result.error).map(problem => ({
        file: source,
        ...problem
      }))
    }
  );
}
