import { expect, test } from '@jest/globals';
import { EspalierError } from '@espalier/core';
import { readAdminToken } from '../src/admin-token.ts';

test.each(['a', 'open sesame', '!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~', 'x'.repeat(500)])(
  'a token that a header can carry is taken as it is: %s',
  token => {
    expect(readAdminToken({ ESPALIER_ADMIN_TOKEN: token })).toBe(token);
  }
);

test('no token, or an empty one, is none', () => {
  expect(readAdminToken({})).toBeUndefined();
  expect(readAdminToken({ ESPALIER_ADMIN_TOKEN: '' })).toBeUndefined();
});

test.each([
  ['a line break, as of a file', 'secret7\n', 'it ends with a line break'],
  ['a line break of Windows', 'secret7\r\n', 'it ends with a line break'],
  ['blanks alone', '   ', 'it is blank'],
  ['a space before it', ' secret7', 'it begins or ends with a space'],
  ['a space behind it', 'secret7 ', 'it begins or ends with a space'],
  ['a tab', 'sec\tret7', 'it has a control character in it'],
  ['a line break within', 'sec\nret7', 'it has a control character in it'],
  ['a NUL', 'sec\0ret7', 'it has a control character in it'],
  [
    'an umlaut, whose bytes clients do not agree on',
    'sécret7',
    'it has a character beyond ASCII in it'
  ],
  ['characters beyond latin1', '秘密secret7', 'it has a character beyond ASCII in it'],
  ['a no-break space at the end', 'secret7\u00a0', 'it begins or ends with a space'],
  ['a byte order mark', '\uFEFFsecret7', 'it begins or ends with a space']
])('%s is refused, without a character of the token', (_what, token, reason) => {
  const read = (): unknown => readAdminToken({ ESPALIER_ADMIN_TOKEN: token });
  expect(read).toThrow(EspalierError);
  try {
    read();
  } catch (error) {
    const { code, exitCode, message, hint } = error as EspalierError;
    expect({ code, exitCode }).toEqual({ code: 'E_USAGE', exitCode: 2 });
    expect(message).toBe(
      `Cannot use ESPALIER_ADMIN_TOKEN: ${reason}, so no authorization header can carry it`
    );
    expect(message + hint).not.toMatch(/ret7/);
  }
});
