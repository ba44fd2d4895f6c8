import { describe, expect, test } from '@jest/globals';
import { type Column, randomSeeded, type Table } from '@espalier/core';
import { countCells, isRetyped } from '../src/retyped.ts';
import { readTable } from '../src/read-table.ts';
import { streamTable } from '../src/stream-table.ts';
import { columnsOfCells } from './support/stream.ts';
import { CATEGORY, NUMBER, specOf } from './support/read.ts';
import { temporaryFolder } from '../../../test/support/temporary-folder.ts';

const file = temporaryFolder();
const SPEC = specOf({
  features: { num_a: NUMBER, cat_b: CATEGORY, cat_c: { ...CATEGORY, levels: ['x', 'y'] } }
});

/** The blocks of a file put together again. */
async function streamed(
  path: string
): Promise<{ columns: Column[]; sizes: number[]; numRows: number }> {
  const blocks: Table[] = [];
  const { numRows } = await streamTable(path, SPEC, block => {
    // A block lies in memory that is used again.
    blocks.push({
      numRows: block.numRows,
      columns: block.columns.map(column =>
        column.kind === 'number'
          ? { ...column, values: column.values.slice() }
          : { ...column, codes: column.codes.slice() }
      )
    });
  });
  return { columns: columnsOfCells(blocks), sizes: blocks.map(block => block.numRows), numRows };
}

function csv(n: number): string {
  const random = randomSeeded(n);
  const rows = Array.from({ length: n }, () => {
    const a = random() < 0.1 ? '' : String(Math.round(1000 * random()) / 10);
    const b = random() < 0.1 ? '' : `level ${Math.floor(300 * random())}`;
    return [a, b, 'xyz'[Math.floor(3 * random())]!].join(',');
  });
  return `num_a,cat_b,cat_c\n${rows.join('\n')}\n`;
}

describe('streamTable()', () => {
  test.each([1, 2048, 40_000])('gives %d rows as readTable() does, in blocks', async n => {
    const path = file(`rows_${n}.csv`, csv(n));
    const { table } = await readTable(path, SPEC, { target: 'skip', policies: 'ignore' });
    const { columns, sizes, numRows } = await streamed(path);
    expect(numRows).toBe(n);
    expect(sizes).toEqual(n === 40_000 ? [32_768, 7232] : [n]);
    expect(columns).toEqual(table.columns);
  });

  test('fails on bad rows as readTable() does, with their lines', async () => {
    const path = file('bad.csv', 'num_a,cat_b,cat_c\n1,a,x\nlots,a,x\n3,a\n');
    const failure = { code: 'E_ROWS_INVALID', message: expect.stringContaining('2 of the 3 rows') };
    await expect(streamed(path)).rejects.toMatchObject(failure);
    await expect(
      readTable(path, SPEC, { target: 'skip', policies: 'ignore' })
    ).rejects.toMatchObject(failure);
  });

  test('fails on a header alone and on a column that is not there', async () => {
    await expect(streamed(file('none.csv', 'num_a,cat_b,cat_c\n'))).rejects.toMatchObject({
      code: 'E_TABLE_EMPTY'
    });
    await expect(streamed(file('other.csv', 'num_a,cat_b\n1,a\n'))).rejects.toMatchObject({
      code: 'E_COLUMN_MISSING'
    });
  });
});

describe('a number column that holds something else throughout', () => {
  const rows = Array.from({ length: 20 }, (_, i) => `${i < 12 ? 'text' : i < 18 ? i : ''},a,x\n`);
  const text = `num_a,cat_b,cat_c\n${rows.join('')}`;

  test('is reported where that is asked for', async () => {
    const path = file('retyped.csv', text);
    const counts = [{ column: 'num_a', filled: 18, notNumbers: 12, markers: 0 }];
    const { badCells, table } = await readTable(path, SPEC, {
      target: 'skip',
      policies: 'ignore',
      badCells: 'retyped'
    });
    expect(badCells).toEqual(counts);
    expect(table.numRows).toBe(20);
    const streamed = await streamTable(path, SPEC, () => undefined, 'retyped');
    expect(streamed.badCells).toEqual(counts);
    expect(await countCells(path, ['num_a', 'cat_b'], { trim: false })).toEqual([
      ...counts,
      { column: 'cat_b', filled: 20, notNumbers: 20, markers: 0 }
    ]);
  });

  test('is a failure otherwise', async () => {
    const path = file('refused.csv', text);
    await expect(
      readTable(path, SPEC, { target: 'skip', policies: 'ignore' })
    ).rejects.toMatchObject({ code: 'E_ROWS_INVALID' });
  });

  test.each([
    [10, 10, true],
    [19, 10, true],
    [20, 10, false],
    [9, 9, false]
  ])('of %d filled cells %d are no numbers: %s', (filled, notNumbers, expected) => {
    expect(isRetyped({ filled, notNumbers })).toBe(expected);
  });
});
