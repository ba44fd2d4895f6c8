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
    ['CR', 'a\tb\r1\t2\r', '\t', ['a', 'b']],
    ['the first line that is not blank', '\n\na,b\n1,2\n', ',', ['a', 'b']]
  ])('takes %s', async (_, text, delimiter, names) => {
    const path = file('header.csv', text);
    expect(await readCsvHeader(path, path, {})).toMatchObject({ delimiter, names });
  });

  test.each([
    ['delimiters alone', ',,\n', 'E_TABLE_EMPTY'],
    ['bytes', Buffer.from([0x1f, 0x8b, 8, 0, 0]), 'E_TABLE_UNREADABLE']
  ] as const)('refuses %s', async (_, content, code) => {
    const path = file('header.csv', content);
    expect((await rejectionOf(readCsvHeader(path, path, {}))).code).toBe(code);
  });
});
