import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { DuckDBInstance } from '@duckdb/node-api';
import type { RowBlock } from '../../src/rows/row-reader.ts';
import { scoreFiles, type ScoreRequest } from '../../src/scored/score-files.ts';
import { rejectionOf, toldBy } from '../../../../test/support/failure.ts';
import { temporaryFolder } from '../../../../test/support/temporary-folder.ts';
import { CATEGORY, NUMBER, specOf, type SpecPart } from '../support/read.ts';

const file = temporaryFolder();

/** A scorer whose answer can be read off the row: a hundredth of num_a, or a half. */
function scoreByNumber({ table }: RowBlock) {
  const [a] = table.columns;
  const probabilities = Float64Array.from(
    { length: table.numRows },
    (_, row) => (a?.kind === 'number' ? a.values[row]! : NaN) / 100
  );
  return { probabilities: probabilities.map(p => (Number.isNaN(p) ? 0.5 : p)) };
}

/** As in a bundle, the category has levels. */
const FEATURES = {
  num_a: NUMBER,
  cat_b: { ...CATEGORY, levels: ['x', 'y'], unknown: 'other' }
};

type Options = Partial<Omit<ScoreRequest, 'spec' | 'output'>> & { readonly spec?: SpecPart };

async function score(inputs: string | readonly string[], out: string, options: Options = {}) {
  const { spec, ...rest } = options;
  const path = file(out);
  return scoreFiles({
    inputs: typeof inputs === 'string' ? [inputs] : inputs,
    spec: specOf({ features: FEATURES, ...spec }),
    output: { path, temporary: path },
    keep: ['all'],
    prefix: '',
    hasClass: false,
    numReasons: 0,
    isLenient: true,
    score: scoreByNumber,
    onRows: () => undefined,
    ...rest
  });
}

function textOf(name: string): string {
  return readFileSync(file(name), 'utf8');
}

async function query(sql: string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const rows = (await connection.runAndReadAll(sql)).getRowsJS();
  connection.closeSync();
  instance.closeSync();
  return rows;
}

describe('scoreFiles()', () => {
  test('keeps the cells of CSV as they stand, in their order, with the delimiter of the table', async () => {
    const path = file(
      'as-is.csv',
      'id;num_a;cat_b;note\n007;1.50; x ;"say ""hi"""\n2;  40;y;"a;b"\n03;;x;"two\nlines"\n'
    );
    const { numScored, columns, files } = await score(path, 'as-is.out.csv');
    expect(textOf('as-is.out.csv')).toBe(
      'id;num_a;cat_b;note;probability\n007;1.50; x ;"say ""hi""";0.015\n2;  40;y;"a;b";0.4\n03;;x;"two\nlines";0.5\n'
    );
    expect({ numScored, columns }).toEqual({
      numScored: 3,
      columns: ['id', 'num_a', 'cat_b', 'note', 'probability']
    });
    expect(files).toMatchObject([{ numRows: 3, problems: [], unused: ['id', 'note'] }]);
  });

  test('writes probabilities with all their digits', async () => {
    const values = Array.from({ length: 5000 }, (_, i) => Math.sin(i) ** 2 / 3 + 1e-9 * i);
    const path = file('digits.csv', `num_a,cat_b\n${values.map(v => `${v},x`).join('\n')}\n`);
    for (const out of ['digits.out.csv', 'digits.out.jsonl', 'digits.out.parquet'])
      await score(path, out, { keep: ['none'] });
    const expected = values.map(value => value / 100);
    const fromCsv = textOf('digits.out.csv').trim().split('\n').slice(1).map(Number);
    const fromJson = textOf('digits.out.jsonl')
      .trim()
      .split('\n')
      .map(line => (JSON.parse(line) as { probability: number }).probability);
    const fromParquet = (await query(`FROM '${file('digits.out.parquet')}'`)).map(([p]) => p);
    for (const found of [fromCsv, fromJson, fromParquet])
      expect(found.every((value, i) => Object.is(value, expected[i]))).toBe(true);
  });

  test('keeps what JSON Lines hold: numbers, texts of digits, booleans, lists, nulls and absent keys', async () => {
    const path = file(
      'kept.jsonl',
      '{"num_a":1,"cat_b":"x","t":"1","f":true,"l":[1,{"a":2}],"big":12345678901234567890}\n\n{"num_a":2.5,"cat_b":"y","t":null}\n'
    );
    await score(path, 'kept.out.jsonl');
    const rows = textOf('kept.out.jsonl').trim().split('\n');
    expect(rows[0]).toContain('"big":12345678901234567890');
    expect(rows.map(row => JSON.parse(row) as unknown)).toEqual([
      {
        num_a: 1,
        cat_b: 'x',
        t: '1',
        f: true,
        l: [1, { a: 2 }],
        big: 12345678901234567000,
        probability: 0.01
      },
      { num_a: 2.5, cat_b: 'y', t: null, f: null, l: null, big: null, probability: 0.025 }
    ]);
    await score(path, 'kept.out.csv', { keep: ['t,f', 'big'] });
    expect(textOf('kept.out.csv')).toBe(
      't,f,big,probability\n1,true,12345678901234567890,0.01\n,,,0.025\n'
    );
  });

  test('takes a boolean for the level that it stands for, as the API does', async () => {
    const path = file('booleans.jsonl', '{"num_a":1,"cat_b":true}\n{"num_a":2,"cat_b":false}\n');
    const features = {
      num_a: NUMBER,
      cat_b: { ...CATEGORY, levels: ['False', 'True'] }
    };
    const { files } = await score(path, 'booleans.out.jsonl', { spec: { features } });
    expect(files[0]!.problems).toEqual([]);
    expect(textOf('booleans.out.jsonl')).toContain('"cat_b":true');
  });

  test('gives the numbers of the spec a type where the output has types', async () => {
    const path = file('typed.csv', 'num_a,cat_b,zip\n7,3,01234\n"1.25",x,\n');
    await score(path, 'typed.jsonl');
    expect(textOf('typed.jsonl')).toBe(
      '{"num_a":7,"cat_b":"3","zip":"01234","probability":0.07}\n{"num_a":1.25,"cat_b":"x","zip":null,"probability":0.0125}\n'
    );
    await score(path, 'typed.parquet', { hasClass: true });
    expect(
      (await query(`DESCRIBE FROM '${file('typed.parquet')}'`)).map(([name, type]) => [name, type])
    ).toEqual([
      ['num_a', 'DOUBLE'],
      ['cat_b', 'VARCHAR'],
      ['zip', 'VARCHAR'],
      ['probability', 'DOUBLE'],
      ['class', 'INTEGER']
    ]);
  });

  test('writes dates as a request has them, where the output has types', async () => {
    const spec = {
      features: { num_a: NUMBER, day: { kind: 'date', order: 'dmy', show: true } }
    };
    const path = file('dates.csv', 'num_a,day\n1,31.12.2025\n2,\n3,2026-01-02 10:30:00\n4,soon\n');
    const { files } = await score(path, 'dates.jsonl', { spec });
    expect(textOf('dates.jsonl')).toBe(
      '{"num_a":1,"day":"2025-12-31","probability":0.01}\n{"num_a":2,"day":null,"probability":0.02}\n{"num_a":3,"day":"2026-01-02T10:30:00.000Z","probability":0.03}\n'
    );
    expect(files[0]!.problems).toMatchObject([{ line: 5, problem: 'not a date: "soon"' }]);
    await score(path, 'dates.parquet', { spec });
    expect(await query(`SELECT CAST(day AS VARCHAR) FROM '${file('dates.parquet')}'`)).toEqual([
      ['2025-12-31 00:00:00'],
      [null],
      ['2026-01-02 10:30:00']
    ]);
    await score(path, 'dates.csv.out.csv', { spec });
    expect(textOf('dates.csv.out.csv')).toContain('1,31.12.2025,0.01');
  });

  test('keeps the types of Parquet', async () => {
    const path = file('kept.parquet');
    await query(
      `COPY (SELECT 7::TINYINT num_a, 'x' cat_b, DATE '2024-01-02' d, 1.50::DECIMAL(9,2) m, [1,2] l, {'a': 1} s) TO '${path}' (FORMAT parquet)`
    );
    await score(path, 'kept.out.parquet');
    expect(
      (await query(`DESCRIBE FROM '${file('kept.out.parquet')}'`)).map(([, type]) => type)
    ).toEqual([
      'TINYINT',
      'VARCHAR',
      'DATE',
      'DECIMAL(9,2)',
      'INTEGER[]',
      'STRUCT(a INTEGER)',
      'DOUBLE'
    ]);
    await score(path, 'kept.parquet.csv');
    expect(textOf('kept.parquet.csv')).toContain(
      '\n7,x,2024-01-02,1.50,"[1, 2]",{\'a\': 1},0.07\n'
    );
  });

  test('names bad rows by line and problem, leaves them out, and counts what is accepted', async () => {
    const path = file(
      'bad.csv',
      'num_a,cat_b\n1,x\nabc,x\n2,zzz\n3,x,4\n,x\ninf,?\n500,y\n4.5,new\n6,x\n'
    );
    const spec = {
      features: {
        num_a: { ...NUMBER, missing: 'reject', max: 100, integer: true },
        cat_b: { ...CATEGORY, levels: ['x', 'y', '?'], unknown: 'other' }
      }
    };
    const { files, numScored, warnings } = await score(path, 'bad.out.csv', { spec });
    expect(numScored).toBe(5);
    expect(files[0]!.numRows).toBe(9);
    expect(files[0]!.problems.map(({ line, field, problem }) => [line, field, problem])).toEqual([
      [3, 'num_a', 'not a number'],
      [5, undefined, '3 fields'],
      [6, 'num_a', 'empty'],
      [7, 'num_a', 'not finite']
    ]);
    expect(warnings).toEqual([
      { field: 'num_a', problem: 'outside its range', rows: 1 },
      { field: 'num_a', problem: 'has a fraction', rows: 1 },
      { field: 'cat_b', problem: 'unknown level: scored as other', rows: 2 }
    ]);
    expect(textOf('bad.out.csv').trim().split('\n').slice(1)).toEqual([
      '1,x,0.01',
      '2,zzz,0.02',
      '500,y,5.0',
      '4.5,new,0.045',
      '6,x,0.06'
    ]);
    expect(JSON.stringify(files)).not.toContain('abc');
  });

  test('shows the bad cell of a column that may be shown, at most 40 characters of it', async () => {
    const path = file('shown.csv', `num_a,cat_b\n${'abc'.repeat(30)},x\n1,x\n`);
    const features = {
      num_a: { ...NUMBER, show: true },
      cat_b: { ...CATEGORY, levels: ['x'] }
    };
    const { files } = await score(path, 'shown.out.csv', { spec: { features } });
    expect(files[0]!.problems).toEqual([
      {
        file: path,
        line: 2,
        field: 'num_a',
        problem: `not a number: "${'abc'.repeat(30).slice(0, 40)}"`,
        expected: 'a finite number'
      }
    ]);
  });

  test('reads several files in their order, whatever the order of their columns', async () => {
    const first = file('part1.csv', 'num_a,cat_b,id\n1,x,a\n2,y,b\n');
    const second = file('part2.jsonl', '{"cat_b":"y","num_a":30}\n{"cat_b":"x","num_a":40}\n');
    const { files } = await score([second, first], 'parts.csv', { keep: ['id,num_a'] });
    expect(textOf('parts.csv')).toBe(
      'id,num_a,probability\n,30,0.3\n,40,0.4\na,1,0.01\nb,2,0.02\n'
    );
    expect(files.map(({ numRows, lacking }) => [numRows, lacking])).toEqual([
      [2, ['id']],
      [2, []]
    ]);
  });

  test('keeps many rows in order', async () => {
    const numRows = 70_000;
    const path = file(
      'many.csv',
      `num_a,cat_b\n${Array.from({ length: numRows }, (_, i) => `${i},x`).join('\n')}\n`
    );
    const told: number[] = [];
    await score([path, path], 'many.out.csv.gz', { onRows: n => void told.push(n) });
    const lines = gunzipSync(readFileSync(file('many.out.csv.gz')))
      .toString()
      .trim()
      .split('\n');
    expect(lines).toHaveLength(2 * numRows + 1);
    expect(lines.slice(1).every((line, i) => line.startsWith(`${i % numRows},x,`))).toBe(true);
    expect(told.at(-1)).toBe(2 * numRows);
  });

  test('gives reasons as a list, or in columns where the output has no lists', async () => {
    const path = file('reasons.csv', 'num_a,cat_b\n1,x\n2,y\n');
    const options: Options = {
      keep: ['none'],
      numReasons: 2,
      score: block => ({
        ...scoreByNumber(block),
        reasons: [
          [
            { feature: 'cat_b', contribution: -0.5 },
            { feature: 'num_a', contribution: 0.1 }
          ],
          [{ feature: 'num_a', contribution: 0.25 }]
        ]
      })
    };
    await score(path, 'reasons.out.csv', options);
    expect(textOf('reasons.out.csv')).toBe(
      'probability,reason_1,contribution_1,reason_2,contribution_2\n0.01,cat_b,-0.5,num_a,0.1\n0.02,num_a,0.25,,\n'
    );
    await score(path, 'reasons.jsonl', options);
    expect(textOf('reasons.jsonl')).toBe(
      '{"probability":0.01,"reasons":[{"feature":"cat_b","contribution":-0.5},{"feature":"num_a","contribution":0.1}]}\n{"probability":0.02,"reasons":[{"feature":"num_a","contribution":0.25}]}\n'
    );
  });

  test('takes a column whose name has a comma, and one called all', async () => {
    const path = file('names.csv', 'num_a,cat_b,"a, b",all\n1,x,p,q\n');
    await score(path, 'names.out.csv', { keep: ['a, b', 'num_a, cat_b'] });
    expect(textOf('names.out.csv')).toBe('"a, b",num_a,cat_b,probability\np,1,x,0.01\n');
    await score(path, 'names.out.csv', { keep: ['all'] });
    expect(textOf('names.out.csv')).toBe('all,probability\nq,0.01\n');
  });

  test.each<[string, string, Options, string, RegExp]>([
    ['a kept column of a new one', 'x.csv', {}, 'E_USAGE', /probability\\" already/],
    [
      'a column to keep that is not there',
      'x.csv',
      { keep: ['Note'] },
      'E_COLUMN_MISSING',
      /there is \\"note/
    ],
    ['a name without a format', 'x.txt', { keep: ['none'] }, 'E_USAGE', /\.csv, \.tsv/],
    [
      'a folder that is not there',
      'no/x.csv',
      { keep: ['none'] },
      'E_FILE_UNWRITABLE',
      /Cannot write/
    ]
  ])('refuses %s', async (_what, out, options, code, message) => {
    const path = file('collision.csv', 'num_a,cat_b,probability,note\n1,x,0.3,n\n');
    const error = await rejectionOf(score(path, out, options));
    expect(error).toMatchObject({ code });
    expect(toldBy(error)).toMatch(message);
  });

  test('passes on the error of a scorer', async () => {
    const path = file('throws.csv', 'num_a,cat_b\n1,x\n');
    const options: Options = {
      score: () => {
        throw new RangeError('made up');
      }
    };
    await expect(score(path, 'throws.out.csv', options)).rejects.toThrow(new RangeError('made up'));
  });

  test('a file without rows is a failure', async () => {
    const path = file('empty.csv', 'num_a,cat_b\n');
    expect(await rejectionOf(score(path, 'empty.out.csv'))).toMatchObject({
      code: 'E_TABLE_EMPTY'
    });
  });
});
