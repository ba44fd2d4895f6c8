import { describe, expect, it } from '@jest/globals';
import { type Column } from '@espalier/core';
import fc from 'fast-check';
import { withDuck } from '../../src/io/duck.ts';
import { type ColumnRequest, readColumns } from '../../src/io/read-columns.ts';
import { openSource } from '../../src/io/source.ts';
import { cellsOf } from '../support/columns.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const file = temporaryFolder();

interface Way {
  readonly columns: Column[];
  readonly numRows: number;
}

const REQUESTS: readonly ColumnRequest[] = [
  { name: 'a', kind: 'number' },
  { name: 'b', kind: 'category' },
  { name: 'c', kind: 'category', levels: ['x', 'y', '1'] },
  { name: 'a', kind: 'category' }
];
const HEADER = 'a,b,c,unread';

/** What both ways make of a file; undefined is "this needs care", of DuckDB's way also "it has bad cells or rows". */
async function bothWays(
  content: string | Buffer,
  { trim = false, requests = REQUESTS } = {}
): Promise<{ plain: Way | undefined; careful: Way | undefined }> {
  const path = file('made.csv', content);
  return withDuck(async connection => {
    const { readPlain, ...source } = await openSource(connection, path, trim);
    const plain = await readPlain!(requests);
    const careful = await readColumns(connection, source, requests).then(
      ({ isSuspect, numRejects, ...way }) => (isSuspect || numRejects > 0 ? undefined : way),
      () => undefined
    );
    return { plain, careful };
  });
}

describe('readPlainCsv()', () => {
  it.each([
    ['numbers and texts', `${HEADER}\n1,u,x,\n-2.5,v,z,?\n`],
    ['no end of the last line', `${HEADER}\n1,u,x,\n-2.5,v,z,?`],
    ['CRLF', `${HEADER}\r\n1,u,x,\r\n-2.5,v,z,?\r\n`],
    ['CRLF but for the last line', `${HEADER}\r\n1,u,x,\r\n-2.5,v,z,?`],
    ['semicolons', 'a;b;c;unread\n1;u,u;x;\n-2.5;v;z;?\n'],
    ['a byte order mark', `\uFEFF${HEADER}\n1,u,x,\n`],
    ['empty cells', `${HEADER}\n,,,\n1,,,\n,u,,\n`],
    ['other alphabets', `${HEADER}\n1,naïve,中,😀\n2,😀,y,\n`],
    ['texts like comments and quotes of other kinds', `${HEADER}\n1,#u,'x',\n2,//,y,#\n`]
  ])('reads a file with %s as DuckDB does', async (_, content) => {
    const { plain, careful } = await bothWays(content);
    expect(plain).toBeDefined();
    expect(plain).toEqual(careful);
  });

  it.each([
    ['quotes', `${HEADER}\n1,"u",x,\n`],
    ['quotes in a column that is not read', `${HEADER}\n1,u,x,"\n`],
    ['a quoted header', `"a",b,c,unread\n1,u,x,\n`],
    ['a short record', `${HEADER}\n1,u,x\n`],
    ['a long record', `${HEADER}\n1,u,x,,\n`],
    ['a blank line', `${HEADER}\n1,u,x,\n\n2,u,x,\n`],
    ['line ends of two kinds', `${HEADER}\n1,u,x,\r\n2,u,x,\n`],
    ['lines that end in CR', `${HEADER}\r1,u,x,\r`],
    ['a header alone', `${HEADER}\n`],
    ['spaces around a number', `${HEADER}\n 1,u,x,\n`],
    ['underscores in a number', `${HEADER}\n1_000,u,x,\n`],
    ['a text for a number', `${HEADER}\none,u,x,\n`],
    ['an infinite number', `${HEADER}\ninf,u,x,\n`],
    ['a number beyond the largest', `${HEADER}\n1e309,u,x,\n`],
    ['a hexadecimal number', `${HEADER}\n0x1F,u,x,\n`],
    ['NUL characters', `${HEADER}\n1,u\0,x,\n`],
    ['bytes that are not UTF-8', Buffer.from(`${HEADER}\n1,\xff,x,\n`, 'latin1')],
    ['the character that marks what is no level', `${HEADER}\n1,\u0001missing,x,\n`],
    ['a line longer than a chunk', `${HEADER}\n1,${'u'.repeat(1 << 20)},x,\n`]
  ])('leaves a file with %s to DuckDB', async (_, content) => {
    expect((await bothWays(content)).plain).toBeUndefined();
  });

  it.each<[string, ColumnRequest]>([
    ['a key', { name: 'a', kind: 'key' }],
    ['a time', { name: 'a', kind: 'time' }],
    ['declared levels that stand twice', { name: 'b', kind: 'category', levels: ['u', 'u'] }]
  ])('leaves %s to DuckDB', async (_, request) => {
    const { plain } = await bothWays(`${HEADER}\n1,u,x,\n`, { requests: [request] });
    expect(plain).toBeUndefined();
  });

  it('keeps the order of the rows over many chunks and blocks', async () => {
    const numRows = 70_000;
    const lines = Array.from(
      { length: numRows },
      (_, i) => `${i / 8},k${i % 977},y,${'.'.repeat(i % 19)}`
    );
    const requests = REQUESTS.slice(0, 2);
    const { plain, careful } = await bothWays(`${HEADER}\n${lines.join('\n')}\n`, { requests });
    expect(plain?.numRows).toBe(numRows);
    const bytes = (way: Way | undefined): Buffer[] | undefined =>
      way?.columns.map(column =>
        Buffer.from((column.kind === 'number' ? column.values : column.codes).buffer)
      );
    const expected = bytes(careful)!;
    for (const [i, found] of bytes(plain)!.entries()) expect(found.equals(expected[i]!)).toBe(true);
  });

  const digits = (min: number, max: number): fc.Arbitrary<string> =>
    fc.string({
      unit: fc.constantFrom(...Array.from('0123456789')),
      minLength: min,
      maxLength: max
    });
  const awkward = fc.constantFrom(
    '',
    ' ',
    '-',
    '.',
    '-.',
    '+1',
    '-0',
    '5.',
    '.5',
    '1e5',
    '1E-7',
    '1e',
    'e5',
    '1_000',
    '_1',
    '1__0',
    '0x1F',
    'nan',
    'NaN',
    '-nan',
    'inf',
    '-Infinity',
    '1e308',
    '1e309',
    '2e-308',
    '4.9e-324',
    '1e-400',
    '9007199254740993',
    '1,5',
    '٣',
    '1 2',
    '1\t',
    "1'000",
    'true',
    'NULL',
    'NA',
    '1d',
    '1f',
    '--1',
    '+-1',
    '1.2.3',
    '0'.repeat(30),
    '#',
    '\\N',
    '"',
    '"7"',
    '"7',
    '""'
  );
  const number = fc.oneof(
    fc.double().map(String),
    fc.integer().map(String),
    fc
      .tuple(fc.constantFrom('', '-'), digits(0, 22), fc.constantFrom('', '.'), digits(0, 22))
      .map(parts => parts.join('')),
    fc.constant('')
  );
  const text = fc.oneof(
    fc.constantFrom(
      'x',
      'y',
      'X',
      '1',
      '',
      ' x',
      'x ',
      '\tx',
      'a b',
      '#',
      "'",
      'é',
      '中',
      '\\',
      'NULL',
      '\u0001',
      '\u2028'
    ),
    fc.string({ maxLength: 5 }).map(made => made.replaceAll(/[,"\r\n\0]/g, ''))
  );

  it('gives the double that is nearest to a number, as Number() does', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(number, { minLength: 1, maxLength: 60 }), async cells => {
        const lines = cells.map(cell => `${cell},u,x,`);
        const { plain } = await bothWays(`${HEADER}\n${lines.join('\n')}\n`);
        const expected = cells.map(cell => (cell === '' || cell === 'NaN' ? null : Number(cell)));
        if (plain !== undefined) expect(cellsOf(plain.columns[0]!)).toEqual(expected);
        else
          expect(cells.some(cell => !/^-?(\d+\.?\d*|\.\d+)(e[-+]\d+)?$|^(NaN)?$/.test(cell))).toBe(
            true
          );
      }),
      { numRuns: 30 }
    );
  });

  it('agrees with DuckDB on whatever it reads', async () => {
    const cell = fc.oneof({ weight: 60, arbitrary: number }, { weight: 1, arbitrary: awkward });
    const record = fc.oneof(
      { weight: 60, arbitrary: fc.tuple(cell, text, text, text).map(cells => cells.join(',')) },
      {
        weight: 1,
        arbitrary: fc.array(fc.oneof(awkward, text), { maxLength: 6 }).map(cells => cells.join(','))
      }
    );
    let numPlain = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, { minLength: 1, maxLength: 8 }),
        fc.constantFrom('\n', '\n', '\r\n', '\r\n', '\r'),
        fc.constantFrom('', '', '\n', '\r\n', '\r', '\n\n'),
        fc.boolean(),
        async (records, lineEnd, last, trim) => {
          const content = [HEADER, ...records].join(lineEnd) + last;
          const { plain, careful } = await bothWays(content, { trim });
          if (plain === undefined) return;
          ++numPlain;
          expect(plain).toEqual(careful);
        }
      ),
      { numRuns: 150 }
    );
    expect(numPlain).toBeGreaterThan(20);
  });
});
