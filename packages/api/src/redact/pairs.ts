import { foldLookalikes } from './normalise.ts';

const MASK = '[token]';
/** Signs of a value by which it is judged. */
const SHOWN = 128;

/** Names whose value is secret, at the end of a name: `db_password`, `authToken`. */
const SECRET_WORDS =
  'password|passwords|passwd|passphrase|passcode|pswd|pword|pwd|secret|secrets|token|apitoken|credential|credentials|creds|bearer|jwt|apikey|accesskey|secretkey|privatekey|accountkey|authkey|signingkey|encryptionkey|masterkey|sharedkey|storagekey|subscriptionkey|sharedaccesskey|appkey|clientkey|servicekey|userpass|dbpass|mypass|adminpass|rootpass|passwort|kennwort|contrasena|contraseña|motdepasse|senha|wachtwoord|haslo|пароль|密码|パスワード';
const ENDS_SECRET = new RegExp(`(?:${foldLookalikes(SECRET_WORDS)})$`, 'u');
/** The same, where they are a word of their own. */
const SECRET_WORD = new Set(
  'pass pw secretkey sig signature otp totp cvv cvc authorization authentication mnemonic seedphrase pat sas hmac connectionstring'.split(
    ' '
  )
);
/** A key is secret if one of these stands before it. */
const KEY_KINDS = new Set(
  'api access secret private priv auth account encryption encrypt signing sign master shared storage subscription service app application client ssh deploy webhook consumer admin db database sas hmac cipher aes rsa gpg pgp functions integration ingest license activation session user x host registration security crypto root'.split(
    ' '
  )
);
/** Secret where the value has letters and digits: `session=7` and `auth: basic` are no secrets. */
const LIKELY_WORDS = new Set(['auth', 'session', 'sessionid', 'sid', 'cookie', 'cookies']);
/** Secret where the value also is as long as keys are: `key=order-1234` is no secret. */
const VAGUE_WORDS = new Set(['pin', 'nonce', 'key', 'keys', 'tokens']);
/** What people put behind such a name. */
const TAIL =
  /^(?:v?\d+|value|val|string|str|text|plain|raw|base|base64|b64|hash|old|new|prod|production|dev|test|staging|stage|live|confirm|confirmation|encrypted|enc|default|main|primary|secondary|backup|current|next|env|is|was|s)$/;

/** What every such name holds a part of, but those in other scripts. */
const HINT =
  /pass|pw|secret|tok|key|auth|cred|bearer|jwt|wort|sig|otp|cv[vc]|mnem|phrase|pat|sas|hmac|conn|sess|sid|cook|pin|nonce|state|code|contra|senha|haslo|woord|\P{ASCII}/iu;
/** A name and what separates it from its value. The value is read by itself, because it may hold a pair again. */
const NAME =
  /(?<![\p{L}\p{N}_.-])([\p{L}\p{N}_.-]+)(["'`\])\\]{0,4})(\s{0,8}(?:=>|:=|={1,3}|:|%3[aAdD]|＝)\s{0,8}|>|\s{1,4}(?:is|was|are|lautet)\s{0,2}:?\s{1,4}|\s{1,8})/gu;
const STRUCTURES: Readonly<Record<string, string>> = { '[': ']', '{': '}' };

/** Replace the values of names that say that they are secret, with their names. */
export function redactPairs(text: string): string {
  if (!HINT.test(text)) return text;
  let done = '';
  let from = 0;
  NAME.lastIndex = 0;
  for (let found = NAME.exec(text); found !== null; found = NAME.exec(text)) {
    const [whole, name = '', , separator = ''] = found;
    const at = found.index + whole.length;
    // A space may be followed by a better separator, and the name by another name.
    if (name.length > 200) continue;
    const strength = strengthOf(name, text, found.index, separator);
    if (strength === undefined) continue;
    // The beginning decides: a long text without a break would be read anew for every name in it.
    const [value = ''] = /^\S*/.exec(text.slice(at, at + SHOWN)) ?? [];
    if (!isSecretValue(value, strength)) continue;
    const end = endOfValue(text, at, isHeader(name), separator);
    done += text.slice(from, isHeader(name) ? at : startOfName(text, found.index)) + MASK;
    from = NAME.lastIndex = end;
  }
  return from === 0 ? text : done + text.slice(from);
}

/** How sure a name is that its value is secret; in prose and behind a flag a space stands for the separator. */
type Kind = 'sure' | 'likely' | 'vague';
type Strength = Kind | 'flag' | 'prose';

/** How sure a name and its separator make it that a secret follows; undefined: not at all. */
function strengthOf(
  name: string,
  text: string,
  at: number,
  separator: string
): Strength | undefined {
  const kind = kindOfTwo(name, text, at) ?? kindOf(name);
  if (kind === undefined) return undefined;
  if (separator === '>') return text[at - 1] === '<' ? kind : undefined;
  const isProse = /^\s+(?:$|is|was|are|lautet)/.test(separator);
  if (!isProse) return isHeader(name) && separator.includes(':') ? 'sure' : kind;
  if (separator.trim() === '' && (text[at - 1] === '-' || name.startsWith('-'))) return 'flag';
  return kind === 'sure' ? 'prose' : undefined;
}

function kindOf(name: string): Kind | undefined {
  const words = name
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[\s_.-]+/)
    .filter(word => word !== '');
  while (words.length > 1 && TAIL.test(words.at(-1)!)) words.pop();
  const last = words.at(-1)?.replace(/\d+$/, '') ?? '';
  const before = words.at(-2) ?? '';
  if (ENDS_SECRET.test(last) || SECRET_WORD.has(last)) return 'sure';
  if (/^keys?$/.test(last) && KEY_KINDS.has(before)) return 'sure';
  if (
    ENDS_SECRET.test(before + last) ||
    /^(?:pass|security)(?:phrase|word|code)$/.test(before + last)
  )
    return 'sure';
  if (VAGUE_WORDS.has(last)) return 'vague';
  const isLikely =
    LIKELY_WORDS.has(last) ||
    /^(?:x|o|basic|http|proxy)?auth$/.test(last) ||
    (last === 'id' && before === 'session');
  return isLikely ? 'likely' : undefined;
}

/** A name of two words: `api key`, `client secret`. */
function kindOfTwo(name: string, text: string, at: number): 'sure' | undefined {
  if (!/^(?:key|phrase|code)$/i.test(name)) return undefined;
  const before = /([A-Za-z]+) $/.exec(text.slice(Math.max(0, at - 24), at))?.[1];
  return before !== undefined && kindOf(`${before}_${name}`) === 'sure' ? 'sure' : undefined;
}

function isHeader(name: string): boolean {
  return /^(?:proxy-)?authori[sz]ation$|^(?:set-)?cookie$/i.test(name);
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
