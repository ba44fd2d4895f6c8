import { describe, expect, test } from '@jest/globals';
import { formatProblem, type Problem } from '@espalier/core';
import { readColumnNames } from '../src/read-table.ts';
import { rejectionOf, toldBy } from '../../../test/support/failure.ts';
import { CATEGORY, NUMBER, read, readCells, type SpecPart } from './support/read.ts';
import { temporaryFolder } from '../../../test/support/temporary-folder.ts';

const file = temporaryFolder();

/** What is wrong with a file, without the file's name. */
async function problemsOf(path: string, spec?: SpecPart): Promise<Omit<Problem, 'file'>[]> {
  const error = await rejectionOf(read(path, spec));
  expect(error.code).toBe('E_ROWS_INVALID');
  return error.details.map(({ file: named, ...problem }) => {
    expect(named).toBe(path);
    return problem;
  });
}

describe('readTable() of CSV', () => {
  const rows = [
    [1, 2.5],
    ['x', 'y']
  ];

  test.each([
    ['commas', 'num_a,cat_b\n1,x\n2.5,y\n'],
    ['semicolons', 'num_a;cat_b\n1;x\n2.5;y\n'],
    ['tabs', 'num_a\tcat_b\n1\tx\n2.5\ty\n'],
    ['bars', 'num_a|cat_b\n1|x\n2.5|y\n'],
    ['a byte order mark', '\uFEFFnum_a,cat_b\n1,x\n2.5,y\n'],
    ['a byte order mark and quotes', '\uFEFF"num_a","cat_b"\n"1","x"\n"2.5","y"\n'],
    ['CRLF', 'num_a,cat_b\r\n1,x\r\n2.5,y\r\n'],
    ['CR', 'num_a,cat_b\r1,x\r2.5,y\r'],
    ['no end of the last line', 'num_a,cat_b\n1,x\n2.5,y'],
    ['blank lines', 'num_a,cat_b\n\n1,x\n\n\n2.5,y\n\n'],
    ['blank lines and CRLF', 'num_a,cat_b\r\n\r\n1,x\r\n\r\n2.5,y\r\n'],
    ['columns in another order, and more of them', 'cat_b,other,num_a\nx,?,1\ny,?,2.5\n'],
    ['spaces around numbers', 'num_a,cat_b\n 1 ,x\n  2.5,y\n'],
    ['empty fields at the end', 'num_a,cat_b\n1,x,\n2.5,y,,\n']
  ])('takes %s', async (_, text) => {
    expect(await readCells(file('good.csv', text))).toEqual(rows);
  });

  test.each([
    ['delimiters', '"x,y"', 'x,y'],
    ['line ends', '"x\ny"', 'x\ny'],
    ['CRLF', '"x\r\ny"', 'x\r\ny'],
    ['quotes', '"x""y"', 'x"y'],
    ['a quote alone', '""""', '"'],
    ['nothing', '""', null],
    ['quotes in its middle', 'x"y"', 'x"y"'],
    ['a backslash', 'x\\', 'x\\'],
    ['other alphabets', 'naïve 中 😀', 'naïve 中 😀'],
    ["quotes of SQL's", "x'y", "x'y"]
  ])('takes a cell with %s', async (_, written, cell) => {
    const text = `num_a,cat_b\n1,${written}\n2,z\n`;
    expect(await readCells(file('cell.csv', text))).toEqual([
      [1, 2],
      [cell, 'z']
    ]);
  });

  test.each([
    ['1e5', 100_000],
    ['+7', 7],
    ['.5', 0.5],
    ['5.', 5],
    ['-0', -0],
    ['', null],
    ['   ', null],
    ['nan', null],
    ['NaN', null],
    [`${'0'.repeat(400)}1`, 1],
    ['1e-400', 0],
    ['123456789012345678901234567890', 123456789012345680000000000000]
  ])('takes %j for a number', async (written, value) => {
    const text = `num_a,cat_b\n${written},x\n1,y\n`;
    expect((await readCells(file('number.csv', text)))[0]).toEqual([value, 1]);
  });

  test.each([
    ['abc', 'not a number'],
    ['1_000', 'not a number'],
    ['0x1F', 'not a number'],
    ['1 2', 'not a number'],
    ['"1,5"', 'not a number'],
    ['-', 'not a number but "-"'],
    ['true', 'not a number'],
    ['\t', 'not a number'],
    ['inf', 'not finite'],
    ['-Infinity', 'not finite'],
    ['1e400', 'not finite'],
    ['9'.repeat(400), 'not finite']
  ])('refuses %j for a number', async (written, problem) => {
    const text = `num_a,cat_b\n1,x\n${written},y\n`;
    expect(await problemsOf(file('number.csv', text))).toEqual([
      { line: 3, field: 'num_a', problem, expected: 'a finite number' }
    ]);
  });

  test('keeps the levels of the spec, in its order, or sorts those of the file by code unit', async () => {
    const path = file('levels.csv', 'cat_b,cat_c\nb,é\na,Z\nB,z\n');
    const { table } = await read(path, {
      features: { cat_b: { ...CATEGORY, levels: ['b', 'a', 'B', 'none'] }, cat_c: CATEGORY }
    });
    expect(table.columns).toEqual([
      expect.objectContaining({ levels: ['b', 'a', 'B', 'none'], codes: Int32Array.of(0, 1, 2) }),
      expect.objectContaining({ levels: ['Z', 'z', 'é'], codes: Int32Array.of(2, 0, 1) })
    ]);
  });

  test('reads sensitive columns too, and names the columns that nobody uses', async () => {
    const path = file('roles.csv', 'num_a,cat_b,cat_sex,txt_id,bin_y,more\n1,x,f,7,yes,?\n');
    const { table, labels, unused } = await read(path, {
      sensitive: ['cat_sex'],
      ignore: ['txt_id']
    });
    expect(table.columns.map(({ name }) => name)).toEqual(['num_a', 'cat_b', 'cat_sex']);
    expect(labels).toHaveLength(0);
    expect(unused).toEqual(['more']);
  });

  test('of one column takes a blank line for an empty cell, and knows its line', async () => {
    const features = { num_a: NUMBER };
    expect(await readCells(file('one.csv', 'num_a\n1\n\n2\n'), { features })).toEqual([
      [1, null, 2]
    ]);
    expect(await problemsOf(file('one.csv', 'num_a\n1\n\nq\n'), { features })).toEqual([
      { line: 4, field: 'num_a', problem: 'not a number', expected: 'a finite number' }
    ]);
  });

  test('takes columns that are called like members of every object, or differ in case alone', async () => {
    const path = file('odd.csv', 'constructor,A,a\n1,2,3\n');
    const features = { a: NUMBER, A: NUMBER, constructor: NUMBER };
    expect(await readCells(path, { features })).toEqual([[3], [2], [1]]);
  });

  test.each([
    "it's.csv",
    'a"b.csv',
    'a*b.csv',
    'a?b.csv',
    'a[1].csv',
    'a[!1].csv',
    'a].csv',
    'a{x,y}.csv',
    'a b.csv',
    'a\\b.csv',
    '~a.csv',
    '%20$HOME#.csv',
    'no extension',
    'UPPER.CSV'
  ])('opens a file called %j, and no other', async name => {
    file('axb.csv', 'num_a,cat_b\n99,wrong\n');
    file('a1.csv', 'num_a,cat_b\n99,wrong\n');
    expect(await readCells(file(name, 'num_a,cat_b\n1,x\n2.5,y\n'))).toEqual(rows);
  });
});

describe('readTable() of spaces', () => {
  const text = ' num_a, cat_b\n 1, x \n2,  \n3,\tx\n';

  test('strips them from names and cells where the spec says trim', async () => {
    const path = file('spaces.csv', text);
    expect(await readCells(path, { trim: true })).toEqual([
      [1, 2, 3],
      ['x', null, 'x']
    ]);
    expect(await readColumnNames(path, { trim: true })).toEqual(['num_a', 'cat_b']);
  });

  test('keeps them otherwise, and says what to do about the header', async () => {
    const path = file('spaces.csv', text);
    expect(await readColumnNames(path, { trim: false })).toEqual([' num_a', ' cat_b']);
    const error = await rejectionOf(read(path));
    expect(error.code).toBe('E_COLUMN_MISSING');
    expect(error.hint).toContain('trim: true');
    expect(error.details.map(formatProblem)).toEqual([
      `${path}, num_a: no such column, but there is " num_a"`,
      `${path}, cat_b: no such column, but there is " cat_b"`
    ]);
    expect(await readCells(path, { features: { ' cat_b': CATEGORY } })).toEqual([
      [' x ', '  ', '\tx']
    ]);
  });
});

describe('readTable() of a file that is no table', () => {
  test.each([
    ['empty', '', 'E_TABLE_EMPTY', 'the file is empty'],
    ['blank', '\n\n', 'E_TABLE_EMPTY', 'it holds no text'],
    ['spaces', '   ', 'E_TABLE_EMPTY', 'it holds no text'],
    ['a header alone', 'num_a,cat_b\n', 'E_TABLE_EMPTY', 'it has a header but no rows'],
    ['a header without an end', 'num_a,cat_b', 'E_TABLE_EMPTY', 'it has a header but no rows'],
    ['bytes', Buffer.from([0x0b, 0, 8, 0, 0x0a, 7]), 'E_TABLE_UNREADABLE', 'it is binary'],
    [
      'NUL in a text',
      'num_a,cat_b\n1,CANARY\0\n',
      'E_TABLE_UNREADABLE',
      'the column "cat_b" holds NUL characters'
    ],
    [
      'LF, then CRLF',
      'num_a,cat_b\n1,CANARY\r\n2,y\n',
      'E_TABLE_UNREADABLE',
      'its lines end in different ways (LF on line 1, CRLF on line 2)'
    ],
    [
      'LF, then CR',
      'num_a,cat_b\n1,CANARY\r2,y\r',
      'E_TABLE_UNREADABLE',
      'its lines end in different ways (LF on line 1, CR on line 2)'
    ],
    [
      'a name twice',
      'num_a,cat_b,num_a\n1,x,2\n',
      'E_HEADER_INVALID',
      '"num_a" stands there more than once'
    ],
    [
      'two names twice',
      'b,a,b,a\n1,x,2,3\n',
      'E_HEADER_INVALID',
      '"b", "a" stand there more than once'
    ]
  ] as const)('refuses %s', async (_, content, code, reason) => {
    const path = file('bad.csv', content);
    const error = await rejectionOf(read(path));
    expect(error.code).toBe(code);
    expect(error.exitCode).toBe(65);
    expect(error.message).toContain(reason);
    expect(error.message).toContain(`"${path}"`);
    expect(toldBy(error)).not.toContain('CANARY');
  });

  test('counts names that only spaces tell apart as the same where it trims', async () => {
    const path = file('bad.csv', 'num_a, num_a,cat_b\n1,2,x\n');
    expect((await rejectionOf(read(path, { trim: true }))).code).toBe('E_HEADER_INVALID');
    expect(await readCells(path)).toEqual([[1], ['x']]);
  });

  test.each([
    ['absent', 'absent.csv', 'E_FILE_MISSING', /^Cannot find/],
    ['under a file', 'plain.csv/deep.csv', 'E_FILE_MISSING', /^Cannot find/],
    ['a folder', 'folder', 'E_FILE_UNREADABLE', /: it is a folder$/]
  ])('refuses a path that is %s', async (_, name, code, message) => {
    file('plain.csv', 'num_a,cat_b\n1,x\n');
    file('folder/inner.csv', 'num_a,cat_b\n1,x\n');
    const error = await rejectionOf(read(file(name)));
    expect(error.code).toBe(code);
    expect(error.exitCode).toBe(66);
    expect(error.message).toMatch(message);
  });

  test('names misspelt columns with the nearest name of the header', async () => {
    const path = file('bad.csv', 'num_aa,unrelated\n1,x\n');
    const error = await rejectionOf(read(path));
    expect(error.code).toBe('E_COLUMN_MISSING');
    expect(error.message).toBe(
      `Cannot find 2 columns in "${path}": the header on line 1 has 2 columns ("num_aa", "unrelated")`
    );
    expect(error.details).toEqual([
      { file: path, field: 'num_a', problem: 'no such column, but there is "num_aa"' },
      { file: path, field: 'cat_b', problem: 'no such column' }
    ]);
  });
});

describe('readTable() of bad rows', () => {
  test('names three ragged rows of 24,000 by their lines', async () => {
    const lines = Array.from({ length: 24_000 }, (_, i) => `${i},x`);
    lines[10] = '10';
    lines[12_345] = '12345,x,y';
    lines[23_999] = '23999';
    const path = file('ragged.csv', `num_a,cat_b\n${lines.join('\n')}\n`);
    expect(await problemsOf(path)).toEqual([
      { line: 12, problem: '1 field', expected: '2, as in the header' },
      { line: 12_347, problem: '3 fields', expected: '2, as in the header' },
      { line: 24_001, problem: '1 field', expected: '2, as in the header' }
    ]);
    expect((await rejectionOf(read(path))).message).toBe(
      `Cannot use 3 of the 24000 rows of "${path}"`
    );
  });

  test('tells bad cells and ragged rows together, in the order of the file', async () => {
    const path = file('both.csv', 'num_a,cat_b\nq,x\n2\n3,y\n4,z,w\nr,x\n');
    expect((await problemsOf(path)).map(({ line, problem }) => [line, problem])).toEqual([
      [2, 'not a number'],
      [3, '1 field'],
      [5, '3 fields'],
      [6, 'not a number']
    ]);
  });

  test('knows the lines when quoted line ends, blank lines and CRLF come before', async () => {
    const path = file(
      'lines.csv',
      'num_a,cat_b\r\n1,"a\r\nb\r\nc"\r\n\r\nq,"d\r\ne"\r\nr,f\r\n4\r\n'
    );
    expect((await problemsOf(path)).map(({ line, problem }) => [line, problem])).toEqual([
      [6, 'not a number'],
      [8, 'not a number'],
      [9, '1 field']
    ]);
  });

  test('knows the lines when the header itself goes over two', async () => {
    const path = file('lines.csv', 'num_a,"cat\nb"\nq,x\n');
    const features = { num_a: NUMBER, 'cat\nb': CATEGORY };
    expect(await problemsOf(path, { features })).toMatchObject([{ line: 3 }]);
  });

  test('tells each bad cell of a row, and rows in other columns', async () => {
    const path = file('cells.csv', 'num_a,num_c,cat_b\nq,r,x\n1,s,y\n');
    const features = { num_a: NUMBER, num_c: NUMBER, cat_b: CATEGORY };
    expect((await problemsOf(path, { features })).map(({ line, field }) => [line, field])).toEqual([
      [2, 'num_a'],
      [2, 'num_c'],
      [3, 'num_c']
    ]);
    expect((await rejectionOf(read(path, { features }))).message).toContain('2 of the 2 rows');
  });

  test('does not look at the cells of columns that it does not read', async () => {
    const path = file('unread.csv', 'num_a,cat_b,bin_y\n1,x,\n2,y,maybe\n');
    expect(await readCells(path, { ignore: [] })).toHaveLength(2);
  });

  test.each([
    ['text behind a closing quote', '1,"x"z', 'text follows a closing quote'],
    ['a quote behind an escaped one', '1,"x"""y"', 'text follows a closing quote']
  ])('names %s, and reads the rows behind it', async (_, row, problem) => {
    const path = file('quotes.csv', `num_a,cat_b\n0,w\n${row}\n2,y\nq,z\n`);
    expect(await problemsOf(path)).toEqual([
      { line: 3, problem },
      { line: 5, field: 'num_a', problem: 'not a number', expected: 'a finite number' }
    ]);
  });

  test('names the line on which a quote is opened and never closed', async () => {
    const path = file('quotes.csv', 'num_a,cat_b\n0,w\n1,"x\n2,y\n');
    expect(await problemsOf(path)).toEqual([{ line: 3, problem: 'a quote is never closed' }]);
  });

  test('names lines that are not UTF-8, quoted line ends before them or not', async () => {
    const text = 'num_a,cat_b\n1,"x\nz"\n2,café\n3,y\n4,é\n';
    const path = file('latin.csv', Buffer.from(text, 'latin1'));
    const expected = [4, 6].map(line => ({ line, problem: 'not UTF-8' }));
    const error = await rejectionOf(read(path));
    expect(error.message).toContain('2 lines are not, the first is line 4');
    expect(error.hint).toContain('iconv -f WINDOWS-1252');
    expect(error.details).toMatchObject(expected);
  });

  test('names damaged lines of a file that is UTF-8 elsewhere', async () => {
    const lines = ['num_a,cat_b', '1,"x', 'z"', '2,café', '3,é'].join('\n');
    const text = Buffer.concat([Buffer.from(`${lines}\n`), Buffer.from('4,é\n', 'latin1')]);
    const path = file('damaged.csv', text);
    const expected = [{ line: 6, problem: 'not UTF-8' }];
    expect(await problemsOf(path)).toEqual(expected);
    expect(await problemsOf(path, { features: { cat_b: CATEGORY } })).toEqual(expected);
    expect(await problemsOf(path, { features: { cat_b: { ...CATEGORY, levels: ['y'] } } })).toEqual(
      expected
    );
  });

  test('names a line of megabytes', async () => {
    const path = file('long.csv', `num_a,cat_b\n1,x\n2,${'y'.repeat(3 << 20)}\n3,z\n`);
    expect(await problemsOf(path)).toEqual([{ line: 3, problem: 'longer than 2 MB' }]);
  });

  test('puts up with empty fields at the end of bad rows as with those of good ones', async () => {
    const path = file('ends.csv', 'num_a,cat_b\n1,x,\nq,y,""\n3,z,,w\n');
    expect((await problemsOf(path)).map(({ line, problem }) => [line, problem])).toEqual([
      [3, 'not a number'],
      [4, '4 fields']
    ]);
  });
});

describe('readTable() of rows that the spec rejects', () => {
  const strict = {
    num_a: { ...NUMBER, min: 0, max: 10, outside: 'reject', missing: 'reject' },
    cat_b: { ...CATEGORY, levels: ['x', 'y'], missing: 'reject' }
  };
  const text = 'num_a,cat_b\n1,x\n11,x\n,y\n3,z\n4,\n-0.5,y\n';

  test('names each by line, column and reason', async () => {
    expect(await problemsOf(file('policy.csv', text), { features: strict })).toEqual([
      { line: 3, field: 'num_a', problem: 'outside its range', expected: '0 to 10' },
      { line: 4, field: 'num_a', problem: 'empty', expected: 'a number' },
      { line: 5, field: 'cat_b', problem: 'unknown level', expected: 'one of x, y' },
      { line: 6, field: 'cat_b', problem: 'empty', expected: 'a value' },
      { line: 7, field: 'num_a', problem: 'outside its range', expected: '0 to 10' }
    ]);
  });

  test('reads them where policies are ignored', async () => {
    const { table } = await read(
      file('policy.csv', text),
      { features: strict },
      { policies: 'ignore' }
    );
    expect(table.numRows).toBe(6);
  });

  test('reads them where the spec is lenient', async () => {
    const lenient = {
      num_a: { ...NUMBER, min: 0, max: 10 },
      cat_b: { ...CATEGORY, levels: ['x', 'y'], unknown: 'other' }
    };
    expect(await readCells(file('policy.csv', text), { features: lenient })).toEqual([
      [1, 11, null, 3, 4, -0.5],
      ['x', 'x', 'y', '?', null, 'y']
    ]);
  });

  test('says once what is wrong with a cell: no number is not also empty', async () => {
    const path = file('policy.csv', 'num_a,cat_b\nq,x\n');
    expect(await problemsOf(path, { features: strict })).toHaveLength(1);
  });
});

describe('what readTable() shows of cells', () => {
  const cell = `CANARY${'0123456789'.repeat(5)}`;
  const text = `num_a,cat_b\n${cell},CANARY\n2\n`;

  test('is nothing, unless the spec says show', async () => {
    const features = { num_a: NUMBER, cat_b: { ...CATEGORY, levels: ['x'] } };
    const error = await rejectionOf(read(file('show.csv', text), { features }));
    expect(error.details).toHaveLength(3);
    expect(toldBy(error)).not.toContain('CANARY');
    expect(error.details.map(formatProblem).join()).not.toContain('CANARY');
  });

  test('is 40 characters at most where it does', async () => {
    const features = { num_a: { ...NUMBER, show: true }, cat_b: CATEGORY };
    const [problem] = await problemsOf(file('show.csv', text), { features });
    expect(problem!.problem).toBe(`not a number: "${cell.slice(0, 40)}"`);
  });

  test('is nothing of the other columns', async () => {
    const features = { num_a: NUMBER, num_c: { ...NUMBER, show: true } };
    const path = file('show.csv', 'num_a,num_c\nCANARY,shown\n');
    const error = await rejectionOf(read(path, { features }));
    expect(error.details.map(({ problem }) => problem)).toEqual([
      'not a number',
      'not a number: "shown"'
    ]);
    expect(toldBy(error)).not.toContain('CANARY');
  });
});
