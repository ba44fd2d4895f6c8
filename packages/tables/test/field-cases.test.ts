import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import type { CategoryColumn } from '@espalier/core';
import { type InferredSpec, inferSpec } from '../src/infer/infer-spec.ts';
import { readTable } from '../src/read-table.ts';
import { rejectionOf } from '../../../test/support/failure.ts';
import { describeWhere } from '../../../test/support/where.ts';

/** Small files that went wrong in real hands; a checkout need not have them beside it. */
const FOLDER = fileURLToPath(new URL('../../../../shared/field/tables/', import.meta.url));

const infer = (name: string, more: object = {}): Promise<InferredSpec> =>
  inferSpec(`${FOLDER}${name}`, { target: 'y', ...more });

const readAll = async (name: string, more: object = {}): ReturnType<typeof readTable> => {
  const { spec } = await infer(name, more);
  return readTable(`${FOLDER}${name}`, spec, { target: 'require', policies: 'enforce' });
};

describeWhere(existsSync(FOLDER), 'the folder is absent')('../shared/field/tables', () => {
  test.each<[string, string, object]>([
    ['marker-NA.csv', 'usage', { kind: 'number', missing_values: ['NA'] }],
    ['decimal-comma.csv', 'income', { kind: 'number', decimal: ',' }],
    ['thousands.csv', 'income', { kind: 'number', thousands: ',' }],
    ['currency.csv', 'income', { kind: 'number', thousands: ',', unit: '$' }],
    ['percent.csv', 'usage', { kind: 'number', unit: '%' }],
    ['unique-int.csv', 'income', { kind: 'number', integer: true }],
    ['zip.csv', 'zip', { kind: 'category' }],
    ['sep-line.csv', 'income', { kind: 'number' }],
    ['trailing-comma-header.csv', 'usage', { kind: 'number' }],
    ['case-header.parquet', 'age', { kind: 'number' }],
    ['bools.parquet', 'autopay', { kind: 'category' }],
    ['bool.jsonl', 'autopay', { kind: 'category' }]
  ])('%s: %s is read as %j', async (name, column, feature) => {
    const { spec } = await infer(name);
    expect(spec.features[column]).toMatchObject(feature);
    const numRows = name === 'bool.jsonl' ? 150 : name === 'case-header.parquet' ? undefined : 300;
    const { table } = await readAll(name);
    expect(table.numRows).toBe(numRows ?? table.numRows);
    expect(table.numRows).toBeGreaterThan(0);
  });

  test.each<[string, string, string]>([
    ['bigid-leak.csv', 'account', 'beyond 2^53'],
    ['date-us.csv', 'signup', 'it holds dates'],
    ['nested.parquet', 'loc', 'it holds lists or objects']
  ])('%s: %s is set aside, because %s', async (name, column, because) => {
    const { spec, inferences } = await infer(name);
    expect(spec.ignore).toContain(column);
    expect(inferences.find(found => found.column === column)!.because).toContain(because);
  });

  test('case-levels.csv: spellings that differ by case are told', async () => {
    const { inferences } = await infer('case-levels.csv');
    const plan = inferences.find(({ column }) => column === 'plan')!;
    expect(plan.because).toContain('differ from another by case or spaces only');
  });

  test('no-name-feature.csv: the column without a name is told', async () => {
    expect((await infer('no-name-feature.csv')).notes).toEqual(['column 2 has no name: left out']);
  });

  test.each<[string, string, string]>([
    ['one-text-cell.csv', 'E_ROWS_INVALID', 'missing_values'],
    ['inf.csv', 'E_ROWS_INVALID', 'Fix or remove'],
    ['latin1.csv', 'E_TABLE_UNREADABLE', 'iconv'],
    ['array-small.json', 'E_TABLE_UNREADABLE', 'jq'],
    ['comment-lines.csv', 'E_HEADER_INVALID', 'comment=#'],
    ['target-12.csv', 'E_TARGET_POSITIVE_UNKNOWN', '--positive "1" or --positive "2"'],
    ['mixed-target.csv', 'E_TARGET_POSITIVE_UNKNOWN', '--positive']
  ])('%s is refused: %s, with the way out', async (name, code, hint) => {
    const error = await rejectionOf(readAll(name));
    expect(error.code).toBe(code);
    expect(error.hint).toContain(hint);
  });

  test('noheader-num.csv: the row on the first line is told', async () => {
    const error = await rejectionOf(infer('noheader-num.csv', { target: '1' }));
    expect(error.code).toBe('E_HEADER_INVALID');
    expect(error.message).toContain('3 of its 4 names are numbers');
  });

  test('latin1.csv is read in the encoding that is named', async () => {
    const rules = { trim: true, encoding: 'windows-1252' };
    const { table } = await readAll('latin1.csv', { rules });
    expect((table.columns[2] as CategoryColumn).levels[0]).toMatch(/é$/);
  });

  test('time-us-small.csv: the whole column decides that months stand first', async () => {
    const path = `${FOLDER}time-us-small.csv`;
    const { spec } = await inferSpec(path, { target: 'y' });
    const timed = { ...spec, ignore: [], time: 'at' };
    const { times } = await readTable(path, timed, { target: 'require', policies: 'enforce' });
    expect(times![2]).toBe(Date.UTC(2023, 0, 13));
  });
});
