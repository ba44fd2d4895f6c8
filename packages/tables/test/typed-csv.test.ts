import { describe, expect, it } from '@jest/globals';
import type { Column } from '@espalier/core';
import fc from 'fast-check';
import { hasDigitUnderscores } from '../src/csv/underscores.ts';
import { withDuck } from '../src/duckdb.ts';
import { type ColumnRequest, readColumns } from '../src/read-columns.ts';
import { openSource } from '../src/source/open-source.ts';
import type { Source } from '../src/source/source.ts';
import { temporaryFolder } from '../../../test/support/temporary-folder.ts';

const file = temporaryFolder();

interface Way {
  readonly columns: Column[];
  readonly numRows: number;
}

const REQUESTS: readonly ColumnRequest[] = [
  { name: 'a', kind: 'number' },
  { name: 'b', kind: 'category' },
  { name: 'c', kind: 'category', levels: ['x', 'y', '1'] },
  { name: 'd', kind: 'number' }
];
const HEADER = 'a,b,c,d';

/** What reading numbers at once and reading every cell as text make of a file; undefined: "it has bad cells or rows". */
async function bothWays(
  content: string | Buffer,
  trim = false
): Promise<{ typed: Way | undefined; careful: Way | undefined }> {
  const path = file('made.csv', content);
  const read = (
    choose: (source: Source) => Source | Promise<Source | undefined> | undefined
  ): Promise<Way | undefined> =>
    withDuck(async connection => {
      const source = await choose(await openSource(connection, path, { trim }));
      if (source === undefined) return undefined;
      const { isSuspect, numRejects, ...way } = await readColumns(connection, source, REQUESTS);
      return isSuspect || numRejects > 0 ? undefined : way;
    }).catch(() => undefined);
  return {
    typed: await read(({ typed }) => typed?.(['a', 'd'])),
    careful: await read(({ typed: _, ...source }) => source)
  };
}

describe('a CSV file whose numbers are read at once', () => {
  it.each([
    ['numbers and texts', `${HEADER}\n1,u,x,\n-2.5,v,z,7\n`],
    ['CRLF, and no end of the last line', `${HEADER}\r\n1,u,x,\r\n-2.5,v,z,1e-7`],
    ['quotes', `${HEADER}\n"1","u\nv",x,\n-2.5,"a ""b""",z,"7"\n`],
    ['spaces and tabs around numbers', `${HEADER}\n 1,u,x,\t7\n`],
    ['NaN', `${HEADER}\nnan,u,x,NaN\n`],
    ['underscores in texts', `${HEADER}\n1,u_v,x_1,7\n`]
  ])('is the same table with %s', async (_, content) => {
    const { typed, careful } = await bothWays(content);
    expect(typed).toBeDefined();
    expect(typed).toEqual(careful);
  });

  it.each([
    ['a text for a number', `${HEADER}\none,u,x,\n`],
    ['an infinite number', `${HEADER}\ninf,u,x,\n`],
    ['a number beyond the largest', `${HEADER}\n1e309,u,x,\n`],
    ['underscores in a number', `${HEADER}\n1_000,u,x,\n`],
    ['a short record', `${HEADER}\n1,u,x\n`]
  ])('leaves a file with %s to be read with care', async (_, content) => {
    expect((await bothWays(content)).typed).toBeUndefined();
  });

  it('learns the levels that come late, too, in the order of all', async () => {
    const lines = Array.from({ length: 30_000 }, (_, i) => `${i},${i === 29_999 ? 'a' : 'b'},x,`);
    const path = file('late.csv', `${HEADER}\n${lines.join('\n')}\n`);
    const { columns } = await withDuck(async connection =>
      readColumns(connection, await openSource(connection, path, { trim: false }), REQUESTS)
    );
    const learned = columns[1]!;
    if (learned.kind !== 'category') throw new Error('wanted categories');
    expect(learned.levels).toEqual(['a', 'b']);
    expect([learned.codes[0], learned.codes.at(-1)]).toEqual([1, 0]);
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

  it('is the same table whatever it holds', async () => {
    const cell = fc.oneof({ weight: 60, arbitrary: number }, { weight: 1, arbitrary: awkward });
    const record = fc.oneof(
      { weight: 60, arbitrary: fc.tuple(cell, text, text, cell).map(cells => cells.join(',')) },
      {
        weight: 1,
        arbitrary: fc.array(fc.oneof(awkward, text), { maxLength: 6 }).map(cells => cells.join(','))
      }
    );
    let numTyped = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, { minLength: 1, maxLength: 8 }),
        fc.constantFrom('\n', '\n', '\r\n', '\r\n', '\r'),
        fc.constantFrom('', '', '\n', '\r\n', '\r', '\n\n'),
        fc.boolean(),
        async (records, lineEnd, last, trim) => {
          const content = [HEADER, ...records].join(lineEnd) + last;
          const { typed, careful } = await bothWays(content, trim);
          if (typed === undefined) return;
          ++numTyped;
          expect(typed).toEqual(careful);
        }
      ),
      { numRuns: 100 }
    );
    expect(numTyped).toBeGreaterThan(20);
  });
});

describe('hasDigitUnderscores()', () => {
  it.each([
    ['a\n1_000\n', true],
    ['a_1,b\nx_2,3\n', false],
    ['_1\n1_\n', false],
    [`${'x'.repeat((1 << 20) - 2)}1_0`, true],
    [`${'x'.repeat((1 << 20) - 1)}1_0`, true],
    [`${'x'.repeat((1 << 20) - 3)}1_0`, true],
    ['', false]
  ])('case %#', async (content, expected) => {
    expect(await hasDigitUnderscores(file('underscores.csv', content))).toBe(expected);
  });
});
