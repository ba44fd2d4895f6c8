import { describe, expect, test } from '@jest/globals';
import { datasetSpecSchema } from '../src/contracts/dataset-spec.ts';
import { pipelineSchema } from '../src/contracts/pipeline.ts';
import { profileSchema } from '../src/contracts/profile.ts';
import { createTransform, fitPipeline } from '../src/pipeline.ts';
import { profileTable } from '../src/profile.ts';
import { createRowEncoder } from '../src/row-encoder.ts';
import { featuresOf, tableFromColumns } from '../src/table-from-columns.ts';

const spec = datasetSpecSchema.parse({
  name: 'visits',
  target: { column: 'y', positive: 'yes' },
  features: { day: { kind: 'date', parts: ['month', 'days'], missing_values: ['never'] } }
});
const days = ['2024-01-31', '2024-02-29', null, '2023-12-31T23:00:00Z'];
const table = tableFromColumns({ day: days }, spec.features);

describe('a date column in the pipeline', () => {
  test('is a feature for each part of the trees, empty where the date is', () => {
    const pipeline = fitPipeline(table, ['day'], 'trees');
    expect(pipeline.features).toEqual([
      { name: 'day.month', column: 'day' },
      { name: 'day.days', column: 'day' }
    ]);
    expect(createTransform(pipeline)(table).map(values => [...values])).toEqual([
      [1, 2, NaN, 12],
      [-29, 0, NaN, -60]
    ]);
    expect(pipelineSchema.parse(JSON.parse(JSON.stringify(pipeline)))).toEqual(pipeline);
  });

  test('is standardized part by part for the others, with one indicator of a missing date', () => {
    const pipeline = fitPipeline(table, ['day'], 'dense');
    expect(pipeline.features.map(({ name, column, mean }) => [name, column, mean])).toEqual([
      ['day.month', 'day', 0],
      ['day.days', 'day', 0],
      ['day=missing', 'day', 0.25]
    ]);
    const [month, since, missing] = createTransform(pipeline)(table);
    expect([...missing!]).toEqual([0, 0, 1, 0]);
    for (const values of [month!, since!]) {
      expect(values.every(Number.isFinite)).toBe(true);
      expect(values.reduce((sum, x) => sum + x, 0)).toBeCloseTo(0, 9);
    }
    expect(pipelineSchema.parse(JSON.parse(JSON.stringify(pipeline)))).toEqual(pipeline);
  });

  test('beside a column that is called like one of its parts', () => {
    const both = tableFromColumns(
      { day: days, 'day.month': [10, 20, 30, 40] },
      {
        ...spec.features,
        'day.month': datasetSpecSchema.shape.features.parse({ x: { kind: 'number' } })['x']!
      }
    );
    const made = createTransform(fitPipeline(both, ['day', 'day.month'], 'trees'))(both);
    expect(made.map(values => values[1])).toEqual([2, 0, 20]);
  });

  test('gives a row of a request the features that it gives the same row of a table', () => {
    for (const style of ['trees', 'dense'] as const) {
      const transform = createTransform(fitPipeline(table, ['day'], style));
      const { table: row, problems } = createRowEncoder(spec)([{ day: '2024-02-29T00:00:00Z' }]);
      expect(problems).toEqual([]);
      expect(transform(row).map(([value]) => value)).toEqual(
        transform(table).map(values => values[1])
      );
    }
  });
});

describe('a date in a request', () => {
  const encode = createRowEncoder(spec);

  test.each([['2024-03-31'], ['2024-03-31T10:00:00+02:00'], [null], ['never'], ['Never ']])(
    'may be %j',
    day => {
      expect(encode([{ day }])).toMatchObject({ problems: [], warnings: [] });
    }
  );

  test.each([
    [20240331, 'a number'],
    [1711872000000, 'a number'],
    [true, 'a boolean'],
    [['2024-03-31'], 'a list'],
    ['31.03.2024', 'not a date'],
    ['2024-02-30', 'not a date'],
    ['', 'not a date']
  ])('may not be %j', (day, problem) => {
    expect(encode([{ day }]).problems).toEqual([
      { row: 0, field: 'day', problem, expected: 'a date like 2024-03-31' }
    ]);
  });

  test('must be there, and filled where the spec says so', () => {
    expect(encode([{}]).problems).toMatchObject([{ problem: 'missing' }]);
    const strict = datasetSpecSchema.parse({
      ...spec,
      features: { day: { kind: 'date', missing: 'reject' } }
    });
    expect(createRowEncoder(strict)([{ day: null }]).problems).toMatchObject([
      { problem: 'empty', expected: 'a date like 2024-03-31' }
    ]);
  });
});

describe('a column of Dates', () => {
  const dates = [new Date('2024-03-31'), null, new Date('2024-03-30')];

  test('is inferred to be one', () => {
    expect(featuresOf({ when: dates, city: ['Bern', null, 'Genf'] })).toMatchObject({
      when: { kind: 'date' },
      city: { kind: 'category' }
    });
    const [column] = tableFromColumns({ when: dates }, featuresOf({ when: dates })).columns;
    expect(column).toMatchObject({ kind: 'number', date: {} });
    expect(column!.kind === 'number' && [...column!.values]).toEqual([
      Date.UTC(2024, 2, 31),
      NaN,
      Date.UTC(2024, 2, 30)
    ]);
  });

  test('has no number in it, and no invalid Date', () => {
    const features = featuresOf({ when: dates });
    for (const wrong of [20240331, 'soon', false])
      expect(() => tableFromColumns({ when: [...dates, wrong] }, features)).toThrow(
        expect.objectContaining({
          details: [
            {
              row: 3,
              field: 'when',
              problem: 'not a date',
              expected: 'a Date, or a text like 2024-03-31'
            }
          ]
        })
      );
  });
});

test('the profile of dates tells days, not extremes', () => {
  const hours = Array.from({ length: 400 }, (_, i) => new Date(Date.UTC(2024, 0, 1, 7 * i)));
  const features = featuresOf({ when: hours });
  const profile = profileTable(tableFromColumns({ when: hours }, features), { features });
  const { when } = profileSchema.parse(profile).columns;
  expect(when).toMatchObject({ kind: 'number', date: true, count: 400, min: null, max: null });
  const { edges, mean } = when as { edges: number[]; mean: number };
  expect(edges).toHaveLength(9);
  expect([...edges, mean].every(value => value % 86_400_000 === 0)).toBe(true);
});
