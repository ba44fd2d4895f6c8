/** Patterns that must never reach a log, a metric, an audit record or a response, with their replacements. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/[\p{L}\p{N}._%+-]+(?:@|%40)[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*/gu, '[email]'],
  [/\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.?[A-Za-z0-9_-]*/g, '[token]'],
  [/\b(?:Bearer|Basic|Token)\s+[A-Za-z0-9._~+/=-]+/gi, '[token]'],
  [/\b(?:api[-_]?key|secret|password|passwd|token|pwd)\s*[=:]\s*\S+/gi, '[token]'],
  [
    /\b(?:sk|pk|rk|ghp|gho|ghs|ghu|github_pat|glpat|npm|hf|xox[abprs]|AKIA|ASIA|AIza)[-_A-Za-z0-9]{12,}/g,
    '[token]'
  ],
  [/-----BEGIN [A-Z ]+-----/g, '[token]'],
  [/(?<![\w-])(?:\d[ -]?){12,18}\d(?![\w-])/g, '[number]'],
  [/(?<![\w-])(?:\+|00)\d(?:[ ./()-]{0,2}\d){7,14}(?![\w-])/g, '[number]'],
  [/(?<![\w-])\(?\d{2,4}\)?[ ./-]{1,2}\d{2,4}(?:[ ./-]\d{2,4}){1,3}(?![\w-])/g, '[number]'],
  [/(?<![\w.-])\d{10,12}(?![\w-])/g, '[number]'],
  [/(?<![\w-])[0-9a-fA-F]{32,}(?![\w-])/g, '[hex]'],
  [/(?<![\w-])(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z0-9]{40,}(?![\w-])/g, '[token]']
];

/** Short text without any of these characters matches no pattern. */
const SUSPECT = /[@%=:\d]/;
const SHORT = 12;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** ISO 8601 times, which look like telephone numbers. */
const TIME = /\b\d{4}-\d{2}-\d{2}(?:T[\d:.]+Z?)?\b/g;

/** Replace emails, tokens, telephone and card numbers and long hex strings. */
export function redact(text: string): string {
  if ((text.length <= SHORT && !SUSPECT.test(text)) || UUID.test(text)) return text;
  const times: string[] = [];
  const held = text.replace(TIME, time => `\uE000${times.push(time) - 1}\uE001`);
  const clean = PATTERNS.reduce(
    (left, [pattern, substitute]) => left.replace(pattern, substitute),
    held
  );
  return times.length === 0
    ? clean
    : clean.replace(/\uE000(\d+)\uE001/g, (_, at: string) => times[Number(at)] ?? '');
}
