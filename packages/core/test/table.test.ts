import { describe, expect, test } from '@jest/globals';
import {
  columnOf,
  createRecoder,
  MISSING,
  selectLabels,
  selectRows,
  splitRows,
  type Table,
  translateLevels,
  UNSEEN
} from '../src/table.ts';
import { categories, cellsOf, numbers, tableOf } from '../../../test/support/columns.ts';

const table = tableOf(
  numbers('num_age', 20, NaN, 40),
  categories('cat_city', ['Bern', 'Thun'], 1, MISSING, UNSEEN)
);

test('columnOf() finds a column by name and throws RangeError for another name', () => {
  expect(columnOf(table, 'cat_city')).toBe(table.columns[1]);
  expect(() => columnOf(table, 'cat_cit')).toThrow(
    new RangeError('Cannot find column "cat_cit" in the table')
  );
});

describe('selectRows()', () => {
  test('takes rows in the given order, one of them twice', () => {
    const selected = selectRows(table, Uint32Array.of(2, 0, 2, 1));
    expect(selected.numRows).toBe(4);
    expect(selected.columns.map(cellsOf)).toEqual([
      [40, 20, 40, null],
      ['?', 'Thun', '?', null]
    ]);
  });

  test('leaves the table as it was, and shares no memory with it', () => {
    const selected = selectRows(table, Uint32Array.of(0));
    const [ages] = selected.columns;
    if (ages?.kind === 'number') ages.values[0] = 99;
    expect(cellsOf(table.columns[0]!)).toEqual([20, null, 40]);
  });

  test('of no rows is an empty table with the same columns', () => {
    const selected = selectRows(table, new Uint32Array(0));
    expect(selected.numRows).toBe(0);
    expect(selected.columns.map(({ name }) => name)).toEqual(['num_age', 'cat_city']);
  });
});

test('selectLabels() takes labels in the given order', () => {
  expect(selectLabels(Uint8Array.of(0, 1, 0), Uint32Array.of(1, 1, 0))).toEqual(
    Uint8Array.of(1, 1, 0)
  );
});

test('translateLevels() maps by text, and what is not there to UNSEEN', () => {
  expect(translateLevels(['a', 'b', 'A'], ['b', 'a'])).toEqual(Int32Array.of(1, 0, UNSEEN));
});

describe('createRecoder()', () => {
  test('gives codes in terms of its levels and keeps missing and unseen', () => {
    const recode = createRecoder(['Thun', 'Genf']);
    expect(recode(categories('cat_city', ['Bern', 'Thun'], 1, 0, MISSING, UNSEEN))).toEqual(
      Int32Array.of(0, UNSEEN, MISSING, UNSEEN)
    );
  });

  test('follows when the next column has its levels in another order', () => {
    const recode = createRecoder(['a', 'b']);
    expect(recode(categories('c', ['b', 'a'], 0, 1))).toEqual(Int32Array.of(1, 0));
    expect(recode(categories('c', ['a', 'b'], 0, 1))).toEqual(Int32Array.of(0, 1));
    expect(recode(categories('c', ['b', 'a'], 0, 1))).toEqual(Int32Array.of(1, 0));
  });

  test('gives the codes themselves when the levels are the same list', () => {
    const column = categories('c', ['a', 'b'], 0, 1);
    expect(createRecoder(column.levels)(column)).toBe(column.codes);
  });
});

describe('splitRows()', () => {
  const table = (): Table => ({
    numRows: 4,
    columns: [
      { kind: 'number', name: 'a', values: Float64Array.of(1, 2, 3, 4) },
      { kind: 'category', name: 'b', levels: ['x', 'y'], codes: Int32Array.of(0, 1, -1, 0) }
    ]
  });
  const parts = [Uint32Array.of(0, 2), Uint32Array.of(1, 3)];

  test.each([true, false])('gives the rows of each part (consume: %s)', consume => {
    const whole = table();
    const expected = parts.map(rows => selectRows(whole, rows));
    expect(splitRows(whole, parts, { consume })).toEqual(expected);
  });

  test('leaves the table as it was, or empty where it may be consumed', () => {
    const kept = table();
    splitRows(kept, parts, { consume: false });
    expect(kept).toEqual(table());
    const consumed = table();
    splitRows(consumed, parts, { consume: true });
    for (const column of consumed.columns)
      expect(column.kind === 'number' ? column.values : column.codes).toHaveLength(0);
  });
});
