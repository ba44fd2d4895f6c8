import { afterAll, describe, expect, test } from '@jest/globals';
import { normal, profileTable, randomSeeded } from '@espalier/core';
import { categories, numbers, tableOf } from '../support/tables.ts';
import { createWorkspace, csvOf } from '../support/workspace.ts';

const workspace = createWorkspace();
const specs = createWorkspace();
afterAll(() => {
  workspace.remove();
  specs.remove();
});

const N = 300;
const random = randomSeeded(6);
const some = <T>(cell: (i: number) => T): T[] => Array.from({ length: N }, (_, i) => cell(i));
const amount = (): number[] => some(() => Number((50 + 10 * normal(random)).toFixed(2)));
const day = (year: number): string[] =>
  some(() => {
    const at = Date.UTC(year, 0, 1) + Math.floor(random() * 180) * 86_400_000;
    return new Date(at).toISOString().slice(0, 10);
  });

const columns = (year: number) => ({
  ref: some(() => `u${Math.floor(random() * 1e9)}`),
  when: day(year),
  plan: some(i => 'ab'[i % 2]!),
  amount: amount(),
  bought: some(i => (i % 3 === 0 ? 'yes' : 'no'))
});

const before = workspace.write('before.csv', csvOf(columns(2024)));
// In another folder: a spec beside a table is found without being named.
const spec = specs.write(
  'shop.yaml',
  `name: shop
target: { column: bought, positive: 'yes' }
time: when
ignore: [ref]
features:
  plan: { kind: category, levels: [a, b] }
  amount: { kind: number }
`
);

describe('columns that are not compared', () => {
  const now = workspace.write('now.csv', csvOf({ ...columns(2024), extra: some(i => i % 4) }));

  test('are listed with the reason in every output', async () => {
    const outputs = ['junit.xml', 'metrics.prom', 'summary.md', 'page.html'].map(workspace.at);
    const flags = ['--junit', '--prometheus', '--markdown', '--html'];
    const { left_out, stderr } = await workspace.compare(
      before,
      now,
      ...flags.flatMap((flag, i) => [flag, outputs[i]!])
    );
    expect(left_out).toEqual([
      { column: 'ref', because: `${N} different values in ${N} cells: an identifier` },
      { column: 'extra', because: 'not in the reference' }
    ]);
    expect(stderr).toContain('Not compared: ref (300 different values');
    expect(workspace.read('junit.xml')).toContain(
      'name="extra"><skipped message="not compared: not in the reference"/>'
    );
    expect(workspace.read('junit.xml')).toContain('skipped="2"');
    expect(workspace.read('metrics.prom')).toContain(
      'espalier_drift_column_left_out{column="extra",because="not in the reference"} 1'
    );
    expect(workspace.read('summary.md')).toContain('Not compared: ref');
    expect(workspace.read('page.html')).toMatch(/Not compared[^]*not in the reference/);
  });

  test('have the reason that the spec gives', async () => {
    const { left_out } = await workspace.compare(before, now, '--spec', spec);
    expect(left_out).toEqual([
      { column: 'ref', because: 'ignored by the spec' },
      { column: 'when', because: 'the time of the rows' },
      { column: 'bought', because: 'the target' },
      { column: 'extra', because: 'not named in the spec' }
    ]);
  });

  test('are none where every column is compared', async () => {
    const path = workspace.write('small.csv', csvOf({ plan: some(i => 'ab'[i % 2]!) }));
    expect((await workspace.compare(path, path)).left_out).toEqual([]);
  });

  test('of a profile are those that it does not hold', async () => {
    const profile = profileTable(
      tableOf(
        numbers('amount', amount()),
        categories(
          'plan',
          some(i => 'ab'[i % 2]!)
        ),
        categories('empty', [])
      ),
      { features: {} }
    );
    const path = workspace.write('profile.json', JSON.stringify(profile));
    const { left_out } = await workspace.compare(path, before, '--spec', spec);
    expect(left_out).toContainEqual({
      column: 'empty',
      because: 'no row of it is counted in the reference'
    });
  });
});

describe('dates without a spec', () => {
  test('a year apart are seen', async () => {
    const { columns: found, stderr } = await workspace.compare(
      before,
      workspace.write('later.csv', csvOf(columns(2025)))
    );
    expect(found['when']).toMatchObject({ kind: 'number', date: true, verdict: 'drift' });
    expect(stderr).toMatch(/when +PSI .* median 2024-0\d-\d\d → 2025-0\d-\d\d/);
  });

  test('of the same months are stable', async () => {
    const { columns: found } = await workspace.compare(
      before,
      workspace.write('again.csv', csvOf(columns(2024)))
    );
    expect(found['when']!.verdict).toBe('stable');
  });

  test('are left out where day and month could change places', async () => {
    const unclear = some(i => `0${1 + (i % 9)}/0${1 + (i % 7)}/2024`);
    const path = workspace.write('unclear.csv', csvOf({ when: unclear, amount: amount() }));
    expect((await workspace.compare(path, path)).left_out).toEqual([
      { column: 'when', because: 'it holds dates, but day and month could change places' }
    ]);
  });
});

test('a constant with missing cells that becomes another constant is seen', async () => {
  const constant = (value: number): (number | string)[] => some(i => (i % 20 === 0 ? 'NA' : value));
  const path = (value: number): string =>
    workspace.write(`constant-${value}.csv`, csvOf({ x: constant(value), amount: amount() }));
  const { columns: found } = await workspace.compare(path(5), path(9));
  expect(found['x']).toMatchObject({ verdict: 'drift', missing: { reference: 0.05, new: 0.05 } });
});

test('the share of a live profile beyond the range of a table is a bound', async () => {
  const table = numbers('amount', amount());
  const live = profileTable(tableOf(numbers('amount', [...table.values, 500])), {
    features: { amount: { kind: 'number', show: true } as never }
  });
  const path = workspace.write('live.json', JSON.stringify(live));
  const reference = workspace.write('amount.csv', csvOf({ amount: [...table.values] }));
  const { columns: found, findings } = await workspace.compare(reference, path);
  expect(findings).toEqual([]);
  expect(found['amount']).not.toHaveProperty('outside');
  const [low, high] = found['amount']!.outside_bounds!;
  expect(low).toBeCloseTo(1 / 301, 12);
  expect(high).toBeGreaterThan(low);
  expect(high).toBeLessThan(0.15);
});

test('texts that are read as missing cells are said, those of the reference and those that come later', async () => {
  const table = (name: string, every: number, text: string): string =>
    workspace.write(
      name,
      csvOf({ x: amount().map((value, i) => (i % every === 0 ? text : value)), z: amount() })
    );
  const { stderr, columns } = await workspace.compare(
    table('na_before.csv', 20, 'NA'),
    table('na_now.csv', 30, '\\N')
  );
  expect(stderr).toContain('\n  x: NA is read as missing\n');
  expect(stderr).toContain('\n  x: NA or the like in 10 of them is read as missing\n');
  expect(columns['x']!.missing).toEqual({ reference: 0.05, new: 10 / 300 });
});
