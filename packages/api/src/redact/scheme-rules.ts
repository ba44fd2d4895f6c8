import { type RedactionRule, TRAITS } from './rule.ts';

/** Credentials as the header Authorization writes them: a scheme and what proves it. */
export const schemeRules: readonly RedactionRule[] = [
  {
    name: 'bearer token',
    pattern:
      /(?<![A-Za-z])(?:bearer|api-?token|token|apikey|oauth|sso-key|splunk|sswx?s|bot)(?:\s{1,4}|\s{0,4}[:=]\s{0,4})([A-Za-z0-9._~+/|:=-]{6,})/gi,
    replacement: '[token]',
    needs: TRAITS.separator,
    minLength: 10,
    accepts: (match, value) => isBearer(match!, value!),
    example: ['Bearer', ' abc123']
  },
  {
    name: 'basic authorization',
    pattern: /(?<![A-Za-z])basic(?:\s{1,4}|\s{0,4}[:=]\s{0,4})([A-Za-z0-9+/_-]{6,}={0,2})/gi,
    replacement: '[token]',
    needs: TRAITS.separator,
    minLength: 12,
    accepts: (_match, value) => isBasic(value!),
    example: ['Basic dXNlcjpw', 'YXNzd29yZA==']
  },
  {
    name: 'user and password as a flag',
    pattern:
      /(?<!\S)(?:(?:-u|--user|--proxy-user)(?:\s{1,4}|=)["']?[^\s:"']{1,128}:[^\s"']+|sshpass\s{1,4}-p\s{0,4}\S+)/g,
    replacement: '[token]',
    needs: TRAITS.dash,
    minLength: 6,
    example: ['curl -u admin', ':hunter2']
  },
  {
    name: 'digest, negotiated and signed authorization',
    pattern:
      /(?<![A-Za-z])(?:digest\s{1,4}[a-z]{2,12}=|negotiate\s{1,4}[A-Za-z0-9+/=]{16}|ntlm\s{1,4}TlRM|AWS4-HMAC-SHA256\s{1,4}Credential=|hawk\s{1,4}[a-z]{2,5}=)[^\n]*/gi,
    replacement: '[token]',
    needs: TRAITS.separator,
    minLength: 12,
    example: ['Digest user', 'name="x", response="6629fae4"']
  }
];

function isBearer(match: string, value: string): boolean {
  const isMixed = /\d/.test(value) && /[A-Za-z]/.test(value);
  // After other words than bearer a short word is more likely prose.
  if (/^bearer/i.test(match)) return isMixed || value.length >= 11;
  return value.length >= 12 || (value.length >= 8 && isMixed && !value.includes('-'));
}

/** Base64 of a name, a colon and a password. */
function isBasic(value: string): boolean {
  if (value.endsWith('=') || /\d/.test(value)) return value.length >= 8;
  return /^[\x20-\x7e]*:[\x20-\x7e]*$/.test(Buffer.from(value, 'base64').toString('latin1'));
}
