import { describe, expect, test } from '@jest/globals';
import { createRowEncoder } from '../src/row-encoder.ts';
import { type DatasetSpec, datasetSpecSchema } from '../src/contracts/dataset-spec.ts';
import { cellsOf } from '../../../test/support/columns.ts';

const GOOD = { num_age: 40, num_rooms: 3, cat_city: 'Bern', cat_class: '3' };

const spec = specOf({});

function specOf(changes: Record<string, object>, more: object = {}): DatasetSpec {
  const features: Record<string, object> = {
    num_age: { kind: 'number', min: 18, max: 99 },
    num_rooms: { kind: 'number', integer: true },
    cat_city: { kind: 'category', levels: ['Bern', 'Thun'] },
    cat_class: { kind: 'category', levels: [1, 2, 3], unknown: 'other' }
  };
  for (const [name, change] of Object.entries(changes))
    features[name] = { ...features[name], ...change };
  return datasetSpecSchema.parse({
    name: 'people',
    target: { column: 'bin_paid', positive: 'yes' },
    sensitive: ['cat_sex'],
    ignore: ['txt_id'],
    features,
    ...more
  });
}

describe('createRowEncoder()', () => {
  test('makes the columns of the spec, in its order, whatever the order of the fields', () => {
    const { table, problems, warnings } = createRowEncoder(spec)([
      GOOD,
      Object.fromEntries(Object.entries({ ...GOOD, num_age: 18 }).reverse())
    ]);
    expect(table.numRows).toBe(2);
    expect(table.columns.map(({ name }) => name)).toEqual(Object.keys(spec.features));
    expect(table.columns.map(cellsOf)).toEqual([
      [40, 18],
      [3, 3],
      ['Bern', 'Bern'],
      ['3', '3']
    ]);
    expect(problems).toEqual([]);
    expect(warnings).toEqual([]);
  });

  test('of no rows is an empty table', () => {
    const { table, problems } = createRowEncoder(spec)([]);
    expect(table.columns.map(cellsOf)).toEqual([[], [], [], []]);
    expect(problems).toEqual([]);
  });

  test.each([
    ['a string for a number', { num_age: '40' }, 'num_age', 'a string', 'number'],
    ['a boolean for a number', { num_age: true }, 'num_age', 'a boolean', 'number'],
    ['a list for a number', { num_age: [40] }, 'num_age', 'a list', 'number'],
    ['an object for a number', { num_age: {} }, 'num_age', 'an object', 'number'],
    ['NaN', { num_age: NaN }, 'num_age', 'not finite', 'a finite number'],
    ['infinity', { num_age: Infinity }, 'num_age', 'not finite', 'a finite number'],
    ['an absent number', { num_age: undefined }, 'num_age', 'missing', 'number'],
    ['an absent category', { cat_city: undefined }, 'cat_city', 'missing', 'one of Bern, Thun'],
    ['a boolean for a category', { cat_city: true }, 'cat_city', 'a boolean', 'one of Bern, Thun'],
    ['an object for a category', { cat_city: {} }, 'cat_city', 'an object', 'one of Bern, Thun'],
    ['an unknown level', { cat_city: 'Chur' }, 'cat_city', 'unknown level', 'one of Bern, Thun'],
    [
      'a level in another case',
      { cat_city: 'bern' },
      'cat_city',
      'unknown level',
      'one of Bern, Thun'
    ],
    ['an empty text', { cat_city: '' }, 'cat_city', 'unknown level', 'one of Bern, Thun'],
    [
      'a level of nobody',
      { cat_city: '__proto__' },
      'cat_city',
      'unknown level',
      'one of Bern, Thun'
    ]
  ])('refuses %s', (_, change, field, problem, expected) => {
    const row = JSON.parse('{}') as Record<string, unknown>;
    for (const [name, cell] of Object.entries({ ...GOOD, ...change }))
      if (cell !== undefined) row[name] = cell;
    const { problems } = createRowEncoder(spec)([GOOD, row]);
    expect(problems).toEqual([{ row: 1, field, problem, expected }]);
  });

  test('takes null for a missing cell', () => {
    const row = { num_age: null, num_rooms: null, cat_city: null, cat_class: null };
    const { table, problems, warnings } = createRowEncoder(spec)([row]);
    expect(table.columns.map(cellsOf)).toEqual([[null], [null], [null], [null]]);
    expect([...problems, ...warnings]).toEqual([]);
  });

  test('refuses null where the spec says missing: reject', () => {
    const strict = specOf({ num_age: { missing: 'reject' }, cat_city: { missing: 'reject' } });
    const { problems } = createRowEncoder(strict)([{ ...GOOD, num_age: null, cat_city: null }]);
    expect(problems).toEqual([
      { row: 0, field: 'num_age', problem: 'empty', expected: 'number' },
      { row: 0, field: 'cat_city', problem: 'empty', expected: 'one of Bern, Thun' }
    ]);
  });

  test.each([3, 3.0, '3'])('matches the level "3" with %j', cell => {
    const { table, warnings } = createRowEncoder(spec)([{ ...GOOD, cat_class: cell }]);
    expect(cellsOf(table.columns[3]!)).toEqual(['3']);
    expect(warnings).toEqual([]);
  });

  test('scores an unknown level as other, with a warning, where the spec says so', () => {
    const { table, problems, warnings } = createRowEncoder(spec)([{ ...GOOD, cat_class: 4 }]);
    expect(cellsOf(table.columns[3]!)).toEqual(['?']);
    expect(problems).toEqual([]);
    expect(warnings).toEqual([
      {
        row: 0,
        field: 'cat_class',
        problem: 'unknown level: scored as other',
        expected: 'one of 1, 2, 3'
      }
    ]);
  });

  test('flags a fraction where whole numbers are expected, and scores it', () => {
    const rows = [3, 3.0, 3.5].map(num_rooms => ({ ...GOOD, num_rooms }));
    const { table, problems, warnings } = createRowEncoder(spec)(rows);
    expect(cellsOf(table.columns[1]!)).toEqual([3, 3, 3.5]);
    expect(problems).toEqual([]);
    expect(warnings).toEqual([
      { row: 2, field: 'num_rooms', problem: 'has a fraction', expected: 'a whole number' }
    ]);
  });

  test.each([
    [17.9, '18 to 99'],
    [99.1, '18 to 99'],
    [-1e300, '18 to 99']
  ])('flags %d outside its range, and scores it', (num_age, expected) => {
    const { table, problems, warnings } = createRowEncoder(spec)([{ ...GOOD, num_age }]);
    expect(cellsOf(table.columns[0]!)).toEqual([num_age]);
    expect(problems).toEqual([]);
    expect(warnings).toEqual([
      { row: 0, field: 'num_age', problem: 'outside its range', expected }
    ]);
  });

  test.each([
    [{ min: 18, max: 99 }, '18 to 99'],
    [{ max: undefined }, 'at least 18'],
    [{ min: undefined, max: 30 }, 'at most 30']
  ])('refuses what is outside %j where the spec says outside: reject', (bounds, expected) => {
    const encode = createRowEncoder(specOf({ num_age: { ...bounds, outside: 'reject' } }));
    const rows = [17, 40, 100].map(num_age => ({ ...GOOD, num_age }));
    const { problems, warnings } = encode(rows);
    expect(problems.length).toBeGreaterThan(0);
    for (const problem of problems)
      expect(problem).toMatchObject({ field: 'num_age', problem: 'outside its range', expected });
    expect(warnings).toEqual([]);
  });

  test('takes the ends of the range', () => {
    const { warnings } = createRowEncoder(spec)([18, 99].map(num_age => ({ ...GOOD, num_age })));
    expect(warnings).toEqual([]);
  });

  test('ignores target, sensitive and ignored columns without a word, whatever they hold', () => {
    const extra = { bin_paid: [1], cat_sex: 7, txt_id: { a: 1 } };
    const { problems, warnings } = createRowEncoder(spec)([{ ...GOOD, ...extra }]);
    expect([...problems, ...warnings]).toEqual([]);
  });

  test('names an undeclared field with the nearest known one', () => {
    const { problems, warnings } = createRowEncoder(spec)([{ ...GOOD, num_agee: 5, zzz: 1 }]);
    expect(problems).toEqual([]);
    expect(warnings).toEqual([
      {
        row: 0,
        field: 'num_agee',
        problem: 'not a field of this model: ignored',
        expected: '"num_age", perhaps'
      },
      { row: 0, field: 'zzz', problem: 'not a field of this model: ignored' }
    ]);
  });

  test('cuts a long undeclared field short', () => {
    const { warnings } = createRowEncoder(spec)([{ ...GOOD, ['x'.repeat(100_000)]: 1 }]);
    expect(warnings[0]!.field).toBe('x'.repeat(256));
  });

  test.each([
    ['null', null],
    ['a number', 5],
    ['a text', 'row'],
    ['a list', [40, 3]],
    ['true', true]
  ])('refuses %s in place of a row, once', (_, row) => {
    const { table, problems } = createRowEncoder(spec)([GOOD, row]);
    expect(problems).toEqual([
      { row: 1, problem: 'not an object', expected: 'an object of features' }
    ]);
    expect(table.numRows).toBe(2);
  });

  test('reads the own fields of a row alone: nothing comes from a prototype', () => {
    const evil = JSON.parse(
      '{"__proto__":{"num_age":1,"num_rooms":1,"cat_city":"Bern","cat_class":"3"}}'
    ) as unknown;
    const { problems, warnings } = createRowEncoder(spec)([evil, Object.create(GOOD)]);
    expect(problems.map(({ row, field, problem }) => [row, field, problem])).toEqual(
      [0, 1].flatMap(row => Object.keys(GOOD).map(field => [row, field, 'missing']))
    );
    expect(warnings.filter(({ row }) => row === 0)).toEqual([
      { row: 0, field: '__proto__', problem: 'not a field of this model: ignored' }
    ]);
    expect(({} as Record<string, unknown>)['num_age']).toBeUndefined();
  });

  test('finds features that are called like members of every object', () => {
    const odd = datasetSpecSchema.parse({
      name: 'odd',
      target: { column: 'y', positive: 1 },
      features: { constructor: { kind: 'number' }, toString: { kind: 'category', levels: ['a'] } }
    });
    const encode = createRowEncoder(odd);
    expect(encode([{}]).problems.map(({ problem }) => problem)).toEqual(['missing', 'missing']);
    const row = JSON.parse('{"constructor":1,"toString":"a"}') as unknown;
    expect(encode([row]).table.columns.map(cellsOf)).toEqual([[1], ['a']]);
  });

  test('tells every problem of every row, in the order of the rows', () => {
    const { problems } = createRowEncoder(spec)([
      { ...GOOD, cat_city: 'Chur' },
      GOOD,
      { num_age: '1', num_rooms: 3, cat_city: 'Bern' },
      7
    ]);
    expect(problems.map(({ row, field }) => [row, field])).toEqual([
      [0, 'cat_city'],
      [2, 'num_age'],
      [2, 'cat_class'],
      [3, undefined]
    ]);
  });

  test('never tells an input value', () => {
    const encode = createRowEncoder(specOf({ num_age: { outside: 'reject' } }));
    const { problems, warnings } = encode([
      { num_age: 987654321, num_rooms: 'CANARY', cat_city: 'CANARY', cat_class: 'CANARY' },
      'CANARY'
    ]);
    expect(problems).toHaveLength(4);
    expect(warnings).toHaveLength(1);
    expect(JSON.stringify([problems, warnings])).not.toMatch(/CANARY|987654321/);
  });

  test('strips spaces around a level where the spec trims the table', () => {
    const rows = [{ ...GOOD, cat_city: ' Bern ' }];
    expect(createRowEncoder(specOf({}, { trim: true }))(rows).problems).toEqual([]);
    expect(createRowEncoder(spec)(rows).problems).toHaveLength(1);
  });
});

describe('createRowEncoder() of values that stand for a missing one', () => {
  const marked = specOf({
    num_age: { missing_values: ['NA', '-999'] },
    cat_city: { missing_values: ['none'] },
    cat_class: { missing_values: ['9'] }
  });

  test('takes numbers and levels of the list for missing, in any case', () => {
    const { table, problems } = createRowEncoder(marked)([
      { ...GOOD, num_age: -999, cat_city: ' None', cat_class: 9 }
    ]);
    expect(problems).toEqual([]);
    expect(table.columns.map(cellsOf)).toEqual([[null], [3], [null], [null]]);
  });

  test('still refuses a string for a number', () => {
    const { problems } = createRowEncoder(marked)([{ ...GOOD, num_age: 'NA' }]);
    expect(problems).toMatchObject([{ field: 'num_age', problem: 'a string' }]);
  });

  test('takes the list of the table where a feature has none', () => {
    const { table } = createRowEncoder(specOf({}, { missing_values: ['-1'] }))([
      { ...GOOD, num_age: -1 }
    ]);
    expect(cellsOf(table.columns[0]!)).toEqual([null]);
  });

  test('refuses it where an empty cell is refused', () => {
    const strict = specOf({ num_age: { missing_values: ['-999'], missing: 'reject' } });
    const { problems } = createRowEncoder(strict)([{ ...GOOD, num_age: -999 }]);
    expect(problems).toMatchObject([{ field: 'num_age', problem: 'empty' }]);
  });
});

test.each([
  [['false', 'true'], true, 'true'],
  [['False', 'True'], false, 'False']
])('createRowEncoder() takes a boolean for the level of that name: %j', (levels, cell, level) => {
  const { table, problems } = createRowEncoder(specOf({ cat_city: { levels } }))([
    { ...GOOD, cat_city: cell }
  ]);
  expect(problems).toEqual([]);
  expect(cellsOf(table.columns[2]!)).toEqual([level]);
});
