import { foldLookalikes } from './normalise.ts';

/** How sure a name is that its value is secret. */
export type NameKind = 'sure' | 'likely' | 'vague';

/** Ends of names whose value is secret: `db_password`, `authToken`, `mysecret`. */
const ENDINGS = [
  'password passwords passwd passphrase passcode pswd pword pwd secret secrets token apitoken',
  'credential credentials creds bearer jwt',
  'apikey accesskey secretkey privatekey accountkey authkey signingkey encryptionkey masterkey sharedkey',
  'storagekey subscriptionkey sharedaccesskey appkey clientkey servicekey',
  'userpass dbpass mypass adminpass rootpass',
  'passwort kennwort contrasena contraseña motdepasse senha wachtwoord haslo пароль 密码 パスワード'
];
const ENDS_SECRET = new RegExp(
  `(?:${foldLookalikes(ENDINGS.join(' ')).replaceAll(' ', '|')}|(?:pass|security)(?:phrase|word|code))$`,
  'u'
);
/** Secret as the last word of a name, but not as the end of another word: `compass`. */
const LAST_WORDS = readWords(
  'pass pw sig signature otp totp cvv cvc authorization authentication mnemonic seedphrase sas hmac connectionstring'
);
/** A key is secret if one of these stands before it; `primary_key` and `cache_key` are not. */
const KEY_KINDS = readWords(
  'api access secret private priv auth account encryption encrypt signing sign master shared storage ' +
    'subscription service app application client ssh deploy webhook consumer admin db database sas hmac ' +
    'cipher aes rsa gpg pgp functions integration ingest license activation session user registration ' +
    'security crypto root'
);
/** Secret where the value has letters and digits: `session=7` and `auth: basic` are no secrets. */
const LIKELY_WORDS = readWords(
  'auth oauth xauth httpauth basicauth session sessionid sid cookie cookies'
);
/** Secret where the value also is as long as keys are: `key=order-1234` is not. */
const VAGUE_WORDS = readWords('pin nonce key keys tokens');
/** What people put behind such a name. */
const TAIL = readWords(
  'value val string str text plain raw base base64 b64 hash old new prod production dev test staging stage ' +
    'live confirm confirmation encrypted enc default main primary secondary backup current next env is was s'
);

/** What every such name holds a part of, but those in other scripts. */
export const NAME_HINT =
  /pass|pw|secret|tok|key|auth|cred|bearer|jwt|wort|sig|otp|cv[vc]|mnem|phrase|sas|hmac|conn|sess|sid|cook|pin|nonce|code|contra|senha|haslo|woord|\P{ASCII}/iu;

function readWords(words: string): ReadonlySet<string> {
  return new Set(words.split(' '));
}

/** Tell by the last words of a name, in any spelling, whether its value is secret; undefined: it is not. */
export function kindOfName(name: string): NameKind | undefined {
  const words = name
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[\s_.-]+/)
    .filter(word => word !== '');
  while (words.length > 1 && (TAIL.has(words.at(-1)!) || /^v?\d+$/.test(words.at(-1)!)))
    words.pop();
  const last = words.at(-1)?.replace(/\d+$/, '') ?? '';
  const before = words.at(-2) ?? '';
  if (ENDS_SECRET.test(last) || ENDS_SECRET.test(before + last) || LAST_WORDS.has(last))
    return 'sure';
  if ((last === 'key' || last === 'keys') && KEY_KINDS.has(before)) return 'sure';
  if (VAGUE_WORDS.has(last)) return 'vague';
  return LIKELY_WORDS.has(last) || (last === 'id' && before === 'session') ? 'likely' : undefined;
}

/** Whether a name is that of a header whose whole line is secret. */
export function isSecretHeader(name: string): boolean {
  return /^(?:proxy-)?authori[sz]ation$|^(?:set-)?cookie$/i.test(name);
}
