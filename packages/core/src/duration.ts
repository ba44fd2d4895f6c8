const SECONDS = { s: 1, m: 60, h: 3600 } as const;

/** Seconds of a duration like `90`, `90s`, `1.5m` or `2h`; undefined for anything else and for zero. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([smh]?)$/.exec(text.trim());
  if (match === null) return undefined;
  const seconds = Number(match[1]) * SECONDS[(match[2] === '' ? 's' : match[2]) as 's' | 'm' | 'h'];
  return seconds > 0 && Number.isFinite(seconds) ? seconds : undefined;
}
