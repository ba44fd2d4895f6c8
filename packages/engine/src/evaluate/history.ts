import { appendLine, exists, readLines } from '@espalier/core/files';
import type { Measured } from './measure.ts';
import type { Operation } from './operation.ts';

/** A line of metrics_history.jsonl. */
export interface HistoryLine {
  readonly ts: string;
  readonly roc_auc: number | null;
  readonly pr_auc: number | null;
  readonly acc: number | null;
  readonly latency_p95_ms: number | null;
  readonly error_rate: number | null;
  readonly model: string;
  readonly version: string;
  readonly rows: number;
  readonly positives: number;
  readonly from: string | null;
  readonly to: string | null;
}

/** The line of a window. `ts` is in milliseconds since 1970. */
export function historyLine(
  { metrics, rows, positives, from, to }: Measured,
  { latency_p95_ms, error_rate }: Operation,
  model: { readonly name: string; readonly version: string },
  ts: number
): HistoryLine {
  const { roc_auc, pr_auc, accuracy } = metrics.values;
  return {
    ts: formatTime(ts),
    roc_auc,
    pr_auc,
    acc: accuracy,
    latency_p95_ms,
    error_rate,
    model: model.name,
    version: model.version,
    rows,
    positives,
    from: from === null ? null : formatTime(from),
    to: to === null ? null : formatTime(to)
  };
}

/** ISO 8601, without milliseconds where there are none. */
export function formatTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('.000Z', 'Z');
}

/** What became of a line: the same line may be there already, or another one of its time and model, which it overrides. */
export type Appended = 'appended' | 'overrides' | 'already there';

/** Append a line to a history unless it is there already. Errors: E_FILE_*, E_DISK_FULL. */
export async function appendHistory(path: string, line: HistoryLine): Promise<Appended> {
  const text = JSON.stringify(line);
  let isSameTime = false;
  if (await exists(path))
    for await (const known of readLines(path)) {
      if (known.trim() === text) return 'already there';
      isSameTime ||= hasSameTime(known, line);
    }
  await appendLine(path, text);
  return isSameTime ? 'overrides' : 'appended';
}

function hasSameTime(known: string, { ts, model }: HistoryLine): boolean {
  try {
    const found = JSON.parse(known) as { ts?: unknown; model?: unknown };
    return found.ts === ts && (found.model === undefined || found.model === model);
  } catch {
    return false;
  }
}
