import { describe, expect, test } from '@jest/globals';
import type { Table } from '@espalier/core';
import { streamTable } from '../src/stream-table.ts';
import { temporaryFolder } from '../../../test/support/temporary-folder.ts';
import { read, readCells, specOf } from './support/read.ts';
import { columnsOfCells } from './support/stream.ts';

const at = temporaryFolder();
const DATE = { kind: 'date' } as const;

function csv(...cells: string[]): string {
  return at(
    `dates-${cells.length}-${cells[0]!.replaceAll(/\W/g, '')}.csv`,
    `d\n${cells.join('\n')}\n`
  );
}

describe('a date feature of a file', () => {
  const march = Date.UTC(2024, 2, 4);

  test.each([
    ['2024-03-04', {}],
    ['2024-03-04T00:00:00Z', {}],
    ['2024-03-04T02:00:00+02:00', {}],
    ['4.3.2024', { order: 'dmy' }],
    ['04/03/2024', { order: 'dmy' }],
    ['03/04/2024', { order: 'mdy' }],
    ['4 March 2024', {}]
  ])('%s %j', async (text, more) => {
    const features = { d: { ...DATE, ...more } };
    expect(await readCells(csv(text, '', text), { features })).toEqual([[march, null, march]]);
  });

  test('takes the order of the table where it has none of its own', async () => {
    const spec = { features: { d: DATE }, date_order: 'dmy' };
    expect(await readCells(csv('05/03/2024'), spec)).toEqual([[Date.UTC(2024, 2, 5)]]);
  });

  test('says that it is one, with its parts', async () => {
    const { table } = await read(csv('2024-03-04'), {
      features: { d: { ...DATE, parts: ['year'] } }
    });
    expect(table.columns[0]).toMatchObject({ kind: 'number', date: { parts: ['year'] } });
  });

  test.each(['soon', '31/31/2024', '2024-02-30', '17'])('"%s" is a bad row', async text => {
    await expect(
      read(csv('2024-03-04', text, '2024-03-05'), { features: { d: DATE } })
    ).rejects.toMatchObject({
      code: 'E_ROWS_INVALID',
      details: [{ line: 3, field: 'd', problem: 'not a date', expected: 'a date like 2024-03-31' }]
    });
  });

  test('shows a bad cell only if the spec says so', async () => {
    const features = { d: { ...DATE, show: true } };
    await expect(read(csv('2024-03-04', 'sooner'), { features })).rejects.toMatchObject({
      details: [{ problem: 'not a date: "sooner"' }]
    });
  });

  test('may be told to have no empty cell', async () => {
    const features = { d: { ...DATE, missing: 'reject' } };
    await expect(read(csv('2024-03-04', '""', '2024-03-06'), { features })).rejects.toMatchObject({
      details: [{ line: 3, field: 'd', problem: 'empty', expected: 'a date' }]
    });
  });

  test('is streamed as it is read', async () => {
    const path = csv('2024-03-04', '', '2024-03-06', '2024-03-07');
    const spec = { features: { d: DATE } };
    const { table } = await read(path, spec);
    const blocks: Table[] = [];
    await streamTable(path, specOf(spec), block => {
      blocks.push(structuredClone(block));
    });
    expect(columnsOfCells(blocks)).toEqual(table.columns);
  });
});
