import { describe, expect, test } from '@jest/globals';
import type { DatasetSpec } from '@espalier/core/contracts';
import { inferSpec } from '../../src/infer/infer-spec.ts';
import { readTable } from '../../src/read-table.ts';
import { rejectionOf, toldBy } from '../../../../test/support/failure.ts';
import { temporaryFolder } from '../../../../test/support/temporary-folder.ts';

const file = temporaryFolder();
const NUM_ROWS = 60;

/** Writes cells to a file, infers its spec and reads the file by it. */
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
