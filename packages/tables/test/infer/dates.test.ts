import { describe, expect, test } from '@jest/globals';
import { inferSpec } from '../../src/infer/infer-spec.ts';
import { readTable } from '../../src/read-table.ts';
import { rejectionOf } from '../../../../test/support/failure.ts';
import { temporaryFolder } from '../../../../test/support/temporary-folder.ts';

const file = temporaryFolder();

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
