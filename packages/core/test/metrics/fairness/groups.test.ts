import { describe, expect, test } from '@jest/globals';
import { MISSING, UNSEEN } from '../../../src/table.ts';
import {
  groupColumn,
  type Grouping,
  intersect,
  rowsByGroup
} from '../../../src/metrics/fairness/groups.ts';
import { categoryOf } from './support.ts';

function sizesOf(grouping: Grouping): [string, number][] {
  return rowsByGroup(grouping).map((rows, i) => [grouping.names[i]!, rows.length]);
}

function namesByRow({ names, codes }: Grouping): string[] {
  return [...codes].map(code => names[code]!);
}

describe('groupColumn()', () => {
  test('orders by falling size and then by name, and has no empty group', () => {
    const column = {
      kind: 'category' as const,
      name: 'cat_group',
      levels: ['z', 'never', 'b', 'a'],
      codes: Int32Array.of(0, 3, 2, 0, MISSING, UNSEEN)
    };
    expect(sizesOf(groupColumn(column))).toEqual([
      ['z', 2],
      ['(missing)', 1],
      ['(other)', 1],
      ['a', 1],
      ['b', 1]
    ]);
  });

  test('keeps 20 levels as they are, and the missing beside them', () => {
    const rows = Array.from({ length: 20 }, (_, i) => `level ${i}`);
    const { names } = groupColumn(categoryOf('cat_group', [...rows, null]));
    expect([...names].sort()).toEqual([...rows, '(missing)'].sort());
  });

  test('pools what is beyond the 20 largest', () => {
    // Level k has k rows: 1 to 5 are pooled, with an undeclared level.
    const rows = Array.from({ length: 25 }, (_, k) => new Array<string>(k + 1).fill(`l${k + 1}`));
    const column = categoryOf('cat_group', [...rows.flat(), null, null]);
    column.codes[0] = UNSEEN;
    const sizes = sizesOf(groupColumn(column));
    expect(sizes).toHaveLength(22);
    expect(sizes).toContainEqual(['(other)', 1 + 2 + 3 + 4 + 5]);
    expect(sizes).toContainEqual(['(missing)', 2]);
    expect(sizes.slice(0, 2)).toEqual([
      ['l25', 25],
      ['l24', 24]
    ]);
  });

  test('breaks a tie at the limit by name', () => {
    const rows = Array.from({ length: 22 }, (_, i) => String.fromCharCode(97 + i));
    const { names } = groupColumn(categoryOf('cat_group', rows.reverse()));
    expect(names).toEqual(['(other)', ...rows.reverse().slice(0, 20)]);
  });

  test('takes a level that is called (missing) or (other) for just that', () => {
    const grouping = groupColumn(categoryOf('cat_group', ['(missing)', null, '(other)', 'a']));
    expect(sizesOf(grouping)).toEqual([
      ['(missing)', 2],
      ['(other)', 1],
      ['a', 1]
    ]);
  });

  test('groups a number column by its values', () => {
    const values = Float64Array.of(10, 2, NaN, 10, -0, 0);
    expect(sizesOf(groupColumn({ kind: 'number', name: 'num_group', values }))).toEqual([
      ['0', 2],
      ['10', 2],
      ['(missing)', 1],
      ['2', 1]
    ]);
  });

  test('of no rows has no groups', () => {
    expect(groupColumn(categoryOf('cat_group', [])).names).toEqual([]);
  });
});

describe('intersect()', () => {
  test('names each row by both columns', () => {
    const sex = groupColumn(categoryOf('sex', ['f', 'm', 'm', null]));
    const race = groupColumn(categoryOf('race', ['b', 'w', 'b', 'w']));
    const both = intersect(sex, race);
    expect(namesByRow(both)).toEqual(['f & b', 'm & w', 'm & b', '(missing) & w']);
    expect(both.names).toEqual(['(missing) & w', 'f & b', 'm & b', 'm & w']);
  });

  test('pools what is pooled in either column', () => {
    const unseen = categoryOf('sex', ['f', 'm', 'm', 'f']);
    unseen.codes[0] = UNSEEN;
    const race = groupColumn(categoryOf('race', ['b', '(other)', 'b', 'b']));
    const both = intersect(groupColumn(unseen), race);
    expect(namesByRow(both)).toEqual(['(other)', '(other)', 'm & b', 'f & b']);
  });

  test('keeps 20 groups and pools the others', () => {
    const some = (n: number, step: number): string[] =>
      Array.from({ length: 300 }, (_, i) => `l${Math.floor(i / step) % n}`);
    const both = intersect(
      groupColumn(categoryOf('a', some(6, 1))),
      groupColumn(categoryOf('b', some(5, 6)))
    );
    expect(both.names).toHaveLength(21);
    expect(both.names[0]).toBe('(other)');
    expect(rowsByGroup(both)[0]).toHaveLength(100);
  });
});
