/** Texts that stand for a missing value in a column of numbers or dates, in lower case. */
export const MARKERS: readonly string[] = [
  'na',
  'n/a',
  '#n/a',
  '#na',
  'n.a.',
  'n.a',
  '<na>',
  'null',
  '#null!',
  'none',
  'nil',
  'nan',
  '-nan',
  'nat',
  '?',
  '-',
  '--',
  '---',
  '\u2013',
  '\u2014',
  '.',
  '\\n',
  '#value!',
  '#div/0!',
  '#ref!',
  '#name?',
  '#num!'
];

/** Words that often mean a missing value, but may be an answer: they are proposed, not assumed. */
const LIKELY_MARKERS = new Set([
  'unknown',
  'unk',
  'missing',
  'not available',
  'not applicable',
  'no data',
  'undefined',
  'not known',
  'n.d.',
  'tbd',
  'void',
  'blank',
  'empty',
  'no answer',
  'refused',
  '*',
  '**',
  '..',
  '...'
]);

const SET = new Set(MARKERS);

/** Does a text stand for a missing value? */
export function isMarker(text: string): boolean {
  return SET.has(text.trim().toLowerCase());
}

/** Does it stand for a missing value in a column of texts, too? "none" and "-" may be answers there. */
export function isPlainMarker(text: string): boolean {
  return /^(#?n\/?a|n\.a\.?|<na>|null|nan|\\n|\?)$/i.test(text.trim());
}

/** Is it a word that often means a missing value? */
export function isLikelyMarker(text: string): boolean {
  return LIKELY_MARKERS.has(text.trim().toLowerCase());
}
