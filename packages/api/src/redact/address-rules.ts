import { type RedactionRule, TRAITS } from './rule.ts';

/** How people and programs write @ and the dot of a domain. */
const AT_SIGN = '@|%(?:25){0,4}40|&commat;|&#0{0,4}64;|&#[xX]0{0,4}40;|\\\\u0040|=40';
const AT_WORD =
  '[ \\t]{0,2}(?:\\[ ?(?:at|AT|At|@) ?\\]|\\( ?(?:at|AT|At|@) ?\\)|\\{ ?(?:at|AT|At) ?\\}|<at>)[ \\t]{0,2}';
const DOT =
  '\\.|%2[eE]|[ \\t]{0,2}[\\[({<] ?(?:dot|DOT|Dot|\\.) ?[\\])}>][ \\t]{0,2}|[ \\t]{1,2}(?:dot|DOT)[ \\t]{1,2}';
/** The local part as RFC 5321 and 6531 allow it. */
const LOCAL = '[^\\s<>,;:()\\[\\]\\\\"@]';
const LABEL = '[\\p{L}\\p{N}\\p{M}_](?:[\\p{L}\\p{N}\\p{M}_-]*[\\p{L}\\p{N}\\p{M}_])?';
const DOMAIN = `(?:\\[[^\\]\\s]{1,64}\\]|${LABEL}(?:(?:${DOT})${LABEL})*)`;

/** People's addresses, and what a URL says of its user. */
export const addressRules: readonly RedactionRule[] = [
  {
    name: 'user and password in a URL',
    pattern: /\/\/(?:[^\s/?#"'<>@]*@|[^\s/:@]{0,256}:(?!\d{1,5}\/)[^\s@]{1,256}@)+/g,
    replacement: '//[token]@',
    needs: TRAITS.slash,
    minLength: 5,
    example: ['postgres://user', ':secret@db:5432/x']
  },
  {
    name: 'address with a quoted user',
    pattern: new RegExp(`"(?:[^"\\\\\\r\\n]|\\\\.){1,64}"(?:${AT_SIGN})${DOMAIN}`, 'gu'),
    replacement: '[email]',
    needs: TRAITS.at,
    minLength: 5,
    example: ['"john doe"', '@example.com']
  },
  {
    name: 'email address',
    pattern: new RegExp(`(?<!${LOCAL})(${LOCAL}+)(${AT_SIGN})(${DOMAIN})`, 'gu'),
    replacement: '[email]',
    needs: TRAITS.at,
    minLength: 5,
    accepts: (_match, local, sign, domain) => isAddress(local!, sign!, domain!),
    example: ["o'brien", '@example.com']
  },
  {
    name: 'email address, spelt out',
    pattern: new RegExp(
      `(?<!${LOCAL})(${LOCAL}+)(${AT_WORD}|[ \\t]{1,2}@[ \\t]{0,2}|@[ \\t]{1,2})(${DOMAIN})`,
      'gu'
    ),
    replacement: '[email]',
    needs: TRAITS.at,
    minLength: 5,
    accepts: (_match, _local, _sign, domain) => hasTopLevel(domain!),
    example: ['john [at] exa', 'mple [dot] com']
  },
  {
    name: 'email address, in words',
    pattern:
      /(?<![\w.+-])[\w.+-]{1,64}\s{1,3}at\s{1,3}[\w-]{1,64}(?:(?:\s{1,3}dot\s{1,3}|\s{0,3}[[({]\s?dot\s?[\])}]\s{0,3})[A-Za-z][\w-]{1,24})+/gi,
    replacement: '[email]',
    needs: TRAITS.space,
    minLength: 16,
    example: ['john at exa', 'mple dot com']
  }
];

/** Tell addresses from versions (`x@1.2.3`), mentions and mathematics (`a@b`). */
function isAddress(local: string, sign: string, domain: string): boolean {
  if (domain.startsWith('[') || hasTopLevel(domain)) return true;
  // A word after =40 is more often a number with its unit.
  return sign !== '=40' && local.length > 1 && /^[^.\d][^.]+$/.test(domain) && !/%/.test(domain);
}

/** Whether a domain ends as names of hosts do, or is an IPv4 address. */
function hasTopLevel(domain: string): boolean {
  const labels = domain.split(/\.|%2e|[ \t]*[[({<] ?(?:dot|\.) ?[\])}>][ \t]*|[ \t]+dot[ \t]+/i);
  if (labels.length < 2) return false;
  return (
    /^\p{L}/u.test(labels.at(-1)!) || (labels.length === 4 && labels.every(l => /^\d+$/.test(l)))
  );
}
