import { EspalierError } from '@espalier/core';

const VARIABLE = 'ESPALIER_ADMIN_TOKEN';

/** Read the admin token; undefined if there is none. Errors: E_USAGE for one that no client could send. */
export function readAdminToken(
  env: Readonly<Record<string, string | undefined>>
): string | undefined {
  const token = env[VARIABLE] ?? '';
  if (token === '') return undefined;
  const fault = faultOf(token);
  if (fault === undefined) return token;
  throw new EspalierError(
    'E_USAGE',
    `Cannot use ${VARIABLE}: ${fault}, so no authorization header can carry it`,
    'Use visible ASCII characters, for example those of: openssl rand -hex 32'
  );
}

/** Describe the fault of a token, without a character of it. */
function faultOf(token: string): string | undefined {
  if (/[\r\n]$/.test(token)) return 'it ends with a line break';
  if (token.trim() === '') return 'it is blank';
  if (token !== token.trim()) return 'it begins or ends with a space';
  // eslint-disable-next-line no-control-regex -- control characters are refused
  if (/[\u0000-\u001f\u007f]/.test(token)) return 'it has a control character in it';
  if (!/^[\u0020-\u007e]*$/.test(token)) return 'it has a character beyond ASCII in it';
  return undefined;
}
