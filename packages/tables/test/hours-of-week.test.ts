import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { plainFeature } from '../../core/src/contracts/dataset-spec.ts';
import { readTable, type TableSpec } from '../src/read-table.ts';
import { hourOfWeek, readHoursOfWeek } from '../src/source/hours-of-week.ts';
import { streamTable } from '../src/stream-table.ts';

let folder: string;
const at = (name: string): string => join(folder, name);
const HOUR = 3_600_000;

const SPEC: TableSpec = {
  trim: false,
  ignore: [],
  sensitive: [],
  features: { x: plainFeature('number') }
};

/** Hours since a Thursday, with an empty cell and a text among them. */
const TIMES = [0, 1, 1.5, 24, 167, 168, 169, -1, -168, 24 * 365 * 50];
const ROWS = [
  ...TIMES.map((hour, i) => [new Date(hour * HOUR).toISOString(), i] as const),
  ['', 90] as const
];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hours-'));
  writeFileSync(at('t.csv'), `t,x\n${ROWS.map(row => row.join(',')).join('\n')}\n`);
  writeFileSync(
    at('t.jsonl'),
    ROWS.map(([t, x]) => JSON.stringify({ t: t === '' ? null : t, x })).join('\n')
  );
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('hourOfWeek() counts from Thursday, before 1970 too', () => {
  expect([0, 1, 1.5, 24, 167, 168, -1, -168].map(hour => hourOfWeek(hour * HOUR))).toEqual([
    0, 1, 1, 24, 167, 0, 167, 0
  ]);
});

describe.each(['t.csv', 't.jsonl'])('%s', name => {
  test('readHoursOfWeek() has the hours that are there', async () => {
    const hours = new Set(TIMES.map(hour => hourOfWeek(hour * HOUR)));
    expect(await readHoursOfWeek(at(name), 't', SPEC)).toEqual([...hours].sort((a, b) => a - b));
    await expect(readHoursOfWeek(at(name), 'nope', SPEC)).rejects.toMatchObject({
      code: 'E_COLUMN_MISSING'
    });
  });

  test.each([[[0]], [[1, 24]], [[167]], [[3]]])(
    'readTable() and streamTable() have the rows of the hours %j alone',
    async hours => {
      const expected = TIMES.flatMap((hour, i) =>
        hours.includes(hourOfWeek(hour * HOUR)) ? [i] : []
      );
      const { table } = await readTable(at(name), SPEC, {
        target: 'skip',
        policies: 'ignore',
        hours: { column: 't', hours }
      });
      expect(table.numRows).toBe(expected.length);
      expect([...(table.columns[0] as { values: Float64Array }).values]).toEqual(expected);
      const streamed: number[] = [];
      const { numRows } = await streamTable(
        at(name),
        SPEC,
        block => {
          streamed.push(...(block.columns[0] as { values: Float64Array }).values);
        },
        'refuse',
        { column: 't', hours }
      );
      expect([numRows, streamed]).toEqual([expected.length, expected]);
    }
  );
});

test('bad cells are counted among the rows that are kept', async () => {
  writeFileSync(
    at('bad.csv'),
    't,x\n1970-01-01T00:30:00Z,1\n1970-01-01T00:40:00Z,bad\n1970-01-01T05:00:00Z,worse\n'
  );
  const { table, badCells } = await readTable(at('bad.csv'), SPEC, {
    target: 'skip',
    policies: 'ignore',
    badCells: 'count',
    hours: { column: 't', hours: [0] }
  });
  expect(table.numRows).toBe(2);
  expect(badCells).toMatchObject([{ column: 'x', notNumbers: 1 }]);
});
