import { EspalierError, type Problem } from '@espalier/core';
import { metricsPointSchema, schemaProblems } from '@espalier/core/contracts';
import { countGaps, parsePoint, type Point } from './points.ts';

export interface History {
  /** At least one, by time, each time once. */
  readonly points: readonly Point[];
  /** Lines that hold anything at all. */
  readonly numLines: number;
  /** Lines that were left out. */
  readonly numBadLines: number;
  /** Good lines whose time a later line has too. */
  readonly numDuplicates: number;
  /** Where points are missing: times between neighbours of more than three times the usual. */
  readonly numGaps: number;
  /** What is wrong with them, in the order of the file. */
  readonly problems: readonly Problem[];
}

/**
 * Read the text of a metrics history, a JSON object a line, in any order. Of lines with one time the last wins; bad lines
 * are left out and told. `source` is for messages. Errors: E_HISTORY_INVALID when no line is good.
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
      ? 'null where a number is not finite'
      : 'one whole object';
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
      : `${numLines === 1 ? 'its one line is no' : `none of its ${numLines} lines is a`} valid point`;
  return new EspalierError(
    'E_HISTORY_INVALID',
    `Cannot use "${source}" as a metrics history: ${state}`,
    'Give a file with one JSON object a line: {"ts": "2025-08-17T21:32:20Z", "roc_auc": 0.91, ...}',
    { details }
  );
}
