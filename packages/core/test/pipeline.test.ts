import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Column, MISSING, selectRows, type Table, UNSEEN } from '../src/table.ts';
import { createTransform, type FeatureStyle, fitPipeline } from '../src/pipeline.ts';
import { pipelineSchema } from '../src/contracts/pipeline.ts';
import { categories, numbers, tableOf } from '../../../test/support/columns.ts';

const table = tableOf(
  numbers('num_age', 20, 30, NaN, 50),
  categories('cat_city', ['Bern', 'Genf', 'Thun'], 2, 0, MISSING, 0),
  numbers('num_rooms', 1, 2, 3, 4)
);
const columns = ['num_age', 'cat_city', 'num_rooms'];

function transform(style: FeatureStyle, from: Table, to: Table): number[][] {
  return createTransform(fitPipeline(from, columns, style))(to).map(values => [...values]);
}

describe('fitPipeline()', () => {
  test('for dense models imputes, scales and spreads categories, in the order of the columns', () => {
    const pipeline = fitPipeline(table, columns, 'dense');
    expect(pipeline.steps.map(({ kind, column }) => `${kind} ${column}`)).toEqual([
      'impute num_age',
      'standardize num_age',
      'one_hot cat_city',
      'impute num_rooms',
      'standardize num_rooms'
    ]);
    expect(pipeline.features).toEqual([
      { name: 'num_age', column: 'num_age', mean: 0 },
      { name: 'num_age=missing', column: 'num_age', mean: 0.25 },
      { name: 'cat_city=Bern', column: 'cat_city', mean: 0.5 },
      { name: 'cat_city=Thun', column: 'cat_city', mean: 0.25 },
      { name: 'cat_city=missing', column: 'cat_city', mean: 0.25 },
      { name: 'num_rooms', column: 'num_rooms', mean: 0 }
    ]);
  });

  test('for trees gives codes and leaves numbers as they are', () => {
    const pipeline = fitPipeline(table, columns, 'trees');
    expect(pipeline.steps.map(({ kind }) => kind)).toEqual(['ordinal']);
    expect(pipeline.features.map(({ name }) => name)).toEqual(columns);
  });

  test.each(['dense', 'trees'] as const)('for %s is plain data: JSON keeps it', style => {
    const pipeline = fitPipeline(table, columns, style);
    const read = pipelineSchema.parse(JSON.parse(JSON.stringify(pipeline)));
    expect(read).toEqual(pipeline);
    expect(createTransform(read)(table)).toEqual(createTransform(pipeline)(table));
  });

  test('uses the named columns alone, and throws RangeError for one that is not there', () => {
    expect(fitPipeline(table, ['num_rooms'], 'dense').features).toHaveLength(1);
    expect(() => fitPipeline(table, ['num_room'], 'dense')).toThrow(RangeError);
  });
});

describe('createTransform()', () => {
  test('makes the features of the rows it was fitted to', () => {
    const [age, ageMissing, bern, thun, cityMissing, rooms] = transform('dense', table, table);
    // The median 30 stands for the empty cell: mean 32.5.
    const std = Math.sqrt((12.5 ** 2 + 2 * 2.5 ** 2 + 17.5 ** 2) / 4);
    expect(age!.map(x => x * std + 32.5)).toEqual([20, 30, 30, 50].map(x => expect.closeTo(x, 10)));
    expect(ageMissing).toEqual([0, 0, 1, 0]);
    expect(bern).toEqual([0, 1, 0, 1]);
    expect(thun).toEqual([1, 0, 0, 0]);
    expect(cityMissing).toEqual([0, 0, 1, 0]);
    expect(rooms!.reduce((sum, x) => sum + x, 0)).toBeCloseTo(0, 12);
  });

  test('gives trees codes and NaN', () => {
    expect(transform('trees', table, table)).toEqual([
      [20, 30, NaN, 50],
      [1, 0, NaN, 0],
      [1, 2, 3, 4]
    ]);
  });

  test('recodes columns whose levels stand in another order, level by level', () => {
    const other = tableOf(
      numbers('num_age', 20, 30),
      categories('cat_city', ['Thun', 'Chur', 'Bern'], 0, 2),
      numbers('num_rooms', 1, 2)
    );
    expect(transform('trees', table, other)[1]).toEqual([1, 0]);
    expect(transform('dense', table, other).slice(2, 4)).toEqual([
      [0, 1],
      [1, 0]
    ]);
  });

  test('treats a level that the fit has not met, or that never occurred, as nothing, for trees as one further code', () => {
    const other = tableOf(
      numbers('num_age', 20, 30, 40),
      categories('cat_city', ['Chur', 'Genf'], 0, 1, UNSEEN),
      numbers('num_rooms', 1, 2, 3)
    );
    expect(transform('dense', table, other).slice(2, 5)).toEqual([
      [0, 0, 0],
      [0, 0, 0],
      [0, 0, 0]
    ]);
    expect(transform('trees', table, other)[1]).toEqual([2, 2, 2]);
  });

  test('looks at no other column, and not at their order', () => {
    const [age, city, rooms] = table.columns;
    const turned = tableOf(rooms!, numbers('num_other', 1, 2, 3, 4), city!, age!);
    expect(transform('dense', table, turned)).toEqual(transform('dense', table, table));
  });

  test('throws RangeError for a column of the other kind', () => {
    const turned = tableOf(categories('num_age', ['a'], 0), numbers('cat_city', 1));
    const run = createTransform(fitPipeline(table, ['num_age', 'cat_city'], 'dense'));
    expect(() => run(turned)).toThrow(
      new RangeError('Cannot use column "num_age": it holds categories, numbers are needed')
    );
    const codes = createTransform(fitPipeline(table, ['cat_city'], 'trees'));
    expect(() => codes(turned)).toThrow(
      new RangeError('Cannot use column "cat_city": it holds numbers, categories are needed')
    );
  });

  test('keeps features of one name apart: a level called "missing", a column called "a=b"', () => {
    const clashing = tableOf(
      categories('a', ['b=c', 'missing'], 0, 1, MISSING),
      categories('a=b', ['c'], MISSING, MISSING, 0),
      numbers('x', 1, NaN, 3),
      numbers('x=missing', 5, 6, 7)
    );
    const pipeline = fitPipeline(clashing, ['a', 'a=b', 'x', 'x=missing'], 'dense');
    const made = createTransform(pipeline)(clashing).map(values => [...values]);
    expect(made.slice(0, 5)).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
      [0, 0, 1],
      [1, 1, 0]
    ]);
    expect(made[6]).toEqual([0, 1, 0]);
    expect(made[7]![1]).toBe(0);
    expect(made[7]![0]).toBeLessThan(0);
  });

  test.each(['dense', 'trees'] as const)(
    'gives %s the same bits for one row as for a table of many',
    style => {
      fc.assert(
        fc.property(randomTable, random => {
          const names = random.columns.map(({ name }) => name);
          const run = createTransform(fitPipeline(random, names, style));
          const whole = run(random);
          for (let row = 0; row < random.numRows; ++row) {
            const alone = run(selectRows(random, Uint32Array.of(row)));
            expect(alone.map(values => values[0])).toEqual(whole.map(values => values[row]));
          }
        }),
        { seed: 1, numRuns: 60 }
      );
    }
  );

  test('never gives a dense model anything but finite numbers', () => {
    fc.assert(
      fc.property(randomTable, random => {
        const names = random.columns.map(({ name }) => name);
        const made = createTransform(fitPipeline(random, names, 'dense'))(random);
        expect(made.every(values => values.every(Number.isFinite))).toBe(true);
      }),
      { seed: 2, numRuns: 60 }
    );
  });
});

const randomTable: fc.Arbitrary<Table> = fc
  .integer({ min: 1, max: 12 })
  .chain(numRows =>
    fc.record({
      cells: fc.array(
        fc.option(fc.double({ noNaN: true, min: -1e300, max: 1e300 }), { nil: NaN }),
        {
          minLength: numRows,
          maxLength: numRows
        }
      ),
      codes: fc.array(fc.integer({ min: UNSEEN, max: 3 }), {
        minLength: numRows,
        maxLength: numRows
      }),
      counts: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: numRows, maxLength: numRows })
    })
  )
  .map(({ cells, codes, counts }) => {
    const made: Column[] = [
      numbers('num_any', ...cells),
      categories('cat_any', ['a', 'b', 'missing', 'other'], ...codes),
      numbers('num_count', ...counts)
    ];
    return tableOf(...made);
  });
