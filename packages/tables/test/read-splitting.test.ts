import { writeFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import type { ReadTable } from '../src/read-table.ts';
import { rejectionOf } from '../../../test/support/failure.ts';
import { NUMBER, read } from './support/read.ts';
import { temporaryFolder } from '../../../test/support/temporary-folder.ts';

const file = temporaryFolder();

async function readKeys(key: 'group' | 'time', cells: readonly string[]): Promise<ReadTable> {
  const path = file('keys.csv');
  const rows = cells.map((cell, i) => `${i},${cell},${i % 2 === 0 ? 'yes' : 'no'}`);
  await writeFile(path, ['num_a,key,bin_y', ...rows, ''].join('\n'));
  return read(path, { features: { num_a: NUMBER }, [key]: 'key' }, { target: 'require' });
}

describe('readTable() with a group column', () => {
  test('gives rows of one group one key, and none where the cell is empty', async () => {
    const { groups, times, table } = await readKeys('group', ['ann', 'bob', '', 'ann', '']);
    expect(times).toBeUndefined();
    expect(groups![0]).toBe(groups![3]);
    expect(groups![0]).not.toBe(groups![1]);
    expect([...groups!].map(Number.isNaN)).toEqual([false, false, true, false, true]);
    expect(table.columns.map(({ name }) => name)).toEqual(['num_a']);
  });

  test('does not ask for it where the target is not read', async () => {
    const path = file('without.csv');
    await writeFile(path, 'num_a\n1\n2\n');
    const found = await read(path, { features: { num_a: NUMBER }, group: 'customer' });
    expect(found.groups).toBeUndefined();
  });
});

describe('readTable() with a time column', () => {
  test.each<[string, string[], number[]]>([
    ['dates', ['2024-01-02', '2023-12-31'], [1704153600000, 1703980800000]],
    [
      'timestamps with and without an offset',
      ['2024-01-02T03:04:05Z', '2024-01-02T03:04:05+02:00', '2024-01-02T03:04:05-0130'],
      [1704164645000, 1704157445000, 1704170045000]
    ],
    [
      'fractions of seconds',
      ['2024-01-02 00:00:00.25', '2024-01-02'],
      [1704153600250, 1704153600000]
    ],
    ['numbers', ['2024', '-3.5'], [2024, -3.5]]
  ])('reads %s', async (_, cells, times) => {
    expect([...(await readKeys('time', cells)).times!]).toEqual(times);
  });

  test('names the lines that have none, without what stands there', async () => {
    const failure = await rejectionOf(readKeys('time', ['2024-01-01', 'soon', '']));
    expect(failure.code).toBe('E_ROWS_INVALID');
    expect(failure.details.map(({ line, field, problem }) => [line, field, problem])).toEqual([
      [3, 'key', 'no time'],
      [4, 'key', 'no time']
    ]);
    expect(JSON.stringify(failure)).not.toContain('soon');
  });
});
