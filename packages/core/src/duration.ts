const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

/** Seconds of a duration like `90`, `90s`, `1.5m`, `2h` or `7d`; undefined for anything else and for zero. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([smhd]?)$/.exec(text.trim());
  if (match === null) return undefined;
  const seconds =
    Number(match[1]) * SECONDS[(match[2] === '' ? 's' : match[2]) as keyof typeof SECONDS];
  return seconds > 0 && Number.isFinite(seconds) ? seconds : undefined;
}
