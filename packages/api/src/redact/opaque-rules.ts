import { type RedactionRule, TRAITS } from './rule.ts';

/** Letters and digits that stay together for longer are no usual id: a uuid without its dashes, with two letters before. */
const MAX_ID = 34;
/** Random letters and digits of both cases: longer than a KSUID (27) and a completion id (29). */
const MIN_RANDOM = 30;
/** A word, a number or an id within a longer text is told from a piece of a key from here on. */
const MIN_ID = 4;

/** Keys that nobody marked: PEM, JSON Web Tokens, and texts too random to be a name or an id. */
export const keyRules: readonly RedactionRule[] = [
  {
    name: 'PEM',
    pattern:
      /-{3,5} ?BEGIN [^\n-]{0,80}-{3,5}[^]*?(?:-{3,5} ?END [^\n-]{0,80}-{3,5}|$)|BEGIN [A-Z ]{0,40}PRIVATE KEY[^]*/g,
    replacement: '[token]',
    needs: TRAITS.upper,
    minLength: 16,
    example: ['-----BEGIN RSA PRI', 'VATE KEY-----MIIEpAIBAAKCAQEA']
  },
  {
    name: 'JSON Web Token',
    pattern: /(?<![\w-])(?=[\w-]{0,200}?ey[IJKLMZ])[\w-]{10,}\.[\w-]{4,}(?:\.[\w-]*)*/g,
    replacement: '[token]',
    needs: TRAITS.upper | TRAITS.lower | TRAITS.dot,
    minLength: 16,
    accepts: match => /ey[IJKLMZ][\w-]{6,}\./.test(match!),
    example: ['eyJhbGciOiJIUzI1NiJ9', '.eyJzdWIiOiIxIn0.c2ln']
  }
];

export const opaqueRules: readonly RedactionRule[] = [
  {
    name: 'encoded text',
    pattern: /(?<![\w+/=-])(?:[A-Za-z0-9+/]{16,}|[\w-]{16,})={0,2}(?![\w+/=-])/g,
    replacement: '[token]',
    needs: TRAITS.upper | TRAITS.lower,
    minLength: 16,
    accepts: match => isEncodedText(match!),
    example: ['dGhpcyBpcyBhIHZlcnkg', 'c2VjcmV0IGtleQ==']
  },
  {
    name: 'long hexadecimal number',
    pattern: /(?<![A-Za-z0-9])[0-9a-fA-F]{35,}(?![A-Za-z0-9])/g,
    replacement: '[hex]',
    needs: 0,
    minLength: 35,
    accepts: match => /[a-f]/i.test(match!) && new Set(match).size > 3,
    example: ['deadbeef01234567', 'deadbeef0123456789ab']
  },
  {
    name: 'random letters and digits',
    pattern: /[A-Za-z0-9+/_-]{30,}={0,2}/g,
    replacement: '[token]',
    needs: 0,
    minLength: 30,
    accepts: match => isRandom(match!),
    example: ['wJalrXUtnFEMI/K7MD', 'ENG/bPxRfiCYEXAMPLEKEY']
  }
];

/** Whether a text is the base64 of printable text, which no id is by accident. */
function isEncodedText(text: string): boolean {
  if (!/[a-z]/.test(text) || !/[A-Z]/.test(text) || !/[\d=]/.test(text)) return false;
  const decoded = Buffer.from(text, 'base64');
  return decoded.length >= 11 && decoded.every(byte => byte >= 0x20 && byte < 0x7f);
}

/** A word or a number, or both; a number in hexadecimal, as those of a uuid, also with a few letters before; a ULID. */
const PLAIN =
  /^(?:[A-Za-z]?[a-z]*\d*|[A-Z]*\d*|[0-9a-f]{1,32}|[0-9A-F]{1,32}|[0-7][0-9A-HJKMNP-TV-Z]{25}|[A-Za-z]{1,4}[0-9a-f]{32})$/;
const CHUNK = /[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+|[+/_-]/g;

/** Whether letters and digits are too mixed, over too long a stretch, for names and ids. */
function isRandom(text: string): boolean {
  const parts = text.replace(/=+$/, '').split(/[+/_-]/);
  if (parts.some(part => part.length > MAX_ID && isLongMix(part))) return true;
  const isOdd = (part: string): boolean => !PLAIN.test(part);
  const first = parts.findIndex(isOdd);
  if (first < 0) return false;
  const last = parts.findLastIndex(isOdd);
  if (isMixed(parts.slice(first, last + 1), MIN_RANDOM)) return true;
  // Short pieces at both ends belong to a key more often than to an id.
  const from = first > 0 && /^(?:..?|(?=.?[A-Z])...?.?)$/.test(parts[first - 1]!) ? 1 : 0;
  const to = last + 1 < parts.length && /^\w{1,3}$/.test(parts[last + 1]!) ? 1 : 0;
  return from + to > 0 && isMixed(parts.slice(first - from, last + 1 + to), MIN_RANDOM + 2);
}

function isMixed(parts: readonly string[], minLength: number): boolean {
  const stretch = parts.filter(part => part.length < MIN_ID || !PLAIN.test(part)).join('-');
  return (
    stretch.length >= minLength &&
    /[a-z]/.test(stretch) &&
    /[A-Z]/.test(stretch) &&
    /\d/.test(stretch) &&
    numChunks(stretch) >= stretch.length / 3
  );
}

/** Whether letters and digits without a break are mixed: many changes, or many digits, or digits in many places. */
function isLongMix(part: string): boolean {
  const numDigits = part.replace(/\D/g, '').length;
  if (numDigits === 0 || numDigits === part.length) return false;
  return (
    numDigits >= part.length / 5 ||
    (part.match(/\d+/g)?.length ?? 0) >= 3 ||
    numChunks(part) >= part.length / 3
  );
}

function numChunks(text: string): number {
  return text.match(CHUNK)?.length ?? 0;
}
