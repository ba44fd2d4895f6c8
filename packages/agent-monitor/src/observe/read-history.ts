import { EspalierError, type Problem } from '@espalier/core';
import { metricsPointSchema, schemaProblems } from '@espalier/core/contracts';
import { countGaps, parsePoint, type Point } from './points.ts';

export interface History {
  /** At least one, ascending by time, without duplicates. */
  readonly points: readonly Point[];
  /** Lines that are not blank. */
  readonly numLines: number;
  /** Skipped lines. */
  readonly numBadLines: number;
  /** Valid lines overridden by a later line with the same time. */
  readonly numDuplicates: number;
  /** Gaps between points. */
  readonly numGaps: number;
  /** Problems of the skipped lines, in file order. */
  readonly problems: readonly Problem[];
}

/**
 * Parse the text of a metrics history: one JSON object per line, in any order. The last of several lines with the same time
 * wins; bad lines are skipped and listed. `source` names it in messages. Errors: E_HISTORY_INVALID if no line is valid.
 */
export function readHistory(text: string, source: string): History {
  const byTime = new Map<number, Point>();
  const problems: Problem[] = [];
  let numLines = 0;
  let numBadLines = 0;
  let numDuplicates = 0;
  for (const [i, raw] of text.split(/\r\n|\n|\r/).entries()) {
    const line = raw.trim();
    if (line === '') continue;
    ++numLines;
    const point = readLine(line);
    if (Array.isArray(point)) {
      ++numBadLines;
      for (const problem of point) problems.push({ file: source, line: i + 1, ...problem });
    } else {
      if (byTime.has(point.time)) ++numDuplicates;
      byTime.set(point.time, point);
    }
  }
  if (byTime.size === 0) throw noPoint(source, numLines, problems);
  const points = [...byTime.values()].sort((a, b) => a.time - b.time);
  return { points, numLines, numBadLines, numDuplicates, numGaps: countGaps(points), problems };
}

function readLine(line: string): Point | Problem[] {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    const expected = /\b(NaN|Infinity)\b/.test(line)
      ? 'null for a number that is not finite'
      : 'one JSON object';
    return [{ problem: 'not JSON', expected }];
  }
  const result = metricsPointSchema.safeParse(value, { reportInput: true });
  return result.success
    ? parsePoint(result.data)
    : schemaProblems(metricsPointSchema, result.error);
}

function noPoint(source: string, numLines: number, details: readonly Problem[]): EspalierError {
  const state =
    numLines === 0
      ? 'the file is empty'
      : `${numLines === 1 ? 'its only line is not a' : `none of its ${numLines} lines is a`} valid point`;
  return new EspalierError(
    'E_HISTORY_INVALID',
    `Cannot use "${source}" as a metrics history: ${state}`,
    'Pass a file with one JSON object per line: {"ts": "2025-08-17T21:32:20Z", "roc_auc": 0.91, ...}',
    { details }
  );
}
