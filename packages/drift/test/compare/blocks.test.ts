import { afterAll, describe, expect, test } from '@jest/globals';
import { normal, type Random, randomSeeded } from '@espalier/core';
import { createBlocks } from '../../src/compare/blocks.ts';
import { compareSamples, type CompareSettings } from '../../src/compare/compare.ts';
import type { FullReport } from '../../src/compare/report-schema.ts';
import { createTableSample, type Sample } from '../../src/pair/sample.ts';
import { categories, numbers, tableOf } from '../support/tables.ts';
import { createWorkspace, csvOf } from '../support/workspace.ts';

const SETTINGS: CompareSettings = { threshold: 0.2, policy: 'any', disclose: () => 'nothing' };
const N = 600;

/** A stationary series, each value close to the one before. */
function series(random: Random, by = 0): number[] {
  let x = normal(random) / Math.sqrt(1 - 0.9 ** 2);
  return Array.from({ length: N }, () => (x = 0.9 * x + normal(random)) + by);
}

/** The rows of customers, who all have a value and a plan of their own. */
function customers(random: Random, size: number): Sample['columns'] {
  const own = Array.from({ length: N / size }, () => [normal(random), random()] as const);
  const of = (i: number): readonly [number, number] => own[Math.floor(i / size)]!;
  const rows = <T>(cell: (i: number) => T): T[] => Array.from({ length: N }, (_, i) => cell(i));
  return createTableSample(
    tableOf(
      numbers(
        'x',
        rows(i => (random() < 0.1 ? NaN : of(i)[0] + 0.2 * normal(random)))
      ),
      numbers(
        'flag',
        rows(i => Number(of(i)[1] < 0.3))
      ),
      categories(
        'plan',
        rows(i => 'abc'[Math.floor(3 * of(i)[1])]!)
      )
    )
  ).columns;
}

const blockKeys = (size: number): Float64Array =>
  Float64Array.from({ length: N }, (_, i) => Math.floor(i / size));

function falseAlarms(
  runs: number,
  draw: (random: Random) => Sample['columns'],
  size: number | undefined
): { overall: number; changed: number } {
  const random = randomSeeded(44);
  const alarms = { overall: 0, changed: 0 };
  for (let i = 0; i < runs; ++i) {
    const side = (): Sample => ({
      numRows: N,
      columns: draw(random),
      faults: new Map(),
      blocks: size === undefined ? undefined : blockKeys(size)
    });
    const { overall_drift, changed } = compareSamples(side(), side(), SETTINGS);
    alarms.overall += Number(overall_drift);
    alarms.changed += Number(changed);
  }
  return { overall: alarms.overall / runs, changed: alarms.changed / runs };
}

describe('rows that depend on each other', () => {
  const ofSeries = (random: Random): Sample['columns'] =>
    createTableSample(tableOf(numbers('x', series(random)), numbers('y', series(random)))).columns;
  const ofCustomers = (random: Random): Sample['columns'] => customers(random, 20);

  test.each([
    ['a series', ofSeries, 40],
    ['customers', ofCustomers, 20]
  ])('give false alarms one by one, and few in blocks: %s', (_, draw, size) => {
    expect(falseAlarms(12, draw, undefined).changed).toBeGreaterThan(0.7);
    const blocked = falseAlarms(24, draw, size);
    expect(blocked.overall).toBeLessThanOrEqual(3 / 24);
    expect(blocked.changed).toBeLessThanOrEqual(4 / 24);
  });

  test('a real shift is seen in blocks', () => {
    const random = randomSeeded(9);
    const side = (by: number): Sample => ({
      ...createTableSample(tableOf(numbers('x', series(random, by)))),
      blocks: blockKeys(20)
    });
    const { columns, overall_drift } = compareSamples(side(0), side(5), SETTINGS);
    expect(overall_drift).toBe(true);
    expect(columns['x']).toMatchObject({ verdict: 'drift' });
    expect(columns['x']!.psi_limit).toBeGreaterThan(0.1);
  });

  test('rows on their own are blocks of one', () => {
    const random = randomSeeded(2);
    const sample = (by: number): Sample => ({
      ...createTableSample(
        tableOf(
          numbers(
            'x',
            series(random, by).map(() => by + random())
          )
        )
      ),
      blocks: new Float64Array(N).fill(NaN)
    });
    expect(compareSamples(sample(0), sample(0), SETTINGS).changed).toBe(false);
    expect(compareSamples(sample(0), sample(0.2), SETTINGS).changed).toBe(true);
  });
});

test('createBlocks() numbers equal keys of a side once, and missing ones apart', () => {
  const blocks = createBlocks(Float64Array.of(7, NaN, 7, NaN), Float64Array.of(7, 8, 7));
  expect([...blocks.reference]).toEqual([0, 1, 0, 2]);
  expect([...blocks.fresh]).toEqual([3, 4, 3]);
  expect(blocks).toMatchObject({ numReference: 3, numFresh: 2 });
});

describe('drift --block', () => {
  const workspace = createWorkspace();
  afterAll(() => {
    workspace.remove();
  });
  const table = (name: string, seed: number): string => {
    const random = randomSeeded(seed);
    const x = series(random).map(value => value.toFixed(3));
    const when = x.map((_, i) => {
      const hour = String(i % 24).padStart(2, '0');
      return `2025-01-${String(1 + (Math.floor(i / 24) % 25)).padStart(2, '0')}T${hour}:00:00`;
    });
    const shop = x.map((_, i) => `shop ${Math.floor(i / 30)}`);
    return workspace.write(`${name}.csv`, csvOf({ x, when, shop }));
  };
  const before = table('before', 5);
  const now = table('now', 6);
  const compare = (block: string): Promise<FullReport> =>
    workspace.compare(before, now, '--block', block);

  test('takes a column of names, or the days of a column of times', async () => {
    expect((await workspace.compare(before, now)).changed).toBe(true);
    const shops = await compare('shop');
    expect(shops.block).toEqual({ column: 'shop', reference: 20, new: 20 });
    expect(shops.columns['x']!.verdict).not.toBe('changed');
    const days = await compare('when');
    expect(days.block).toEqual({ column: 'when', reference: 25, new: 25 });
    expect(days.columns['x']!.verdict).not.toBe('changed');
    // The same blocks are dealt in the same way.
    expect(await compare('shop')).toEqual(shops);
  });

  test.each([
    ['a column that is not there', ['--block', 'shops'], 65, 'E_COLUMN_MISSING'],
    ['too few blocks', ['--block', 'one'], 2, 'the reference has 1 block of rows']
  ])('refuses %s', async (_, args, exitCode, message) => {
    const path = workspace.write(
      'one.csv',
      csvOf({ x: series(randomSeeded(1)), one: Array<number>(N).fill(1) })
    );
    const ran = await workspace.run(['--ref', path, '--new', path, ...args]);
    expect(ran.exitCode).toBe(exitCode);
    expect(ran.stderr).toContain(message);
  });

  test('refuses a profile, which has no rows', async () => {
    const profile = workspace.write(
      'profile.json',
      JSON.stringify({ format: 'espalier.profile/1', rows: 20, columns: {} })
    );
    const ran = await workspace.run(['--ref', profile, '--new', now, '--block', 'shop']);
    expect(ran.exitCode).toBe(2);
    expect(ran.stderr).toContain('is a profile, which holds no rows');
  });
});
