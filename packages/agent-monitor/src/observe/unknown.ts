/** What cannot be told at the latest time, and why. */
export interface Unknown {
  /** Names of metrics, or `drift`. */
  readonly about: readonly string[];
  readonly because: string;
}

/** `roc_auc and pr_auc: not measured at ...` */
export function formatUnknown({ about, because }: Unknown): string {
  return `${about.join(' and ')}: ${because}`;
}

/** Whether the history or the report is older than `maxAge` seconds. Times in milliseconds since 1970. */
export function findStale(
  now: number,
  maxAge: number,
  times: { readonly latestPoint: number; readonly reportWritten: number }
): Unknown[] {
  const limit = formatDuration(maxAge);
  const isOld = (time: number): boolean => now - time > 1000 * maxAge;
  return [
    ...(isOld(times.latestPoint)
      ? [
          {
            about: ['roc_auc', 'pr_auc'],
            because: `the latest point, of ${formatInstant(times.latestPoint)}, is ${formatAge(now - times.latestPoint)} old (--max-age ${limit})`
          }
        ]
      : []),
    ...(isOld(times.reportWritten)
      ? [
          {
            about: ['drift'],
            because: `the drift report, written at ${formatInstant(times.reportWritten)}, is ${formatAge(now - times.reportWritten)} old (--max-age ${limit})`
          }
        ]
      : [])
  ];
}

function formatInstant(milliseconds: number): string {
  return new Date(Math.floor(milliseconds)).toISOString();
}

function formatAge(milliseconds: number): string {
  const hours = milliseconds / 3_600_000;
  if (hours >= 48) return `${Math.floor(hours / 24)} days`;
  return hours >= 2 ? `${Math.floor(hours)} hours` : `${Math.floor(hours * 60)} minutes`;
}

function formatDuration(seconds: number): string {
  if (seconds % 3600 === 0) return `${seconds / 3600}h`;
  return seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
}
