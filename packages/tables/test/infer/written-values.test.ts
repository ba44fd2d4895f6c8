import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import type { DatasetSpec } from '@espalier/core/contracts';
import { inferSpec } from '../../src/infer/infer-spec.ts';
import { readTable } from '../../src/read-table.ts';
import { rejectionOf, toldBy } from '../../../../test/support/failure.ts';
import { temporaryFolder } from '../../../../test/support/temporary-folder.ts';

const file = temporaryFolder();
const NUM_ROWS = 60;

/** What is written in a file, and read back by the spec that is inferred from it. */
async function readBack(
  cell: (value: number, i: number) => string,
  { delimiter = ',', name = 'made.csv' } = {}
): Promise<{ spec: DatasetSpec; values: (number | null)[]; because: string; given: number[] }> {
  const given = Array.from({ length: NUM_ROWS }, (_, i) => 1034.5 + 317.25 * i);
  const quote = (text: string): string =>
    text.includes(delimiter) ? `"${text.replaceAll('"', '""')}"` : text;
  const rows = given.map((value, i) => `${quote(cell(value, i))}${delimiter}${i % 2}`);
  const path = file(name, `amount${delimiter}bin_y\n${rows.join('\n')}\n`);
  const { spec, inferences } = await inferSpec(path, { target: 'bin_y' });
  const { table } = await readTable(path, spec, { target: 'require', policies: 'enforce' });
  const column = table.columns[0]!;
  const values = column.kind === 'number' ? [...column.values] : [];
  return {
    spec,
    given,
    because: inferences[0]!.because,
    values: values.map(value => (Number.isNaN(value) ? null : value))
  };
}

/** 1234.5 with marks between thousands and before decimals. */
function marked(value: number, thousands: string, decimal: string): string {
  const [whole = '', part = ''] = value.toFixed(2).split('.');
  return `${whole.replaceAll(/\B(?=(\d{3})+$)/g, thousands)}${decimal}${part}`;
}

describe('numbers as people write them', () => {
  test.each<[string, (value: number, i: number) => string, object, string?]>([
    ['a decimal comma', v => marked(v, '', ','), { decimal: ',' }, ';'],
    ['a decimal comma, quoted', v => marked(v, '', ','), { decimal: ',' }],
    ['points between thousands', v => marked(v, '.', ','), { decimal: ',', thousands: '.' }, ';'],
    ['commas between thousands', v => marked(v, ',', '.'), { decimal: '.', thousands: ',' }],
    ['spaces between thousands', v => marked(v, ' ', ','), { decimal: ',', thousands: ' ' }, ';'],
    ['no-break spaces', v => marked(v, '\u00a0', ','), { decimal: ',', thousands: ' ' }, ';'],
    ['apostrophes', v => marked(v, "'", '.'), { decimal: '.', thousands: "'" }],
    ['dollars', v => `$${marked(v, ',', '.')}`, { decimal: '.', thousands: ',', unit: '$' }],
    ['dollars in spaces', v => ` $${marked(v, ',', '.')} `, { unit: '$' }],
    ['euros behind', v => `${marked(v, '.', ',')} €`, { decimal: ',', thousands: '.', unit: '€' }],
    ['a currency code', v => `EUR ${marked(v, '', '.')}`, { unit: 'EUR' }],
    ['per cent', v => `${v}%`, { decimal: '.', unit: '%' }],
    ['a unit', v => `${v} kg`, { decimal: '.', unit: 'kg' }]
  ])('reads %s', async (_, cell, format, delimiter = ',') => {
    const { spec, values, given } = await readBack(cell, { delimiter });
    expect(spec.features['amount']).toMatchObject({ kind: 'number', ...format });
    expect(values).toEqual(given);
  });

  test.each<[string, (text: string) => string]>([
    ['behind the number', text => `${text}-`],
    ['as parentheses', text => `(${text})`],
    ['as a minus sign of Unicode', text => `\u2212${text}`]
  ])('reads signs %s', async (_, negative) => {
    const { values, given } = await readBack((v, i) => (i % 3 === 0 ? negative(`${v}`) : `${v}`));
    expect(values).toEqual(given.map((value, i) => (i % 3 === 0 ? -value : value)));
  });

  test('takes whole thousands for thousands in a file of commas', async () => {
    const { spec, values } = await readBack((v, i) => marked(1000 + i, ',', '.').slice(0, -3));
    expect(spec.features['amount']).toMatchObject({ thousands: ',' });
    expect(values[5]).toBe(1005);
  });

  test('takes points of money for thousands', async () => {
    const { spec, values } = await readBack(
      (_, i) => `€${marked(1000 + i, '.', ',').slice(0, -3)}`
    );
    expect(spec.features['amount']).toMatchObject({ thousands: '.', unit: '€' });
    expect(values[5]).toBe(1005);
  });

  test('keeps texts of a typed file texts, and says that they are numbers', async () => {
    const rows = Array.from({ length: 60 }, (_, i) =>
      JSON.stringify({ code: `${10 + (i % 20)}`, note: i % 7 === 0 ? 'NA' : i, bin_y: i % 2 })
    );
    const path = file('typed.jsonl', `${rows.join('\n')}\n`);
    const { spec, inferences } = await inferSpec(path, { target: 'bin_y' });
    expect(spec.features['code']).toMatchObject({ kind: 'category' });
    expect(inferences[0]!.because).toContain(
      '60 of its texts are numbers: kind: number reads them'
    );
    expect(spec.features['note']).toMatchObject({ kind: 'number', missing_values: ['NA'] });
  });

  test('takes points for thousands where another column has a decimal comma', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => `${2 + i}.${100 + i};${i},5;${i % 2}`);
    const path = file('german.csv', `pay;rate;bin_y\n${rows.join('\n')}\n`);
    const { spec } = await inferSpec(path, { target: 'bin_y' });
    expect(spec.features['pay']).toMatchObject({ decimal: ',', thousands: '.' });
    const { table } = await readTable(path, spec, { target: 'skip', policies: 'ignore' });
    expect((table.columns[0] as { values: Float64Array }).values[1]).toBe(3101);
  });

  test.each<[string, (value: number, i: number) => string, string, string?]>([
    ['in two ways', (v, i) => `${v}`.replace('.', i % 2 === 0 ? ',' : '.'), 'different ways', ';'],
    ['with two units', (v, i) => `${v} ${i % 2 === 0 ? 'kg' : 'lb'}`, '2 different units'],
    ['with a per cent sign on some', (v, i) => `${v}${i % 2 === 0 ? '%' : ''}`, 'no unit'],
    ['with a mark of two meanings', (v, i) => `1,${100 + i}`, 'decimals or thousands', '\t']
  ])('stops at numbers written %s, and names the key', async (_, cell, why, delimiter = ',') => {
    const error = await rejectionOf(readBack(cell, { delimiter }));
    expect(error.code).toBe('E_COLUMN_UNCLEAR');
    expect(error.exitCode).toBe(65);
    expect(error.details[0]!.problem).toContain(why);
    expect(error.hint).toContain('--ignore "amount"');
  });

  test.each<[string, (i: number) => string, string]>([
    [
      'tickets, many of them numbers',
      i => (i % 4 === 0 ? `A/5 ${i}` : `${9000 + 17 * i}`),
      'ignored'
    ],
    ['numbers and one remark', i => (i % 6 === 0 ? 'not asked' : `${(i * 13) % 97}`), 'number'],
    ['levels with a plus', i => ['0', '1', '2', '3+'][i % 4]!, 'category'],
    ['levels with a word', i => ['2', '3', '4', '5more'][i % 4]!, 'category'],
    ['addresses', i => `10.0.${i % 7}.${i % 3}`, 'category'],
    ['versions', i => `1.${i % 5}.${i % 2}`, 'category'],
    ['numbered names', i => `Class ${i % 25}`, 'category'],
    ['codes with zeros in front', i => `0${1000 + (i % 40)}`, 'category'],
    ['long whole numbers', i => `12345678901234560${10 + i}`, 'ignored'],
    [
      'one long number among short ones',
      i => (i === 3 ? '9999999999999999' : `${i % 50}`),
      'number'
    ],
    ['distinct amounts without order', i => `${20_000 + ((i * 37) % 59)}`, 'number'],
    ['equal steps', i => `${500 + 10 * i}`, 'ignored']
  ])('takes %s for what they are', async (_, cell, as) => {
    const rows = Array.from({ length: 58 }, (__, i) => `${cell(i)},${i % 9},${i % 2}`);
    const path = file('kinds.csv', `given,num_b,bin_y\n${rows.join('\n')}\n`);
    const { inferences } = await inferSpec(path, { target: 'bin_y' });
    expect(inferences[0]!.as).toBe(as);
  });
});

describe('texts for missing values', () => {
  test.each(['NA', 'n/a', '#N/A', 'NULL', 'None', 'nan', '?', '-', '.', '\\N', 'N.A.', ' na '])(
    'reads %j as missing, and says so',
    async marker => {
      const { values, given, because } = await readBack((v, i) => (i % 5 === 0 ? marker : `${v}`));
      expect(values).toEqual(given.map((value, i) => (i % 5 === 0 ? null : value)));
      expect(because).toBe(`12 cells say ${marker.trim()}: missing`);
    }
  );

  test.each(['unknown', 'missing', 'see note', '<20', 'inf', '1e999'])(
    'refuses %j by its lines, without a word of the file',
    async text => {
      const error = await rejectionOf(readBack((v, i) => (i === 7 ? text : `${v}`)));
      expect(error.code).toBe('E_ROWS_INVALID');
      expect(error.details).toMatchObject([{ line: 9, field: 'amount' }]);
      if (text === 'see note') expect(toldBy(error)).not.toContain(text);
    }
  );

  test('names the key where a spec calls such a column a number', async () => {
    const path = file('spec.csv', 'amount,bin_y\n1,0\nNA,1\n');
    const spec = { trim: true, ignore: [], sensitive: [] };
    const plain = { kind: 'number', missing: 'impute' } as DatasetSpec['features'][string];
    const options = { target: 'skip', policies: 'enforce' } as const;
    const error = await rejectionOf(
      readTable(path, { ...spec, features: { amount: plain } }, options)
    );
    expect(error.details[0]!.problem).toBe('not a number but "NA"');
    expect(error.hint).toContain('missing_values: ["NA"]');
    const { table } = await readTable(
      path,
      { ...spec, missing_values: ['NA', '1'], features: { amount: plain } },
      options
    );
    expect([...(table.columns[0] as { values: Float64Array }).values]).toEqual([NaN, NaN]);
  });

  test('keeps them as levels of a category, and says so', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => `${['a', 'b', 'N/A'][i % 3]!},${i % 2}`);
    const path = file('levels.csv', `cat,bin_y\n${rows.join('\n')}\n`);
    const { inferences } = await inferSpec(path, { target: 'bin_y' });
    expect(inferences[0]).toMatchObject({ as: 'category' });
    expect(inferences[0]!.because).toContain('13 cells say N/A: kept as a level');
  });
});

describe('dates', () => {
  const day = (i: number): Date => new Date(Date.UTC(2023, 0, 1 + 9 * i));
  const pad = (n: number): string => String(n).padStart(2, '0');
  const parts = (date: Date): [y: number, m: number, d: number] => [
    date.getUTCFullYear(),
    date.getUTCMonth() + 1,
    date.getUTCDate()
  ];
  const forms: [string, (y: number, m: number, d: number) => string][] = [
    ['2024-03-31', (y, m, d) => `${y}-${pad(m)}-${pad(d)}`],
    ['2024/3/31', (y, m, d) => `${y}/${m}/${d}`],
    ['31.03.2024', (y, m, d) => `${pad(d)}.${pad(m)}.${y}`],
    ['3/31/24', (y, m, d) => `${m}/${d}/${y % 100}`],
    ['31 Mar 2024', (y, m, d) => `${d} ${MONTHS[m - 1]!} ${y}`],
    ['Mar 31, 2024', (y, m, d) => `${MONTHS[m - 1]!} ${d}, ${y}`],
    ['20240331', (y, m, d) => `${y}${pad(m)}${pad(d)}`],
    ['31.03.2024 00:00', (y, m, d) => `${pad(d)}.${pad(m)}.${y} 00:00`],
    ['3/31/2024 12:00 AM', (y, m, d) => `${m}/${d}/${y} 12:00 AM`]
  ];
  const MONTHS = [
    'Jan',
    'Feb',
    'Mar',
    'Apr',
    'May',
    'Jun',
    'Jul',
    'Aug',
    'Sep',
    'Oct',
    'Nov',
    'Dec'
  ];

  function datedFile(write: (i: number) => string): string {
    const rows = Array.from({ length: 40 }, (_, i) => `"${write(i)}",${i % 7},${i % 2}`);
    return file('dated.csv', `at,num_b,bin_y\n${rows.join('\n')}\n`);
  }

  test.each(forms)('are recognised as %s, and order the rows', async (_, write) => {
    const path = datedFile(i => write(...parts(day(i))));
    const { spec, inferences } = await inferSpec(path, { target: 'bin_y' });
    expect(inferences[0]!.because).toContain('it holds dates');
    const timed = { ...spec, ignore: [], time: 'at' };
    const { times } = await readTable(path, timed, { target: 'require', policies: 'enforce' });
    expect([...times!]).toEqual(Array.from({ length: 40 }, (__, i) => day(i).getTime()));
  });

  test.each(forms)('are features where the rules want their parts: %s', async (_, write) => {
    const path = datedFile(i => (i === 3 ? 'NA' : write(...parts(day(i)))));
    const rules = { trim: true, dates: 'parts' } as const;
    const { spec, inferences } = await inferSpec(path, { target: 'bin_y', rules });
    expect(inferences[0]).toMatchObject({ as: 'date' });
    expect(spec.features['at']).toMatchObject({ kind: 'date', missing_values: ['NA'] });
    const { table } = await readTable(path, spec, { target: 'require', policies: 'enforce' });
    const { values } = table.columns[0] as { values: Float64Array };
    expect([...values]).toEqual(
      Array.from({ length: 40 }, (__, i) => (i === 3 ? NaN : day(i).getTime()))
    );
  });

  test('whose day and month could change places are no features, until an order is given', async () => {
    const path = datedFile(i => `${pad(1 + (i % 12))}/${pad(1 + (i % 5))}/2024`);
    const rules = { trim: true, dates: 'parts' } as const;
    const error = await rejectionOf(inferSpec(path, { target: 'bin_y', rules }));
    expect(error.code).toBe('E_COLUMN_UNCLEAR');
    expect(error.hint).toContain('order: dmy');
    const ordered = { ...rules, date_order: 'dmy' } as const;
    const { spec } = await inferSpec(path, { target: 'bin_y', rules: ordered });
    expect(spec.features['at']).toMatchObject({ kind: 'date', order: 'dmy' });
  });

  test('of months alone are recognised', async () => {
    for (const write of [
      (y: number, m: number) => `${y}-${pad(m)}`,
      (y: number, m: number) => `${MONTHS[m - 1]!}-${y}`
    ]) {
      const path = datedFile(i => write(2020 + Math.floor(i / 12), 1 + (i % 12)));
      const { inferences } = await inferSpec(path, { target: 'bin_y' });
      expect(inferences[0]!.because).toContain('it holds dates');
    }
  });

  test('whose day and month could change places are refused for time, until the spec says', async () => {
    const path = datedFile(i => `${pad(1 + (i % 12))}/${pad(1 + (i % 5))}/2024`);
    const { spec } = await inferSpec(path, { target: 'bin_y' });
    const timed = { ...spec, ignore: [], time: 'at' };
    const options = { target: 'require', policies: 'enforce' } as const;
    const error = await rejectionOf(readTable(path, timed, options));
    expect(error.code).toBe('E_COLUMN_UNCLEAR');
    expect(error.hint).toContain('date_order: dmy');
    const { times } = await readTable(path, { ...timed, date_order: 'mdy' }, options);
    expect(times![1]).toBe(Date.UTC(2024, 1, 2));
  });

  test('that are none are named by line with the form that is wanted', async () => {
    const path = datedFile(i => (i === 4 ? 'last week' : `2024-01-${pad(1 + (i % 28))}`));
    const { spec } = await inferSpec(path, { target: 'bin_y' });
    const features = { num_b: spec.features['num_b']! };
    const timed = { ...spec, features, ignore: [], time: 'at' };
    const error = await rejectionOf(
      readTable(path, timed, { target: 'require', policies: 'enforce' })
    );
    expect(error.details).toMatchObject([
      { line: 6, problem: 'no time', expected: 'a date like 2024-03-31, a timestamp or a number' }
    ]);
  });
});

describe('files in other clothes', () => {
  const rows = Array.from(
    { length: 40 },
    (_, i) => `${i % 11},${['café', 'thé'][i % 2]!},${i % 2}`
  );
  const text = `num_a,cat_b,bin_y\n${rows.join('\n')}\n`;
  const levelsOf = async (path: string, rules = {}): Promise<unknown> => {
    const known = { target: 'bin_y', rules: { trim: true, ...rules } };
    const { spec } = await inferSpec(path, known);
    const { table } = await readTable(path, spec, { target: 'require', policies: 'enforce' });
    const column = table.columns[1]!;
    return column.kind === 'category' ? column.levels : undefined;
  };

  test.each([
    ['UTF-16, little end first', Buffer.from(`\uFEFF${text}`, 'utf16le')],
    ['UTF-16, big end first', Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()],
    ['UTF-16 without a mark', Buffer.from(text, 'utf16le')],
    ['gzip', gzipSync(text)],
    ['sep=', `sep=,\n${text}`],
    ['a byte order mark', `\uFEFF${text}`]
  ])('are read: %s', async (_, content) => {
    expect(await levelsOf(file('clothes.csv', content))).toEqual(['café', 'thé']);
  });

  test('gzip of JSON Lines is read', async () => {
    const lines = rows.map(row => {
      const [num_a, cat_b, bin_y] = row.split(',');
      return JSON.stringify({ num_a: Number(num_a), cat_b, bin_y: Number(bin_y) });
    });
    const path = file('lines.jsonl.gz', gzipSync(`${lines.join('\n')}\n`));
    expect(await levelsOf(path)).toEqual(['café', 'thé']);
  });

  test('Windows-1252 is refused before anything is inferred, and read where the rules name it', async () => {
    const path = file('latin.csv', Buffer.from(text, 'latin1'));
    const error = await rejectionOf(levelsOf(path));
    expect(error.code).toBe('E_TABLE_UNREADABLE');
    expect(error.message).toContain('the first is line 2');
    expect(error.hint).toMatch(/encoding=windows-1252.*iconv -f WINDOWS-1252/);
    expect(await levelsOf(path, { encoding: 'windows-1252' })).toEqual(['café', 'thé']);
  });

  test.each([
    ['a title', 'Report of March\n\n', 'header_line=3', { header_line: 3 }],
    ['a padded title', 'Report,,\n', 'header_line=2', { header_line: 2 }],
    ['comments', '# made by a tool\n# twice\n', 'comment=#', { comment: '#' }]
  ])('%s above the header is told with what to write', async (_, above, hint, rules) => {
    const path = file('above.csv', above + text);
    const error = await rejectionOf(levelsOf(path));
    expect(error.code).toBe('E_HEADER_INVALID');
    expect(error.message).toContain('line 1');
    expect(error.hint).toContain(hint);
    expect(await levelsOf(path, rules)).toEqual(['café', 'thé']);
  });

  test('keep their line numbers behind titles and comments', async () => {
    const path = file(
      'lines.csv',
      `# one\nnum_a,cat_b,bin_y\n1,x,0\n# two\noops,y,1\n2,x,0\n3,y,1\n`
    );
    const { spec } = await inferSpec(path, {
      target: 'bin_y',
      rules: { trim: true, comment: '#' }
    });
    const asNumber = { ...spec.features['cat_b']!, kind: 'number' } as never;
    const error = await rejectionOf(
      readTable(
        path,
        { ...spec, features: { num_a: asNumber } },
        { target: 'require', policies: 'enforce' }
      )
    );
    expect(error.details).toMatchObject([{ line: 5, field: 'num_a' }]);
  });

  test('damaged gzip is told', async () => {
    const path = file('cut.csv.gz', gzipSync(text).subarray(0, 60));
    expect((await rejectionOf(levelsOf(path))).message).toContain('Cannot decompress');
  });

  test.each([
    ['numbers', '5.1,3.5,1\n4.9,3.0,0\n4.7,3.2,0\n4.6,3.1,1\n', '1'],
    ['values of text columns', 'x,s,n\nb,s,y\nx,s,n\nb,w,y\nx,w,y\n', 'n']
  ])('without a header, %s on the first line are told', async (_, content, target) => {
    const error = await rejectionOf(inferSpec(file('bare.csv', content), { target }));
    expect(error.code).toBe('E_HEADER_INVALID');
    expect(error.message).toContain('line 1 was taken for the header');
  });

  test('names of years are names', async () => {
    const years = Array.from({ length: 30 }, (_, i) => `${i * 1.5},${i * 2.5},${i * 3.5},${i % 2}`);
    const path = file('years.csv', `2019,2020,2021,bin_y\n${years.join('\n')}\n`);
    const { spec } = await inferSpec(path, { target: 'bin_y' });
    expect(Object.keys(spec.features)).toEqual(['2019', '2020', '2021']);
  });
});
