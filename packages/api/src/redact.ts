/** What must never reach a log, a metric or an answer, with what stands in its place. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+/g, '[email]'],
  [/\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.?[A-Za-z0-9_-]*/g, '[token]'],
  [/\b(?:Bearer|Basic)\s+[A-Za-z0-9._~+/=-]+/gi, '[token]'],
  [/\b(?:sk|pk|ghp|gho|ghs|glpat|xox[abpr]|AKIA|ASIA)[-_A-Za-z0-9]{12,}/g, '[token]'],
  [/\b[0-9a-fA-F]{32,}\b/g, '[hex]'],
  [/\b(?:\d[ -]?){13,19}\b/g, '[number]']
];

/** The text without emails, token-like strings and long runs of digits or hex. */
export function redact(text: string): string {
  return PATTERNS.reduce((left, [pattern, substitute]) => left.replace(pattern, substitute), text);
}
