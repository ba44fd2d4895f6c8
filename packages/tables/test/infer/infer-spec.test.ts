import { describe, expect, test } from '@jest/globals';
import { formatDatasetSpec, parseDatasetSpec } from '@espalier/core/contracts';
import type { DatasetSpec } from '@espalier/core/contracts';
import { inferColumns } from '../../src/infer/infer-columns.ts';
import { inferSpec } from '../../src/infer/infer-spec.ts';
import { readTable } from '../../src/read-table.ts';
import { rejectionOf, toldBy } from '../../../../test/support/failure.ts';
import { temporaryFolder } from '../../../../test/support/temporary-folder.ts';

const file = temporaryFolder();

const DATES = 'it holds dates (dates: parts makes features of them)';

/** A table of one column beside the target. */
function columnOf(cell: (i: number) => string, numRows = 60): string {
  const rows = Array.from({ length: numRows }, (_, i) => `${cell(i)},${i % 2}`);
  return file('column.csv', `given,bin_y\n${rows.join('\n')}\n`);
}

describe('inferColumns()', () => {
  test.each<[string, (i: number) => string, string, string]>([
    ['numbers', i => `${i * 0.5}`, 'number', 'every cell is a number'],
    [
      'numbers and empty cells',
      i => (i % 3 === 0 ? '' : `${i}`),
      'number',
      'every cell is a number'
    ],
    ['numbers and NaN', i => (i === 3 ? 'nan' : `${i * 7}`), 'number', '1 cell says nan: missing'],
    ['zero and one', i => `${i % 2}`, 'number', 'every cell is a number'],
    ['few whole numbers in a row', i => `${i % 20}`, 'number', 'every cell is a number'],
    ['words', i => 'abc'[i % 3]!, 'category', '3 different values'],
    ['words and empty cells', i => ['', 'a', 'b'][i % 3]!, 'category', '2 different values'],
    ['numbers and a word', i => (i === 5 ? 'many' : `${i % 9}`), 'number', 'but 1 cell is not one'],
    [
      'numbers and an infinity',
      i => (i === 5 ? 'inf' : `${i % 9}`),
      'number',
      'but 1 cell is not one'
    ],
    ['a running number', i => `${i + 100}`, 'ignored', 'it counts the rows'],
    ['names', i => `person ${i}`, 'ignored', '60 different values in 60 cells: an identifier'],
    ['dates', i => `2024-01-${String(1 + (i % 28)).padStart(2, '0')}`, 'ignored', DATES],
    ['times', i => `2024-01-02 03:04:${10 + (i % 50)}`, 'ignored', DATES],
    ['nothing', () => '', 'ignored', 'every cell is empty'],
    ['one value', () => 'same', 'ignored', 'every cell holds the same value'],
    ['one number', () => '7', 'ignored', 'every cell holds the same value']
  ])('takes %s for what they are', async (_, cell, as, because) => {
    const { spec, inferences } = await inferColumns(columnOf(cell), { except: ['bin_y'] });
    expect(inferences).toEqual([{ column: 'given', as, because }]);
    expect(Object.keys(spec.features)).toEqual(as === 'ignored' ? [] : ['given']);
    expect(spec.ignore).toEqual(as === 'ignored' ? ['given'] : []);
    expect(spec.features['given']?.kind).toBe(as === 'ignored' ? undefined : as);
  });

  test('keeps few names: a short table has nothing else to go by', async () => {
    const { inferences } = await inferColumns(
      columnOf(i => `person ${i}`, 10),
      { except: ['bin_y'] }
    );
    expect(inferences[0]!.as).toBe('category');
  });

  test('leaves out what it is told to leave out', async () => {
    const { spec } = await inferColumns(columnOf(i => `${i % 7}`));
    expect(Object.keys(spec.features)).toEqual(['given', 'bin_y']);
  });

  test('trims names and cells', async () => {
    const spaced = file('spaced.csv', 'num_a, cat_b\n1, x\n2, y\n');
    expect((await inferColumns(spaced)).spec).toMatchObject({ trim: true });
    expect(Object.keys((await inferColumns(spaced)).spec.features)).toEqual(['num_a', 'cat_b']);
  });

  test('sets a column without a name aside', async () => {
    const path = file('index.csv', ',num_a\n0,5\n1,7\n');
    const { spec, notes } = await inferColumns(path);
    expect(spec).toMatchObject({ ignore: [], trim: true });
    expect(notes).toEqual(['column 1 has no name: left out']);
  });

  test('reads rows behind one that cannot be read', async () => {
    const rows = Array.from({ length: 30 }, (_, i) => `${i % 3},x${i % 2}`);
    rows[2] = '1,"x"y';
    const path = file('quotes.csv', `num_a,cat_b\n${rows.join('\n')}\n`);
    expect((await inferColumns(path)).inferences).toMatchObject([
      { as: 'number' },
      { as: 'category', because: '2 different values' }
    ]);
  });
});

describe('inferSpec()', () => {
  const infer = (cells: readonly string[], positive?: string): Promise<DatasetSpec> =>
    inferSpec(
      file('my table.csv', `num_a,bin_y\n${cells.map((y, i) => `${i},${y}`).join('\n')}\n`),
      { target: 'bin_y', positive }
    ).then(({ spec }) => spec);

  test.each(['1', 'true', 'True', 'YES', 'y', '1.0'])(
    'takes %j for the positive value',
    async yes => {
      expect((await infer([yes, 'other', yes])).target).toEqual({ column: 'bin_y', positive: yes });
    }
  );

  test('takes the named value', async () => {
    expect((await infer(['a', 'b'], 'b')).target.positive).toBe('b');
  });

  test('asks for it when none is like yes, as wrong usage, and names the classes', async () => {
    const error = await rejectionOf(infer(['good', 'bad', 'good']));
    expect(error.code).toBe('E_TARGET_POSITIVE_UNKNOWN');
    expect(error.exitCode).toBe(2);
    expect(error.hint).toContain('--positive');
    expect(error.message).toContain('it holds "bad" and "good"');
    const many = await rejectionOf(infer(['CANARY', 'b', 'c', 'd', 'e', 'f']));
    expect(toldBy(many)).not.toContain('CANARY');
  });

  test('is a spec that reads back and reads its table', async () => {
    const path = file('whole.csv', 'num_a,cat_b,txt_id,bin_y\n1,x,7,yes\n2,y,8,no\n3,x,9,yes\n');
    const { spec } = await inferSpec(path, { target: 'bin_y' });
    expect(spec.name).toBe('whole');
    expect(parseDatasetSpec(formatDatasetSpec(spec), 'again.yaml')).toEqual(spec);
    const { table, labels } = await readTable(path, spec, {
      target: 'require',
      policies: 'enforce'
    });
    expect(table.numRows).toBe(3);
    expect(labels).toEqual(Uint8Array.of(1, 0, 1));
  });

  test.each([
    ['my table.csv', 'my_table'],
    ['.hidden.csv', 'hidden'],
    ['--- é.csv', 'model'],
    [`${'n'.repeat(140)}.csv`, 'n'.repeat(128)],
    ['v1.2-final.csv', 'v1.2-final']
  ])('calls the model after the file: %j', async (name, expected) => {
    const path = file(name, 'num_a,bin_y\n1,yes\n2,no\n');
    expect((await inferSpec(path, { target: 'bin_y' })).spec.name).toBe(expected);
  });

  test.each([
    ['an absent target', 'num_a,bin_x\n1,yes\n', 'bin_y', 'E_COLUMN_MISSING', 65],
    ['a target without a name', 'num_a,\n1,yes\n', '', 'E_COLUMN_MISSING', 65],
    ['no features', 'txt_id,bin_y\nsame,yes\nsame,no\n', 'bin_y', 'E_SPEC_INVALID', 65],
    ['the target alone', 'bin_y\nyes\nno\n', 'bin_y', 'E_SPEC_INVALID', 65],
    ['no rows', 'num_a,bin_y\n', 'bin_y', 'E_TABLE_EMPTY', 65],
    ['no rows of the target alone', 'bin_y\n', 'bin_y', 'E_TABLE_EMPTY', 65],
    ['an empty file', '', 'bin_y', 'E_TABLE_EMPTY', 65],
    ['a name twice', 'num_a,num_a,bin_y\n1,2,yes\n', 'bin_y', 'E_HEADER_INVALID', 65],
    ['mixed line ends', 'num_a,bin_y\n1,yes\r\n2,no\n', 'bin_y', 'E_TABLE_UNREADABLE', 65]
  ])('refuses %s', async (_, text, target, code, exitCode) => {
    const error = await rejectionOf(inferSpec(file('bad.csv', text), { target }));
    expect(error.code).toBe(code);
    expect(error.exitCode).toBe(exitCode);
  });

  test('refuses a file that is not there', async () => {
    expect((await rejectionOf(inferSpec(file('absent.csv'), { target: 'bin_y' }))).exitCode).toBe(
      66
    );
  });
});
