import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openBundle } from '../packages/bundle/src/store/open-bundle.ts';
import { EspalierError } from '../packages/core/src/errors.ts';
import { datasetFromColumns, readDataset } from '../packages/trainer/src/library/dataset.ts';
import { fit, type FittedModel } from '../packages/trainer/src/library/fit.ts';
import { finished, ROOT, start } from './support/processes.ts';

const folder = join(ROOT, 'node_modules/.cache/library-test');

beforeAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

test('the example of docs/library.md runs as it stands', async () => {
  const [, code] = /```ts\n([\s\S]*?)```/.exec(
    await readFile(join(ROOT, 'docs/library.md'), 'utf8')
  )!;
  const statements = code!.split('\n').filter(line => line.trim() !== '' && !line.startsWith('//'));
  expect(statements.length).toBeLessThanOrEqual(20);
  const script = join(folder, 'example.mts');
  await writeFile(script, code!.replace("'artifacts'", `'${folder}/artifacts'`));
  const { exitCode, stdout, stderr } = await finished(
    start([process.execPath, '--conditions=@espalier/source', '--import', 'tsx', script])
  );
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^0\.9\d+ \[ 0\.\d+, 0\.\d+ \]\n/);
  expect((await openBundle(join(folder, 'artifacts'))).manifest.name).toBe('model');
});

test.each([
  ['gbdt', /^\w+ 50\n0\.9\d+\n\[ true, true \]\n$/],
  ['trainer', /^\[ 0, 1 \]\n$/]
])('the first example in the README of %s runs as it stands', async (name, printed) => {
  const text = await readFile(join(ROOT, 'packages', name, 'README.md'), 'utf8');
  // Beside the packages that the trainer depends on: gbdt is one of them.
  const script = join(ROOT, 'packages/trainer/node_modules', `${name}-example.mts`);
  await writeFile(script, /```ts\n([\s\S]*?)```/.exec(text)![1]!);
  const { exitCode, stdout, stderr } = await finished(
    start([process.execPath, '--conditions=@espalier/source', '--import', 'tsx', script])
  );
  await rm(script);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toMatch(printed);
});

describe('a model of arrays', () => {
  const numRows = 600;
  const rows = Array.from({ length: numRows }, (_, i) => i);
  const columns = {
    age: rows.map(i => (i % 17 === 0 ? null : (i * 7) % 60)),
    big: BigInt64Array.from(rows, i => BigInt(i % 5)),
    plan: rows.map(i => ['a', 'b', undefined][i % 3]),
    group: rows.map(i => (i % 2 === 0 ? 'x' : 'y')),
    y: rows.map(i => ((i * 7) % 60) + 8 * (i % 3) + ((i * 31) % 25) > 45)
  };
  const options = { target: 'y', positive: true, sensitive: ['group'] };
  let model: FittedModel;

  beforeAll(async () => {
    model = await fit(datasetFromColumns(columns, options));
  });

  test('takes typed, plain and iterable columns alike', () => {
    const iterable = { ...columns, age: new Set(rows.map(i => i + 0.5)) };
    const kinds = datasetFromColumns(iterable, options).spec.features;
    expect(
      Object.fromEntries(Object.entries(kinds).map(([name, { kind }]) => [name, kind]))
    ).toEqual({
      age: 'number',
      big: 'number',
      plan: 'category'
    });
    expect(model.evaluation.roc_auc).toBeGreaterThan(0.8);
    expect(Object.keys(model.fairness!.columns)).toEqual(['group']);
  });

  test('scores rows as the saved bundle does', async () => {
    const asked = { age: [10, null, 55], big: [1, 2, 3], plan: ['a', 'b', 'new'] };
    const bundle = await model.save(join(folder, 'arrays'), new Date('2026-01-01T00:00:00Z'));
    const { table } = bundle.encodeRows([
      { age: 10, big: 1, plan: 'a' },
      { age: null, big: 2, plan: 'b' },
      { age: 55, big: 3, plan: 'new' }
    ]);
    const probabilities = model.score(asked);
    expect(bundle.score(table)).toEqual(probabilities);
    expect([...model.decide(asked)]).toEqual([...probabilities].map(p => (p >= 0.5 ? 1 : 0)));
    expect(model.explain(asked, 1).map(reasons => reasons.length)).toEqual([1, 1, 1]);
    expect(bundle.metrics.timestamp).toBe('2026-01-01T00:00:00.000Z');
  });

  test('takes a danfo DataFrame: names in columns, cells in column(name).values', async () => {
    const { age, plan, group, y } = columns;
    const held = { age, plan, group, y };
    const frameOf = (cells: Record<string, readonly unknown[]>) => ({
      columns: Object.keys(cells),
      column: (name: string) => ({ values: cells[name]! })
    });
    const fromFrame = datasetFromColumns(frameOf(held), options);
    expect(fromFrame).toEqual(datasetFromColumns(held, options));
    const fitted = await fit(fromFrame, { family: 'logistic' });
    const asked = { age: [10, NaN, 55], plan: ['a', 'b', 'a'] };
    expect(fitted.score(frameOf(asked))).toEqual(fitted.score(asked));
    expect(fitted.decide(frameOf(asked))).toEqual(fitted.decide(asked));
    expect(fitted.explain(frameOf(asked))).toEqual(fitted.explain(asked));
  });

  test('is the same for the same arrays', async () => {
    const again = await fit(datasetFromColumns(columns, options));
    expect(again.parts).toEqual(model.parts);
  });

  test.each<[string, () => unknown, string]>([
    ['a column that is not there', () => model.score({ age: [1] }), 'E_COLUMN_MISSING'],
    [
      'columns of different lengths',
      () => model.score({ age: [1], big: [1, 2], plan: ['a'] }),
      'E_ROWS_INVALID'
    ],
    [
      'text among numbers',
      () => model.score({ age: ['old'], big: [1], plan: ['a'] }),
      'E_ROWS_INVALID'
    ],
    [
      'an infinite number',
      () => model.score({ age: [Infinity], big: [1], plan: ['a'] }),
      'E_ROWS_INVALID'
    ],
    [
      'a target of three values',
      () => datasetFromColumns({ ...columns, y: rows.map(i => i % 3) }, options),
      'E_TARGET_INVALID'
    ],
    [
      'a target with empty cells',
      () => datasetFromColumns({ ...columns, y: rows.map(i => (i === 3 ? null : i % 2)) }, options),
      'E_TARGET_INVALID'
    ],
    [
      'a positive value that no row has',
      () => datasetFromColumns(columns, { ...options, positive: 'yes' }),
      'E_TARGET_INVALID'
    ],
    [
      'no feature',
      () => datasetFromColumns({ y: columns.y, group: columns.group }, options),
      'E_SPEC_INVALID'
    ]
  ])('refuses %s', (_, act, code) => {
    let failure: unknown;
    try {
      act();
    } catch (error) {
      failure = error;
    }
    expect(failure).toBeInstanceOf(EspalierError);
    expect(failure).toHaveProperty('code', code);
  });
});

test('a file without a spec needs a target', async () => {
  const path = join(folder, 'plain.csv');
  await writeFile(
    path,
    `a,y\n${Array.from({ length: 40 }, (_, i) => `${i % 7},${i % 2}`).join('\n')}\n`
  );
  await expect(readDataset(path)).rejects.toHaveProperty('code', 'E_USAGE');
  const { spec, labels } = await readDataset(path, { target: 'y' });
  expect(Object.keys(spec.features)).toEqual(['a']);
  expect(labels.reduce((sum, label) => sum + label, 0)).toBe(20);
});
