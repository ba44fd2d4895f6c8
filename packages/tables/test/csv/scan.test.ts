import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type CsvRecord, scanCsv } from '../../src/csv/scan.ts';
import { rejectionOf } from '../../../../test/support/failure.ts';
import { temporaryFolder } from '../../../../test/support/temporary-folder.ts';

const file = temporaryFolder();

async function scan(
  content: string | Uint8Array,
  numColumns = 2
): Promise<{ records: CsvRecord[]; ends: [string, number][] }> {
  const records: CsvRecord[] = [];
  const ends = await scanCsv(file('scan.csv', content), { delimiter: ',', numColumns }, record => {
    records.push(record);
  });
  return { records, ends: [...ends] };
}

test.each<[string, string, number[], string[]]>([
  ['LF', 'a,b\n1,2\n3,4\n', [1, 2, 3], ['LF']],
  ['CRLF', 'a,b\r\n1,2\r\n3,4\r\n', [1, 2, 3], ['CRLF']],
  ['CR', 'a,b\r1,2\r3,4\r', [1, 2, 3], ['CR']],
  ['no end', 'a,b\n1,2', [1, 2], ['LF']],
  ['CR at the very end', 'a,b\r', [1], ['CR']],
  ['blank lines', '\na,b\n\n\n1,2\n\n', [2, 5], ['LF']],
  ['line ends in quotes, which are none', 'a,b\n"1\r\n2\n3",4\n5,6\n', [1, 2, 5], ['LF']],
  ['a mixture', 'a,b\r\n1,2\n3,4\r5,6\n', [1, 2, 3, 4], ['CRLF', 'LF', 'CR']],
  ['nothing', '', [], []]
])('scanCsv() gives the line of each record: %s', async (_, text, lines, ends) => {
  const scanned = await scan(text);
  expect(scanned.records.map(({ line }) => line)).toEqual(lines);
  expect(scanned.ends.map(([end]) => end)).toEqual(ends);
});

test('scanCsv() gives the line where each kind of line end is met first', async () => {
  const { ends } = await scan('a,b\r\n"1\n2",3\r\n4,5\n6,7\r8,9\n10,11\r');
  expect(ends).toEqual([
    ['CRLF', 1],
    ['LF', 4],
    ['CR', 5]
  ]);
  expect((await scan('a,b\r')).ends).toEqual([['CR', 1]]);
});

test('scanCsv() takes blank lines for records where there is one column', async () => {
  expect((await scan('a\n\n1\n', 1)).records.map(({ line }) => line)).toEqual([1, 2, 3]);
});

test.each<[string, number, number]>([
  ['1,2', 2, 2],
  ['1', 1, 1],
  ['1,2,', 3, 2],
  ['1,2,,', 4, 2],
  ['1,2,""', 3, 2],
  ['1,,3', 3, 3],
  [',', 2, 0],
  ['1,"2,3"', 2, 2],
  ['1,""""', 2, 2],
  ['"",1', 2, 2]
])('scanCsv() counts the fields of %j: %i, %i of them used', async (row, numFields, numUsed) => {
  expect((await scan(`${row}\n`)).records).toEqual([
    { line: 1, numFields, numUsed, fault: undefined }
  ]);
});

test.each([
  ['"a"b,c\n', 'text follows a closing quote'],
  ['a,"b\nc', 'a quote is never closed'],
  ['a,b"c"\n', undefined],
  ['a,"b"\n', undefined]
])('scanCsv() finds the fault of %j', async (text, fault) => {
  expect((await scan(text)).records[0]!.fault).toBe(fault);
});

test.each<[string, number[], boolean]>([
  ['two bytes', [0xc3, 0xa9], true],
  ['three bytes', [0xe4, 0xb8, 0xad], true],
  ['four bytes', [0xf0, 0x9f, 0x98, 0x80], true],
  ['the last code point', [0xf4, 0x8f, 0xbf, 0xbf], true],
  ['what lies beyond it', [0xf4, 0x90, 0x80, 0x80], false],
  ['a surrogate', [0xed, 0xa0, 0x80], false],
  ['what lies before the surrogates', [0xed, 0x9f, 0xbf], true],
  ['two bytes for ASCII', [0xc0, 0xaf], false],
  ['three bytes where two do', [0xe0, 0x9f, 0xbf], false],
  ['four bytes where three do', [0xf0, 0x8f, 0xbf, 0xbf], false],
  ['a byte that continues nothing', [0x80], false],
  ['a start without its end', [0xe4, 0xb8], false],
  ['latin-1', [0xe9], false]
])('scanCsv() knows UTF-8: %s', async (_, bytes, isValid) => {
  const { records } = await scan(Uint8Array.of(0x61, ...bytes, 0x2c, 0x62, 0x0a));
  expect(records[0]!.fault).toBe(isValid ? undefined : 'not UTF-8');
});

test('scanCsv() takes for UTF-8 exactly what a decoder takes', async () => {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const isValid = (bytes: Uint8Array): boolean => {
    try {
      decoder.decode(bytes);
      return true;
    } catch {
      return false;
    }
  };
  const odd = fc.constantFrom(
    0x41,
    0x7f,
    0x80,
    0x8f,
    0x90,
    0x9f,
    0xa0,
    0xbf,
    0xc1,
    0xc2,
    0xdf,
    0xe0,
    0xe1,
    0xed,
    0xef,
    0xf0,
    0xf1,
    0xf4,
    0xf5,
    0xff
  );
  await fc.assert(
    fc.asyncProperty(fc.array(odd, { minLength: 1, maxLength: 6 }), async list => {
      const bytes = Uint8Array.of(...list, 0x41);
      const { records } = await scan(Uint8Array.of(...bytes, 0x0a));
      expect(records[0]!.fault).toBe(isValid(bytes) ? undefined : 'not UTF-8');
    }),
    { seed: 1, numRuns: 400 }
  );
});

test('scanCsv() says that a file is not there', async () => {
  const error = await rejectionOf(
    scanCsv(file('absent.csv'), { delimiter: ',', numColumns: 2 }, () => undefined)
  );
  expect(error.code).toBe('E_FILE_MISSING');
});
