import { beforeAll, describe, expect, test } from '@jest/globals';
import { DuckDBInstance } from '@duckdb/node-api';
import { readColumnNames } from '../src/read-table.ts';
import { cellsOf } from '../../../test/support/columns.ts';
import { rejectionOf, toldBy } from '../../../test/support/failure.ts';
import { CATEGORY, NUMBER, read, readCells } from './support/read.ts';
import { temporaryFolder } from '../../../test/support/temporary-folder.ts';

const file = temporaryFolder();

/** Write the rows of a query as Parquet. */
async function parquet(name: string, query: string): Promise<string> {
  const path = file(name);
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`COPY (${query}) TO '${path.replaceAll("'", "''")}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
  return path;
}

describe('readTable() of Parquet', () => {
  test('takes numbers of every type, booleans as 0 and 1, and nulls as missing', async () => {
    const path = await parquet(
      'types.parquet',
      `SELECT 7::TINYINT a, 70000::UINTEGER b, 1.5::FLOAT c, 2.25::DECIMAL(10, 2) d, true e, NULL::INTEGER f,
       'nan'::DOUBLE g, ' 8 ' h, 12345678901234567890::HUGEINT i`
    );
    const features = Object.fromEntries(Array.from('abcdefghi').map(name => [name, NUMBER]));
    expect(await readCells(path, { features })).toEqual([
      [7],
      [70_000],
      [1.5],
      [2.25],
      [1],
      [null],
      [null],
      [8],
      [12345678901234567000]
    ]);
  });

  test('takes anything for a category, whole numbers without a fraction', async () => {
    const path = await parquet(
      'levels.parquet',
      `SELECT * FROM (VALUES ('x', 3, 3.0::DOUBLE, true, DATE '2024-01-02'), (NULL, NULL, 2.5, false, NULL), ('', 4, 1e20, NULL, NULL)) AS t(a, b, c, d, e)`
    );
    const features = Object.fromEntries(Array.from('abcde').map(name => [name, CATEGORY]));
    expect(await readCells(path, { features })).toEqual([
      ['x', null, null],
      ['3', null, '4'],
      ['3', '2.5', '1e+20'],
      ['true', 'false', null],
      ['2024-01-02', null, null]
    ]);
  });

  test.each(["it's.parquet", 'a*b.parquet', 'a[1].parquet', 'UPPER.PARQUET'])(
    'opens a file called %j',
    async name => {
      const path = await parquet(name, `SELECT 1 AS num_a, 'x' AS cat_b`);
      expect(await readCells(path)).toEqual([[1], ['x']]);
    }
  );

  test('strips names and cells where the spec says trim', async () => {
    const path = await parquet('trim.parquet', `SELECT 1 AS " num_a", ' x ' AS "cat_b "`);
    expect(await readCells(path, { trim: true })).toEqual([[1], ['x']]);
    expect(await readColumnNames(path, { trim: false })).toEqual([' num_a', 'cat_b ']);
  });

  test('names bad rows by their number, from 0', async () => {
    const path = await parquet(
      'bad.parquet',
      `SELECT CASE i WHEN 3 THEN 'CANARY' WHEN 5 THEN 'inf' ELSE i::VARCHAR END AS num_a,
       CASE i WHEN 4 THEN 'CANARY' ELSE 'x' END AS cat_b FROM range(3000) t(i)`
    );
    const features = { num_a: NUMBER, cat_b: { ...CATEGORY, levels: ['x'] } };
    const error = await rejectionOf(read(path, { features }));
    expect(error.message).toBe(`Cannot use 3 of the 3000 rows of "${path}"`);
    expect(error.details.map(({ line, row, field }) => [line, row, field])).toEqual([
      [undefined, 3, 'num_a'],
      [undefined, 4, 'cat_b'],
      [undefined, 5, 'num_a']
    ]);
    expect(toldBy(error)).not.toContain('CANARY');
  });

  test('refuses an infinity in a column of numbers', async () => {
    const path = await parquet('bad.parquet', `SELECT 'inf'::DOUBLE AS num_a, 'x' AS cat_b`);
    expect((await rejectionOf(read(path))).details).toMatchObject([
      { row: 0, field: 'num_a', problem: 'not finite' }
    ]);
  });

  test.each([
    ['a list', '[1, 2]'],
    ['a struct', "{'a': 1}"],
    ['an interval', "INTERVAL '1' DAY"],
    ['a date', "DATE '2024-01-02'"]
  ])('refuses %s for a number', async (_, sql) => {
    const path = await parquet('bad.parquet', `SELECT ${sql} AS num_a, 'x' AS cat_b`);
    expect((await rejectionOf(read(path))).details).toMatchObject([
      { row: 0, field: 'num_a', problem: 'not a number' }
    ]);
  });

  test.each([
    ['text', 'num_a,cat_b\n1,CANARY\n'],
    ['a cut file', 'PAR1CANARY']
  ])('refuses %s', async (_, content) => {
    const error = await rejectionOf(read(file('bad.parquet', content)));
    expect(error.code).toBe('E_TABLE_UNREADABLE');
    expect(error.message).toMatch(/ as Parquet$/);
    expect(toldBy(error)).not.toContain('CANARY');
  });

  test('without rows is empty', async () => {
    const path = await parquet('empty.parquet', `SELECT 1 AS num_a, 'x' AS cat_b LIMIT 0`);
    expect((await rejectionOf(read(path))).code).toBe('E_TABLE_EMPTY');
  });
});

describe('readTable() of JSON Lines', () => {
  test.each([
    ['LF', '{"num_a":1,"cat_b":"x"}\n{"num_a":2.5,"cat_b":"y"}\n'],
    ['CRLF', '{"num_a":1,"cat_b":"x"}\r\n{"num_a":2.5,"cat_b":"y"}\r\n'],
    ['blank lines', '\n{"num_a":1,"cat_b":"x"}\n\n{"num_a":2.5,"cat_b":"y"}'],
    ['keys in another order', '{"cat_b":"x","num_a":1}\n{"more":[1],"num_a":2.5,"cat_b":"y"}\n'],
    ['numbers as text', '{"num_a":"1","cat_b":"x"}\n{"num_a":"2.5","cat_b":"y"}\n']
  ])('takes %s', async (_, text) => {
    expect(await readCells(file('good.jsonl', text))).toEqual([
      [1, 2.5],
      ['x', 'y']
    ]);
  });

  test('takes null, empty text and absent keys for missing', async () => {
    const text =
      '{"num_a":null,"cat_b":""}\n{"num_a":1}\n{"cat_b":"x"}\n{"num_a":"","cat_b":null}\n';
    expect(await readCells(file('null.ndjson', text))).toEqual([
      [null, 1, null, null],
      [null, null, 'x', null]
    ]);
  });

  test('takes numbers and booleans for levels', async () => {
    const text = '{"num_a":1,"cat_b":3}\n{"num_a":1,"cat_b":true}\n{"num_a":1,"cat_b":"3"}\n';
    expect((await readCells(file('levels.jsonl', text)))[1]).toEqual(['3', 'true', '3']);
  });

  test('takes line separators of Unicode within a text', async () => {
    const path = file('unicode.jsonl', '{"num_a":1,"cat_b":"x\u2028y"}\n{"num_a":2,"cat_b":"é"}\n');
    expect((await readCells(path))[1]).toEqual(['x\u2028y', 'é']);
  });

  test('takes lines that are longer than a block of the disk', async () => {
    const long = 'é'.repeat(200_000);
    const path = file('long.jsonl', `{"num_a":1,"cat_b":"${long}"}\n{"num_a":2,"cat_b":"y"}`);
    expect((await readCells(path))[1]).toEqual([long, 'y']);
  });

  test('names the lines of bad cells', async () => {
    const text =
      '{"num_a":1,"cat_b":"x"}\n\n{"num_a":"CANARY","cat_b":"x"}\n{"num_a":true,"cat_b":"x"}\n{"num_a":[1],"cat_b":"x"}\n{"num_a":1e999,"cat_b":"x"}\n';
    const error = await rejectionOf(read(file('bad.jsonl', text)));
    expect(error.details.map(({ line, field }) => [line, field])).toEqual([
      [3, 'num_a'],
      [4, 'num_a'],
      [5, 'num_a'],
      [6, 'num_a']
    ]);
    expect(toldBy(error)).not.toContain('CANARY');
  });

  test('names every line that holds no object', async () => {
    const text = '{"num_a":1,"cat_b":"x"}\nCANARY\n\n[1]\n{"num_a":1\n5\nnull\n';
    const error = await rejectionOf(read(file('bad.jsonl', text)));
    expect(error.code).toBe('E_ROWS_INVALID');
    expect(error.details.map(({ line, problem }) => [line, problem])).toEqual(
      [2, 4, 5, 6, 7].map(line => [line, 'not a JSON object'])
    );
    expect(toldBy(error)).not.toContain('CANARY');
  });

  test.each([
    ['a byte order mark', '\uFEFF{"num_a":1,"cat_b":"CANARY"}\n', 'E_TABLE_UNREADABLE'],
    ['a key twice', '{"num_a":1,"num_a":2,"cat_b":"CANARY"}\n', 'E_ROWS_INVALID'],
    ['latin-1', Buffer.from('{"num_a":1,"cat_b":"CANARYé"}\n', 'latin1'), 'E_TABLE_UNREADABLE'],
    ['blank lines alone', '\n\n', 'E_TABLE_EMPTY'],
    ['nothing', '', 'E_TABLE_EMPTY']
  ] as const)('refuses %s', async (_, content, code) => {
    const error = await rejectionOf(read(file('bad.jsonl', content)));
    expect(error.code).toBe(code);
    expect(toldBy(error)).not.toContain('CANARY');
  });
});

describe('readTable() of 200,000 rows', () => {
  const NUM_ROWS = 200_000;
  const features = {
    num_a: NUMBER,
    cat_b: { ...CATEGORY, levels: ['a', 'b', 'c'] },
    txt_c: CATEGORY
  };
  let csv = '';

  beforeAll(() => {
    const rows = Array.from(
      { length: NUM_ROWS },
      (_, i) => `${i},${'abc'[i % 3]},${i % 5 === 0 ? `"line ${i % 2}\nand, more"` : 'plain'}`
    );
    csv = file('large.csv', `num_a,cat_b,txt_c\n${rows.join('\n')}\n`);
  });

  test('keeps their order, quoted line ends and all', async () => {
    const { table } = await read(csv, { features });
    expect(table.numRows).toBe(NUM_ROWS);
    const [numbers, levels, text] = table.columns;
    if (numbers?.kind !== 'number' || levels?.kind !== 'category' || text?.kind !== 'category')
      throw new TypeError('expected a number and two categories');
    expect(numbers.values.findIndex((x, i) => x !== i)).toBe(-1);
    expect(levels.codes.findIndex((code, i) => code !== i % 3)).toBe(-1);
    expect(text.levels).toEqual(['line 0\nand, more', 'line 1\nand, more', 'plain']);
    expect(text.codes.findIndex((code, i) => code !== (i % 5 === 0 ? i % 2 : 2))).toBe(-1);
  });

  test('names the line of a bad cell far down', async () => {
    const error = await rejectionOf(read(csv, { features: { txt_c: NUMBER } }));
    expect(error.details).toHaveLength(NUM_ROWS);
    const at = NUM_ROWS - 1;
    expect(error.details[at]).toMatchObject({ line: 2 + at + Math.floor(at / 5) + 1 });
  });

  test('keeps their order out of Parquet', async () => {
    const path = await parquet(
      'large.parquet',
      `SELECT i AS num_a, 'abc'[(i % 3)::INTEGER + 1] AS cat_b FROM range(${NUM_ROWS}) t(i)`
    );
    const { table } = await read(path);
    const [numbers, levels] = table.columns;
    expect(cellsOf(numbers!).findIndex((x, i) => x !== i)).toBe(-1);
    expect(cellsOf(levels!).findIndex((x, i) => x !== 'abc'[i % 3])).toBe(-1);
  });
});
