import { formatProblem } from '@espalier/core';
import { formatTime } from '../decide/format-time.ts';
import type { History } from './read-history.ts';

/** The bad lines of a history, grouped by problem: `lines 3, 7-9: not JSON; expected ...`. */
export function formatBadLines(
  { numLines, numBadLines, problems }: History,
  source: string
): string[] {
  if (numBadLines === 0) return [];
  const byReason = new Map<string, number[]>();
  for (const { line = 0, field, problem, expected } of problems) {
    const reason = formatProblem({
      problem,
      ...(field === undefined ? {} : { field }),
      ...(expected === undefined ? {} : { expected })
    });
    const lines = byReason.get(reason);
    if (lines === undefined) byReason.set(reason, [line]);
    else lines.push(line);
  }
  return [
    `${source}: ${numBadLines} of ${numLines} lines skipped:`,
    ...[...byReason].map(
      ([reason, lines]) => `  ${lines.length === 1 ? 'line' : 'lines'} ${ranges(lines)}: ${reason}`
    )
  ];
}

/** The points that were left out because they lie in the future. */
export function formatFuture({ futureTimes }: History, source: string): string[] {
  if (futureTimes.length === 0) return [];
  const [first = 0] = futureTimes;
  const points =
    futureTimes.length === 1
      ? '1 point lies in the future and is left out'
      : `${futureTimes.length} points lie in the future and are left out`;
  return [`${source}: ${points}, the first of ${formatTime(first)}`];
}

function ranges(lines: readonly number[]): string {
  const runs: [first: number, last: number][] = [];
  for (const line of lines) {
    const run = runs.at(-1);
    if (run !== undefined && line === run[1] + 1) run[1] = line;
    else runs.push([line, line]);
  }
  return runs.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(', ');
}
