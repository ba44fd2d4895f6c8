import { EspalierError, parseTime } from '@espalier/core';
import { type DriftReport, driftReportSchema, schemaProblems } from '@espalier/core/contracts';
import { modifiedTime, readAnyText } from '@espalier/core/files';

const HINT = 'Pass a report written by drift: drift --ref FILE --new FILE --out REPORT.json';

/** Parse the text of a drift report; `source` names it in messages. Errors: E_DRIFT_REPORT_INVALID. */
export function readDrift(text: string, source: string): DriftReport {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const state =
      text.trim() === ''
        ? 'the file is empty'
        : text.trimStart().startsWith('{') && !text.trimEnd().endsWith('}')
          ? 'it is cut off'
          : 'it is not JSON';
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

/** Read the file of a drift report, plain or gzip, with the time it was written. Errors: E_DRIFT_REPORT_INVALID, E_FILE_*. */
export async function readDriftFile(
  path: string
): Promise<{ readonly report: DriftReport; readonly written: Date }> {
  const report = readDrift(await readAnyText(path), path);
  return { report, written: findTime(report) ?? (await modifiedTime(path)) };
}

/** The time that a report names itself. */
function findTime(report: DriftReport): Date | undefined {
  const { timestamp, ts } = report as { timestamp?: unknown; ts?: unknown };
  const text = timestamp ?? ts;
  const time = typeof text === 'string' ? parseTime(text) : undefined;
  return time === undefined ? undefined : new Date(time / 1000);
}
