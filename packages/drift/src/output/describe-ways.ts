import type { Way } from '../pair/sample.ts';

const WORDS: Record<Way, string> = {
  numbers: 'numbers are written alike (1 and 1.0)',
  case: 'capital and small letters are the same',
  spaces: 'spaces are left out of account',
  unicode: 'letters with accents are encoded alike (Unicode NFC)'
};

/** "once capital and small letters are the same": what would make levels match. */
export function describeWays(ways: readonly Way[]): string {
  return `once ${ways.map(way => WORDS[way]).join(' and ')}`;
}
