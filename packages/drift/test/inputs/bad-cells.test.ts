import { afterAll, describe, expect, test } from '@jest/globals';
import { normal, profileTable, randomSeeded } from '@espalier/core';
import { numbers, tableOf } from '../support/tables.ts';
import { createWorkspace, csvOf } from '../support/workspace.ts';

const workspace = createWorkspace();
afterAll(() => {
  workspace.remove();
});

const N = 400;

function draw(seed: number): number[] {
  const random = randomSeeded(seed);
  return Array.from({ length: N }, () => Number((50 + 10 * normal(random)).toFixed(2)));
}

/** A table of two numbers; so many cells of the first hold a text instead. */
function table(name: string, seed: number, numBad = 0, text = 'unknown'): string {
  const x = draw(seed).map((value, i) => (i % N < numBad ? text : value));
  return workspace.write(`${name}.csv`, csvOf({ x, z: draw(seed + 100) }));
}

const clean = table('clean', 1);

describe('bad cells', () => {
  test.each([
    ['one cell', 1, 0.0025],
    ['some', 40, 0.1],
    ['not quite half', 199, 0.4975]
  ])('are a bin with a finding: %s', async (_, numBad, share) => {
    const { columns, findings } = await workspace.compare(clean, table('bad', 2, numBad));
    expect(findings).toContainEqual({ column: 'x', finding: 'bad_cells', was: 'number', share });
    expect(columns['x']).toMatchObject({ bad: { reference: 0, new: share }, missing: { new: 0 } });
    expect(columns['x']!.bins!.at(-1)).toEqual({ kind: 'unseen', reference: 0, new: share });
    expect(columns['x']!.verdict).toBe(numBad > 1 ? 'drift' : 'stable');
    expect(columns['z']).not.toHaveProperty('bad');
  });

  test('are seen in the reference, too', async () => {
    const { columns, findings, stderr } = await workspace.compare(table('bad', 2, 100), clean);
    expect(findings).toEqual([
      { column: 'x', finding: 'reference_bad_cells', was: 'number', share: 0.25 }
    ]);
    expect(columns['x']).toMatchObject({ bad: { reference: 0.25, new: 0 }, verdict: 'drift' });
    expect(stderr).toContain(
      '25.0% of the rows of the reference hold something that is not a number'
    );
  });

  test('on both sides alike are no drift', async () => {
    const { columns } = await workspace.compare(table('a', 2, 60), table('b', 3, 60));
    expect(columns['x']).toMatchObject({ verdict: 'stable', bad: { reference: 0.15, new: 0.15 } });
  });

  test('more than half of them are a changed type', async () => {
    const { findings } = await workspace.compare(clean, table('bad', 2, 201));
    expect(findings).toEqual([{ column: 'x', finding: 'type_changed', was: 'number', is: 'text' }]);
  });

  test('are counted over all files of a pattern', async () => {
    table('day-1', 4, 180);
    table('day-2', 5, 0);
    const { findings } = await workspace.compare(clean, workspace.at('day-*.csv'));
    expect(findings).toEqual([{ column: 'x', finding: 'bad_cells', was: 'number', share: 0.225 }]);
  });

  test('are counted against a profile', async () => {
    const profile = profileTable(tableOf(numbers('x', draw(1))), { features: {} });
    const path = workspace.write('profile.json', JSON.stringify(profile));
    const { columns, findings } = await workspace.compare(path, table('bad', 2, 100));
    expect(findings).toEqual([{ column: 'x', finding: 'bad_cells', was: 'number', share: 0.25 }]);
    expect(columns['x']).toMatchObject({ bad: { reference: 0, new: 0.25 }, missing: { new: 0 } });
    const bad = await workspace.compare(path, table('bad', 2, 250));
    expect(bad.findings).toEqual([
      { column: 'x', finding: 'type_changed', was: 'number', is: 'text' }
    ]);
  });

  test('end the comparison with --bad-cells reject', async () => {
    const bad = table('bad', 2, 3);
    const ran = await workspace.run(['--ref', clean, '--new', bad, '--bad-cells', 'reject']);
    expect(ran.exitCode).toBe(65);
    expect(ran.stderr).toContain('bad.csv:2, x: not a number');
  });

  test('never show their text', async () => {
    const { stderr } = await workspace.compare(clean, table('bad', 2, 100, 'secret_7f3a'));
    expect(stderr + workspace.read('report.json')).not.toContain('secret');
  });
});

describe('texts for a missing value', () => {
  test.each(['NA', 'N/A', 'NULL', 'null', 'None', '\\N', '?', '-'])(
    '%s is missing where no spec says how to read the column',
    async text => {
      for (const [before, now, sides] of [
        [table('marked', 2, 40, text), clean, { reference: 0.1, new: 0 }],
        [clean, table('marked', 2, 40, text), { reference: 0, new: 0.1 }]
      ] as const) {
        const { columns, findings } = await workspace.compare(before, now);
        expect(columns['x']).toMatchObject({ kind: 'number', missing: sides });
        expect(findings.filter(({ finding }) => finding.includes('bad'))).toEqual([]);
      }
    }
  );

  test('is a bad cell where a spec names the numbers', async () => {
    const spec = `name: t\ntarget: { column: y, positive: 1 }\nfeatures: { x: { kind: number } }\n`;
    const path = workspace.write('strict.yaml', spec);
    const { findings } = await workspace.compare(
      clean,
      table('marked', 2, 40, 'NA'),
      '--spec',
      path
    );
    expect(findings).toEqual([{ column: 'x', finding: 'bad_cells', was: 'number', share: 0.1 }]);
  });
});

test('cells of a date column that are no dates are bad', async () => {
  const days = (numBad: number): string[] =>
    Array.from({ length: N }, (_, i) => (i < numBad ? 'soon' : `2025-0${1 + (i % 9)}-1${i % 10}`));
  const spec = workspace.write(
    'dates.yaml',
    `name: t\ntarget: { column: y, positive: 1 }\nfeatures: { when: { kind: date } }\n`
  );
  const before = workspace.write('before.csv', csvOf({ when: days(0) }));
  const some = workspace.write('some.csv', csvOf({ when: days(40) }));
  const { findings } = await workspace.compare(before, some, '--spec', spec);
  expect(findings).toEqual([{ column: 'when', finding: 'bad_cells', was: 'date', share: 0.1 }]);
  const most = workspace.write('most.csv', csvOf({ when: days(300) }));
  expect((await workspace.compare(before, most, '--spec', spec)).findings).toEqual([
    { column: 'when', finding: 'type_changed', was: 'date', is: 'text' }
  ]);
});
