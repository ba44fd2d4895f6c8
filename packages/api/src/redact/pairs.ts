import { isSecretHeader, kindOfName, NAME_HINT, type NameKind } from './secret-names.ts';

const MASK = '[token]';
/** Signs of a value by which it is judged. */
const SHOWN = 128;

/** Signs of a name that tell its kind. */
const MAX_NAME = 200;
/** A name and what separates it from its value. The value is read by itself, because it may hold a pair again. */
const NAME =
  /(?<![\p{L}\p{N}_.-])([\p{L}\p{N}_.-]+)(["'`\])\\]{0,4})(\s{0,8}(?:=>|:=|={1,3}|:|%3[aAdD]|＝)\s{0,8}|>|\s{1,4}(?:is|was|are|lautet)\s{0,2}:?\s{1,4}|\s{1,8})/gu;
const STRUCTURES: Readonly<Record<string, string>> = { '[': ']', '{': '}' };

/** Replace the values of names that say that they are secret, with their names. */
export function redactPairs(text: string): string {
  if (!NAME_HINT.test(text)) return text;
  let done = '';
  let from = 0;
  NAME.lastIndex = 0;
  for (let found = NAME.exec(text); found !== null; found = NAME.exec(text)) {
    const [whole, fullName = '', , separator = ''] = found;
    const name = fullName.slice(-MAX_NAME);
    const at = found.index + whole.length;
    const strength = strengthOf(name, text, found.index, separator);
    if (strength === undefined) continue;
    // The beginning decides: a long text without a break would be read anew for every name in it.
    const [value = ''] = /^\S*/.exec(text.slice(at, at + SHOWN)) ?? [];
    if (!isSecretValue(value, strength)) continue;
    const end = endOfValue(text, at, isSecretHeader(name), separator);
    done += text.slice(from, isSecretHeader(name) ? at : startOfName(text, found.index)) + MASK;
    from = NAME.lastIndex = end;
  }
  return from === 0 ? text : done + text.slice(from);
}

/** In prose and behind a flag a space stands for the separator. */
type Strength = NameKind | 'flag' | 'prose';

/** How sure a name and its separator make it that a secret follows; undefined: not at all. */
function strengthOf(
  name: string,
  text: string,
  at: number,
  separator: string
): Strength | undefined {
  const kind = kindOfTwo(name, text, at) ?? kindOfName(name);
  if (kind === undefined) return undefined;
  if (separator === '>') return text[at - 1] === '<' ? kind : undefined;
  const isProse = /^\s+(?:$|is|was|are|lautet)/.test(separator);
  if (!isProse) return isSecretHeader(name) && separator.includes(':') ? 'sure' : kind;
  if (separator.trim() === '' && (text[at - 1] === '-' || name.startsWith('-'))) return 'flag';
  return kind === 'sure' ? 'prose' : undefined;
}

/** A name of two words: `api key`, `client secret`. */
function kindOfTwo(name: string, text: string, at: number): 'sure' | undefined {
  if (!/^(?:key|phrase|code)$/i.test(name)) return undefined;
  const before = /([A-Za-z]+) $/.exec(text.slice(Math.max(0, at - 24), at))?.[1];
  return before !== undefined && kindOfName(`${before}_${name}`) === 'sure' ? 'sure' : undefined;
}

/** The quote before a name belongs to it, and so do the dashes of a flag. */
function startOfName(text: string, at: number): number {
  let start = at;
  while (start > 0 && at - start < 4 && /["'`\\<-]/.test(text[start - 1]!)) --start;
  return start;
}

function endOfValue(text: string, at: number, isLine: boolean, separator: string): number {
  const rest = text.slice(at, at + 2);
  const [, quote] = /^\\?(["'`])/.exec(rest) ?? [];
  if (quote !== undefined) {
    const opened = at + rest.indexOf(quote) + 1;
    for (let i = opened; i < text.length; ++i) {
      if (text[i] === '\\' && rest[0] !== '\\') ++i;
      else if (text[i] === quote) return i + 1;
    }
    return text.length;
  }
  if (separator === '>') return endBefore(text, at, '<');
  if (isLine) return endBefore(text, at, '\n');
  const close = STRUCTURES[rest[0] ?? ''];
  if (close !== undefined && !text.startsWith(MASK, at)) {
    const end = text.indexOf(close, at);
    return end < 0 ? text.length : end + 1;
  }
  END.lastIndex = at;
  return END.exec(text)?.index ?? text.length;
}

const END = /\s/g;

function endBefore(text: string, at: number, sign: string): number {
  const end = text.indexOf(sign, at);
  return end < 0 ? text.length : end;
}

/** Whether a value can be a secret, the weaker its name the more it has to look like one. */
function isSecretValue(value: string, strength: Strength): boolean {
  const plain = value.replace(/^[\\"'`]+|[\\"'`]+$/g, '');
  if (plain === '' || /^\[(?:token|hex|email|number)\]/.test(plain)) return false;
  if (strength === 'sure') return true;
  const isMixed = /\d/.test(plain) && /\p{L}/u.test(plain);
  if (strength === 'flag') return !plain.startsWith('-');
  if (strength === 'likely') return plain.length >= 6 && isMixed;
  if (strength === 'vague') return plain.length >= 16 && isMixed;
  if (/^[\\"'`]/.test(value)) return true;
  return (
    (plain.length >= 6 && isMixed && /^[^\s-]*$/.test(plain)) ||
    (plain.length >= 6 && /[^\p{L}\d\s.,:;!?()'"-]/u.test(plain)) ||
    (plain.length >= 8 && isMixed) ||
    plain.length >= 12
  );
}
