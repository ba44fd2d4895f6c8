import { expect, test } from '@jest/globals';
import { randomSeeded } from '../../packages/core/src/random.ts';
import { inferSpec } from '../../packages/tables/src/infer/infer-spec.ts';
import { readTable } from '../../packages/tables/src/read-table.ts';
import { describeWithPython, runPython } from '../support/python.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const file = temporaryFolder();
const NUM_ROWS = 400;

/** How pandas is told to read a file that our inference reads by itself. */
const READ = `
import json, sys
import pandas as pd
job = json.load(sys.stdin)
table = pd.read_csv(job["path"], **job["options"])
column = table["amount"]
if job["dates"]:
    column = pd.to_datetime(column, format=job["dates"]).astype("int64")
json.dump([None if pd.isna(v) else float(v) for v in column], sys.stdout)
`;

describeWithPython('numbers and dates of text files against pandas', () => {
  const random = randomSeeded(3);
  const values = Array.from({ length: NUM_ROWS }, () => Math.round(1e7 * random()) / 100);
  const grouped = (value: number, mark: string, decimal: string): string => {
    const [whole, part] = value.toFixed(2).split('.') as [string, string];
    return `${whole.replaceAll(/\B(?=(\d{3})+$)/g, mark)}${decimal}${part}`;
  };
  const day = (i: number): Date => new Date(Date.UTC(2021, 0, 1 + 3 * i));

  test.each<[string, (value: number, i: number) => string, object, string?]>([
    ['a decimal comma', v => `${v}`.replace('.', ','), { sep: ';', decimal: ',' }],
    [
      'points between thousands',
      v => grouped(v, '.', ','),
      { sep: ';', decimal: ',', thousands: '.' }
    ],
    ['commas between thousands', v => grouped(v, ',', '.'), { sep: ';', thousands: ',' }],
    ['texts for missing values', (v, i) => (i % 7 === 0 ? 'N/A' : `${v}`), { sep: ';' }],
    ['question marks', (v, i) => (i % 7 === 0 ? '?' : `${v}`), { sep: ';', na_values: ['?'] }],
    ['exponents', v => v.toExponential(4), { sep: ';' }],
    [
      'days first',
      (_, i) => day(i).toISOString().slice(0, 10).split('-').reverse().join('.'),
      { sep: ';' },
      '%d.%m.%Y'
    ],
    [
      'months first, in two digits of the year',
      (_, i) => {
        const [y, m, d] = day(i).toISOString().slice(0, 10).split('-') as [string, string, string];
        return `${m}/${d}/${y.slice(2)}`;
      },
      { sep: ';' },
      '%m/%d/%y'
    ]
  ])('are the same: %s', async (_, write, options, dates = '') => {
    const rows = values.map((value, i) => `${write(value, i)};${i % 2}`);
    const path = file('pandas.csv', `amount;y\n${rows.join('\n')}\n`);
    const rules = { trim: true, dates: 'parts' } as const;
    const { spec } = await inferSpec(path, { target: 'y', rules });
    const { table } = await readTable(path, spec, { target: 'require', policies: 'enforce' });
    const column = table.columns[0]!;
    const found = column.kind === 'number' ? [...column.values] : [];
    const job = { path, options, dates };
    const expected = (await runPython(READ, job)) as (number | null)[];
    // pandas counts dates in a unit of its own choice.
    const scale = dates === '' ? 1 : expected[0]! / found[0]!;
    expect(found.map(value => (Number.isNaN(value) ? null : value))).toEqual(
      expected.map(value => (value === null ? null : value / scale))
    );
    expect([1, 1e-3, 1e3, 1e6]).toContain(scale);
  });
});
