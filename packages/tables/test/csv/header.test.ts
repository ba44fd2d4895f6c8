import { describe, expect, test } from '@jest/globals';
import { readCsvHeader } from '../../src/csv/header.ts';
import { rejectionOf } from '../../../../test/support/failure.ts';
import { temporaryFolder } from '../../../../test/support/temporary-folder.ts';

const file = temporaryFolder();

describe('readCsvHeader()', () => {
  test.each<[string, string, string, string[]]>([
    ['one name', 'a\n1,2\n', ',', ['a']],
    ['the delimiter that splits most', 'a;b,c;d\n', ';', ['a', 'b,c', 'd']],
    ['delimiters in quotes, which split nothing', '"a,b,c";d\n', ';', ['a,b,c', 'd']],
    ['quotes, doubled', '"a ""b""",c\n', ',', ['a "b"', 'c']],
    ['line ends in quotes', '"a\r\nb",c\r\n', ',', ['a\r\nb', 'c']],
    ['a byte order mark', '\uFEFF"a",b\n', ',', ['a', 'b']],
    ['spaces as they are', ' a ,b \n', ',', [' a ', 'b ']],
    ['blank names', ',a,\n', ',', ['', 'a', '']],
    ['no line end', 'a|b', '|', ['a', 'b']],
    ['CR', 'a\tb\r1\t2\r', '\t', ['a', 'b']]
  ])('takes %s', async (_, text, delimiter, names) => {
    expect(await readCsvHeader(file('header.csv', text))).toEqual({ delimiter, names });
  });

  test.each([
    ['a blank line', '\na,b\n', 'E_TABLE_EMPTY'],
    ['delimiters alone', ',,\n', 'E_TABLE_EMPTY'],
    ['UTF-16, big end first', Buffer.from([0xfe, 0xff, 0, 0x61]), 'E_TABLE_UNREADABLE'],
    ['UTF-16, little end first', Buffer.from([0xff, 0xfe, 0x61, 0]), 'E_TABLE_UNREADABLE'],
    ['bytes', Buffer.from([0x1f, 0x8b, 8, 0, 0]), 'E_TABLE_UNREADABLE']
  ] as const)('refuses %s', async (_, content, code) => {
    expect((await rejectionOf(readCsvHeader(file('header.csv', content)))).code).toBe(code);
  });
});
