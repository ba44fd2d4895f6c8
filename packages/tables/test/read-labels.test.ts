import { describe, expect, test } from '@jest/globals';
import { rejectionOf, toldBy } from '../../../test/support/failure.ts';
import { NUMBER, read } from './support/read.ts';
import { temporaryFolder } from '../../../test/support/temporary-folder.ts';

const file = temporaryFolder();

function target(cells: readonly string[], positive: unknown = 'yes'): Promise<Uint8Array> {
  const path = file('target.csv', `num_a,bin_y\n${cells.map((y, i) => `${i},${y}`).join('\n')}\n`);
  return read(
    path,
    { features: { num_a: NUMBER }, target: { column: 'bin_y', positive } },
    { target: 'require' }
  ).then(({ labels }) => labels);
}

describe('readTable() of the target', () => {
  test.each<[string, string[], unknown]>([
    ['text', ['yes', 'no', 'yes'], 'yes'],
    ['numbers', ['1', '0', '1'], 1],
    ['numbers written otherwise', ['1.0', '0.0', '1.0'], 1],
    ['booleans', ['true', 'false', 'true'], true],
    ['the level that comes last', ['a', 'b', 'a'], 'a']
  ])('is 1 for the positive level: %s', async (_, cells, positive) => {
    expect(await target(cells, positive)).toEqual(Uint8Array.of(1, 0, 1));
  });

  test.each<[string, string[], unknown, string]>([
    ['one value', ['yes', 'yes'], 'yes', 'every row has the same value, two are needed'],
    [
      'three values',
      ['yes', 'no', 'perhaps'],
      'yes',
      'it holds "no", "perhaps" and "yes", exactly two values are needed'
    ],
    [
      'more values than classes have',
      ['1', '2', '3', '4', '5', 'CANARY'],
      '1',
      'it holds 6 different values, exactly two values are needed'
    ],
    [
      'two values that differ by case only',
      ['yes', 'no', 'No'],
      'yes',
      'it holds "No", "no" and "yes", exactly two values are needed; some differ by case or spaces only'
    ],
    [
      'a text that stands for no answer',
      ['yes', 'no', 'NA'],
      'yes',
      'it holds "NA", "no" and "yes", exactly two values are needed; "NA" stands for no answer'
    ],
    [
      'no positive value',
      ['maybe', 'no'],
      'yes',
      'no row has the positive value "yes"; it holds "maybe" and "no"'
    ],
    [
      'the positive value in another case',
      ['Yes', 'no'],
      'yes',
      'no row has the positive value "yes"'
    ],
    [
      'numbers where the positive value is no text at all',
      ['0', '1'],
      '',
      'no row has the positive value ""'
    ]
  ])('refuses %s', async (_, cells, positive, reason) => {
    const error = await rejectionOf(target(cells, positive));
    expect(error.code).toBe('E_TARGET_INVALID');
    expect(error.exitCode).toBe(65);
    expect(error.message).toContain(reason);
    expect(toldBy(error)).not.toContain('CANARY');
  });

  test('names the lines of empty cells', async () => {
    const error = await rejectionOf(target(['yes', '', 'no', '""']));
    expect(error.code).toBe('E_ROWS_INVALID');
    expect(error.message).toContain('2 of the 4 rows');
    expect(error.details).toMatchObject([
      { line: 3, field: 'bin_y', problem: 'the target is empty' },
      { line: 5, field: 'bin_y', problem: 'the target is empty' }
    ]);
  });

  test('is asked for by name when the file does not have it', async () => {
    const path = file('target.csv', 'num_a,bin_x\n1,yes\n');
    const error = await rejectionOf(
      read(path, { features: { num_a: NUMBER } }, { target: 'require' })
    );
    expect(error.code).toBe('E_COLUMN_MISSING');
    expect(error.details[0]!.problem).toBe('no such column, but there is "bin_x"');
  });
});
