import { existsSync, linkSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { createScorer } from '../../bundle/src/score.ts';
import { openBundle } from '../../bundle/src/store/open-bundle.ts';
import { writeBundle } from '../../bundle/src/store/write-bundle.ts';
import { runCommand } from '../../cli/src/run-command.ts';
import { normal, randomSeeded } from '../../core/src/random.ts';
import { scoreCommand } from '../src/score/command.ts';
import { fakeIo } from '../../../test/support/fake-io.ts';
import { syntheticCsv, syntheticParts, syntheticRows } from '../../../test/support/synthetic.ts';
import { temporaryFolder } from '../../../test/support/temporary-folder.ts';

const file = temporaryFolder();
let bundle: string;

beforeAll(async () => {
  bundle = file('bundle');
  await writeBundle(bundle, syntheticParts(), {});
});

async function score(...args: string[]) {
  const io = fakeIo();
  const exitCode = await runCommand(scoreCommand, ['--bundle', bundle, ...args], io);
  return { exitCode, out: io.out(), err: io.err() };
}

function linesOf(name: string): string[] {
  return readFileSync(file(name), 'utf8').trim().split('\n');
}

const HEADER = 'num_age,num_income,cat_plan,cat_city,note';
const GOOD = '40,55.5,pro,Bern,kept';

describe('score', () => {
  test('scores a labelled table like its own model, whatever else the table holds', async () => {
    const rows = syntheticRows(300, 5);
    const { exitCode, out, err } = await score(
      ...['--data', file('all.csv', syntheticCsv(rows)), '--out', file('all.out.csv')],
      ...['--keep', 'none', '--class', '--json']
    );
    const { table } = rows;
    const expected = createScorer(syntheticParts())(table);
    const found = linesOf('all.out.csv')
      .slice(1)
      .map(line => line.split(',').map(Number));
    expect(found.every(([p], row) => Object.is(p, expected[row]))).toBe(true);
    expect(found.map(([, label]) => label)).toEqual([...expected].map(p => (p >= 0.5 ? 1 : 0)));
    expect(exitCode).toBe(0);
    expect(err).toContain('scored 300 of 300 rows');
    expect(JSON.parse(out)).toMatchObject({
      out: file('all.out.csv'),
      model: { name: 'synthetic', version: '1.0.0', family: 'logistic' },
      rows: 300,
      scored: 300,
      set_aside: 0,
      columns: ['probability', 'class'],
      files: [{ file: file('all.csv'), rows: 300, set_aside: 0 }],
      warnings: []
    });
  });

  test('scores with a dense network as the API encodes and scores the same rows', async () => {
    const parts = syntheticParts();
    const random = randomSeeded(9);
    const widths = [parts.pipeline.features.length, 5, 3, 1];
    const layers = widths.slice(1).map((units, l) => ({
      weights: Array.from({ length: widths[l]! }, () =>
        Array.from({ length: units }, () => normal(random))
      ),
      biases: Array.from({ length: units }, () => normal(random))
    }));
    const model = {
      format: 'espalier.model/1',
      family: 'mlp',
      activation: 'relu',
      layers
    } as const;
    const folder = file('network');
    await writeBundle(folder, { ...parts, model }, {});
    const data = file('network.csv', syntheticCsv(syntheticRows(300, 6)));
    const args = ['--bundle', folder, '--data', data, '--out', file('network.jsonl')];
    expect(await score(...args)).toMatchObject({ exitCode: 0 });
    const rows = linesOf('network.jsonl').map(line => JSON.parse(line) as { probability: number });
    const opened = await openBundle(folder);
    const { table, problems } = opened.encodeRows(rows);
    expect(problems).toEqual([]);
    const expected = opened.score(table);
    expect(rows.every(({ probability }, row) => Object.is(probability, expected[row]))).toBe(true);
  });

  test('lists every bad row and writes nothing, not even over what was there', async () => {
    const data = file('bad.csv', `${HEADER}\n${GOOD}\nold,1,pro,Bern,a\n30,2,gold,Bern,b\n`);
    const outPath = file('refused/out.csv', 'what was there\n');
    const { exitCode, err } = await score('--data', data, '--out', outPath);
    expect(exitCode).toBe(65);
    expect(err).toContain(`E_ROWS_INVALID: Cannot score 2 of the 3 rows of "${data}"`);
    expect(err).toContain(`${data}:3, num_age: not a number`);
    expect(err).toContain(`${data}:4, cat_plan: unknown level; expected one of basic, pro, team`);
    expect(err).toContain('--on-bad quarantine');
    expect(err).not.toMatch(/"old"|gold/);
    expect(readFileSync(outPath, 'utf8')).toBe('what was there\n');
    expect(readdirSync(dirname(outPath))).toEqual(['out.csv']);
  });

  test('sets bad rows aside: every row is in one of the two files', async () => {
    const data = file(
      'mixed.csv',
      `${HEADER}\n${GOOD}\nold,1,gold,Bern,a\n30,2,pro,Bern\n50,9,team,Thun,d\n`
    );
    const { exitCode, err, out } = await score(
      ...['--data', data, '--out', file('mixed/out.csv'), '--on-bad', 'quarantine', '--json']
    );
    expect(exitCode).toBe(0);
    expect(err).toContain('scored 2 of 4 rows');
    expect(err).toContain('2 rows set aside: see');
    expect(JSON.parse(out)).toMatchObject({ rows: 4, scored: 2, set_aside: 2 });
    expect(linesOf('mixed/out.csv').map(line => line.split(',')[4])).toEqual(['note', 'kept', 'd']);
    const bad = linesOf('mixed/out.csv.bad.jsonl').map(line => JSON.parse(line) as unknown);
    expect(bad).toEqual([
      {
        file: data,
        line: 3,
        problems: [
          { column: 'num_age', problem: 'not a number', expected: 'a finite number' },
          {
            column: 'cat_plan',
            problem: 'unknown level',
            expected: 'one of basic, pro, team'
          }
        ]
      },
      {
        file: data,
        line: 4,
        problems: [{ problem: '4 fields', expected: '5, as in the header' }]
      }
    ]);

    const good = file('good.csv', `${HEADER}\n${GOOD}\n`);
    await score('--data', good, '--out', file('mixed/out.csv'), '--on-bad', 'quarantine');
    expect(readdirSync(file('mixed'))).toEqual(['out.csv']);
  });

  test('refuses a table without one good row, quarantine or not', async () => {
    const data = file('hopeless.csv', `${HEADER}\nold,1,pro,Bern,a\n`);
    const result = await score(
      ...['--data', data, '--out', file('hopeless.out.csv'), '--on-bad', 'quarantine']
    );
    expect(result.exitCode).toBe(65);
    expect(existsSync(file('hopeless.out.csv'))).toBe(false);
  });

  test('counts unknown levels that are scored as other, and names what it does not use', async () => {
    const data = file(
      'other.csv',
      `${HEADER}\n40,1,pro,Paris,a\n41,2,pro,Rom,b\n999,2,pro,Rom,b\n`
    );
    const { err } = await score('--data', data, '--out', file('other.out.csv'));
    expect(err).toContain('warning: cat_city: 3 cells: unknown level: scored as other');
    expect(err).toContain('warning: num_age: 1 cell: outside its range');
    expect(err).toContain('not used by the model: note');
    expect(err).not.toMatch(/Paris|Rom/);
  });

  test('reads a table that is written in another way than that of the training', async () => {
    const plain = file('plain.csv', `${HEADER}\n40,1055.5,pro,Bern,a\n,70.25,team,,b\n`);
    const data = file(
      'other-dress.csv',
      `made by,,,,\n${HEADER}\n40,1.055,5,pro,Bern,a\nk.A.,70,25,team,unknown,b\n`
        .replaceAll(',', ';')
        .replace('1.055;5', '1.055,5')
        .replace('70;25', '70,25')
    );
    const args = ['--keep', 'none', '--data'];
    expect(await score(...args, plain, '--out', file('plain.out.csv'))).toMatchObject({
      exitCode: 0
    });
    const read = [
      ...['decimal=,', 'thousands=.', 'missing_values=k.A.,unknown', 'header_line=2'].flatMap(
        rule => ['--read', rule]
      )
    ];
    const { exitCode, err } = await score(...args, data, '--out', file('dress.csv'), ...read);
    expect({ exitCode, err }).toMatchObject({ exitCode: 0 });
    expect(linesOf('dress.csv')).toEqual(linesOf('plain.out.csv'));
    const wrong = await score(...args, data, '--out', file('dress.csv'), '--read', 'colour=red');
    expect(wrong).toMatchObject({ exitCode: 2 });
  });

  test('explains scores', async () => {
    const data = file('why.csv', `${HEADER}\n${GOOD}\n`);
    const outPath = file('why.jsonl');
    await score('--data', data, '--out', outPath, '--reasons', '50', '--keep', 'note');
    const opened = await openBundle(bundle);
    const row = { num_age: 40, num_income: 55.5, cat_plan: 'pro', cat_city: 'Bern' };
    expect(JSON.parse(readFileSync(outPath, 'utf8'))).toEqual({
      note: 'kept',
      probability: opened.score(opened.encodeRows([row]).table)[0],
      reasons: opened.explain(opened.encodeRows([row]).table, 50)[0]
    });
  });

  test('never writes over the table that it reads, under any of its names', async () => {
    const data = file('own.csv', `${HEADER}\n${GOOD}\n`);
    const before = statSync(data).mtimeMs;
    linkSync(data, file('other-name.csv'));
    for (const out of [data, file('other-name.csv')]) {
      const { exitCode, err } = await score('--data', data, '--out', out);
      expect({ exitCode, err }).toMatchObject({
        exitCode: 2,
        err: expect.stringContaining('it is the table that is read') as unknown
      });
    }
    expect(statSync(data).mtimeMs).toBe(before);
  });

  test.each<[string, () => string[], number, RegExp]>([
    ['a pattern without files', () => ['--data', file('no-*.csv')], 66, /Cannot find a file/],
    ['a file that is not there', () => ['--data', file('no.csv')], 66, /E_FILE_MISSING/],
    [
      'a table without a feature',
      () => ['--data', file('few.csv', 'num_age,cat_plan\n1,pro\n')],
      65,
      /E_COLUMN_MISSING.*\n.*num_income: no such column/
    ],
    [
      'a folder of a rule model',
      () => ['--bundle', 'data/risk_triad', '--data', file('own.csv')],
      2,
      /rule model/
    ],
    [
      'a folder without a bundle',
      () => ['--bundle', file('x'), '--data', file('own.csv')],
      66,
      /E_BUNDLE_MISSING/
    ],
    ['a policy that is none', () => ['--data', 'x.csv', '--on-bad', 'drop'], 2, /quarantine/],
    ['no reasons', () => ['--data', 'x.csv', '--reasons', '0'], 2, /whole number/]
  ])('%s: exit code', async (_what, args, exitCode, message) => {
    const result = await score('--out', file('never.csv'), ...args());
    expect(result.err).toMatch(message);
    expect(result.exitCode).toBe(exitCode);
    expect(existsSync(file('never.csv'))).toBe(false);
  });

  test('needs no target, and says which column the thresholds by group would need', async () => {
    const parts = syntheticParts();
    const group_thresholds = { column: 'cat_group', thresholds: { a: 0.01, b: 0.99 } };
    const folder = file('by-group');
    await writeBundle(folder, { ...parts, decision: { ...parts.decision, group_thresholds } }, {});
    const data = file('groups.csv', `${HEADER},cat_group\n${GOOD},a\n${GOOD},b\n${GOOD},\n`);
    await score(
      '--bundle',
      folder,
      '--data',
      data,
      '--out',
      file('g.csv'),
      '--keep',
      'cat_group',
      '--class'
    );
    const [, a, b, none] = linesOf('g.csv').map(line => line.split(','));
    expect(a).toEqual(['a', a![1], '1']);
    expect(b).toEqual(['b', a![1], '0']);
    expect(none).toEqual(['', a![1], Number(a![1]) >= 0.5 ? '1' : '0']);
    const { err } = await score(
      ...['--bundle', folder, '--data', file('own.csv'), '--out', file('g2.csv'), '--class']
    );
    expect(err).toContain('has no cat_group: the overall threshold decides');
  });
});
