import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { writeBundle } from '@espalier/bundle';
import type { Io } from '@espalier/cli';
import { runCommand } from '../../../cli/src/run-command.ts';
import { profileTable, selectRows } from '@espalier/core';
import { driftCommand } from '../../src/command.ts';
import { type FullReport, fullReportSchema } from '../../src/compare/report-schema.ts';
import { fakeIo } from '../../../../test/support/fake-io.ts';
import { SYNTHETIC_SPEC, syntheticCsv, syntheticRows } from '../../../../test/support/synthetic.ts';
import { calibratedParts, labelledRows } from '../support/calibrated-bundle.ts';

let folder: string;
let server: Server;
let url = '';
const seen: (string | undefined)[] = [];
const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'drift-inputs-'));
  const parts = calibratedParts(2000, 1);
  const profile = {
    ...parts.profile,
    labels: { count: 2000, positives: 900 }
  };
  await writeBundle(
    at('bundle'),
    { ...parts, profile },
    { 'feature_importances.csv': 'feature,importance\nnum_income,3\nnum_age,1\n' }
  );
  const steady = labelledRows(parts, 2000, 2);
  writeFileSync(at('steady.csv'), syntheticCsv(steady));
  writeFileSync(at('ref.csv'), syntheticCsv(labelledRows(parts, 2000, 1)));
  writeFileSync(at('profile.json'), JSON.stringify(profileTable(steady.table, SYNTHETIC_SPEC)));
  mkdirSync(at('days'));
  for (const [i, from] of [0, 700, 1400].entries()) {
    const rows = Uint32Array.from({ length: Math.min(700, 2000 - from) }, (_, k) => from + k);
    writeFileSync(
      at(`days/2026-0${i}.csv`),
      syntheticCsv({
        table: selectRows(steady.table, rows),
        labels: Uint8Array.from(rows, row => steady.labels[row]!)
      })
    );
  }
  server = createServer((request, response) => {
    seen.push(request.headers.authorization);
    if (request.url === '/profile') response.end(readFileSync(at('profile.json')));
    else if (request.url === '/closed') response.writeHead(401).end('secret words');
    else if (request.url === '/moved') response.writeHead(302, { location: '/profile' }).end();
    else response.end('secret words');
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function run(
  args: readonly string[],
  env: Io['env'] = {}
): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  const io = fakeIo(env);
  const exitCode = await runCommand(driftCommand, args, io);
  return { exitCode, stdout: io.out(), stderr: io.err() };
}

async function compare(ref: string, fresh: string, ...more: string[]): Promise<FullReport> {
  const { exitCode, stderr } = await run(
    ['--ref', ref, '--new', fresh, '--out', at('report.json'), ...more],
    { ESPALIER_ADMIN_TOKEN: 'sesame' }
  );
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: expect.not.stringContaining('E_') });
  return fullReportSchema.parse(JSON.parse(readFileSync(at('report.json'), 'utf8')));
}

const psiOf = ({ features }: FullReport): number[] => Object.values(features);

describe('drift takes any mix of sides', () => {
  test.each([
    ['a bundle and a table', 'bundle', 'steady.csv', ['bundle', 'table']],
    ['a bundle and a pattern', 'bundle', 'days/*.csv', ['bundle', 'table']],
    ['a bundle and a profile', 'bundle', 'profile.json', ['bundle', 'profile']],
    ['a table and a bundle', 'steady.csv', 'bundle', ['table', 'bundle']],
    ['a profile and a table', 'profile.json', 'ref.csv', ['profile', 'table']],
    ['two patterns', 'days/*', 'days/*-0[01].csv', ['table', 'table']]
  ])('%s', async (_, ref, fresh, [reference, now]) => {
    const report = await compare(at(ref), at(fresh));
    expect(report.sources).toEqual({ reference, new: now });
    expect(report).toMatchObject({ overall_drift: false, findings: [] });
    expect(Object.keys(report.features)).toEqual([
      'num_age',
      'num_income',
      'cat_plan',
      'cat_city',
      'cat_group',
      // Without a spec the target is a column like any other.
      ...(ref.startsWith('days') ? ['bin_bought'] : [])
    ]);
  });

  test('a bundle says what the table that it was trained on says', async () => {
    const rows = await compare(at('ref.csv'), at('steady.csv'), '--bundle', at('bundle'));
    const counts = await compare(at('bundle'), at('steady.csv'));
    // The bounds of a bundle's profile are rounded to three digits.
    for (const [i, psi] of psiOf(rows).entries()) expect(psiOf(counts)[i]).toBeCloseTo(psi, 3);
    expect(counts.scores).toBeUndefined();
    expect(rows.scores).toMatchObject({ verdict: 'stable' });
    expect(counts.labels!.new).toBe(rows.labels!.new);
    expect(counts.importance_weighted).toEqual({
      ...rows.importance_weighted,
      psi: expect.closeTo(rows.importance_weighted!.psi, 3)
    });
    expect(counts.performance!.valid).toBe(true);
    expect(counts.performance!.estimate).toEqual(rows.performance!.estimate);
    const [low, high] = counts.columns['num_income']!.ks_bounds!;
    const ks = rows.ks['num_income']!;
    expect(low).toBeLessThanOrEqual(ks);
    expect(high).toBeGreaterThanOrEqual(ks);
    expect(rows.domain_classifier).toMatchObject({ told_apart: false });
    expect(counts.domain_classifier).toBeUndefined();
  });

  test('the files of a pattern say what one file says', async () => {
    const one = await compare(at('ref.csv'), at('steady.csv'), '--skip-domain');
    const many = await compare(at('ref.csv'), at('days/*.csv'), '--skip-domain');
    expect(many.rows).toEqual(one.rows);
    expect(many.columns).toEqual(one.columns);
  });

  test('a live profile is asked for with the token', async () => {
    seen.length = 0;
    const live = await compare(at('bundle'), `${url}/profile`);
    expect(seen).toEqual(['Bearer sesame']);
    expect(psiOf(live)).toHaveLength(5);
  });

  test('a threshold of its own holds for a column alone', async () => {
    const text = `name: t
target: { column: bin_bought, positive: yes }
sensitive: [cat_group]
features:
  num_age: { kind: number }
  num_income: { kind: number }
  cat_plan: { kind: category }
  cat_city: { kind: category }
drift: { features: { num_age: 0.0001 } }
`;
    writeFileSync(at('own.yaml'), text);
    const report = await compare(at('ref.csv'), at('steady.csv'), '--spec', at('own.yaml'));
    expect(report.columns['num_age']).toMatchObject({ threshold: 0.0001, verdict: 'inconclusive' });
    expect(report.columns['num_income']).not.toHaveProperty('threshold');
    writeFileSync(at('own.yaml'), text.replace('num_age: 0.0001', 'nun_age: 1'));
    const refused = await run([
      ...['--ref', at('ref.csv'), '--new', at('steady.csv'), '--spec', at('own.yaml')],
      ...['--out', at('never.json')]
    ]);
    expect(refused.exitCode).toBe(65);
    expect(refused.stderr).toContain('neither a feature nor a sensitive column');
  });
});

describe('drift finds what is broken', () => {
  const rows = syntheticRows(600, 3);
  const edited = (edit: (cells: string[], i: number) => string[]): string => {
    const path = at('edited.csv');
    const lines = syntheticCsv(rows).trimEnd().split('\n');
    writeFileSync(
      path,
      `${lines.map((line, i) => edit(line.split(','), i).join(',')).join('\n')}\n`
    );
    return path;
  };
  const replace =
    (column: number, by: (cell: string) => string) =>
    (cells: string[], i: number): string[] =>
      i === 0 ? cells : cells.map((cell, j) => (j === column ? by(cell) : cell));

  test.each<[string, (cells: string[], i: number) => string[], string, string]>([
    ['a column that is absent', cells => cells.slice(1), 'num_age', 'absent'],
    ['a category that is absent', cells => cells.toSpliced(2, 1), 'cat_plan', 'absent'],
    ['a column that is empty', replace(1, () => ''), 'num_income', 'empty'],
    ['a column that is constant', replace(0, () => '40'), 'num_age', 'constant'],
    ['text for numbers', replace(0, cell => `about ${cell}`), 'num_age', 'type_changed'],
    ['numbers for text', replace(3, cell => String(cell.length)), 'cat_city', 'type_changed'],
    [
      'another unit',
      replace(1, cell => (cell === '' ? '' : String(1000 * Number(cell)))),
      'num_income',
      'unit_changed'
    ],
    [
      'a new level',
      replace(2, cell => (cell === 'pro' ? 'prime' : cell)),
      'cat_plan',
      'unseen_levels'
    ]
  ])('%s', async (_, edit, column, finding) => {
    const path = edited(edit);
    for (const ref of ['ref.csv', 'bundle']) {
      const report = await compare(at(ref), path, '--skip-domain', '--spec', specPath());
      expect(report.findings).toContainEqual(expect.objectContaining({ column, finding }));
      expect(report.overall_drift).toBe(true);
      expect(report.features[column]).toBeGreaterThan(0.2);
      expect(JSON.stringify(report)).not.toMatch(/prime|about/);
    }
    const bundled = await compare(at('bundle'), path);
    const broken = ['absent', 'empty', 'type_changed', 'unit_changed', 'constant'];
    if (broken.includes(finding)) expect(bundled.performance?.estimate ?? null).toBeNull();
  });

  function specPath(): string {
    const path = at('whole.yaml');
    writeFileSync(
      path,
      `name: t
target: { column: bin_bought, positive: yes }
sensitive: [cat_group]
features:
  num_age: { kind: number }
  num_income: { kind: number }
  cat_plan: { kind: category, levels: [basic, pro, team] }
  cat_city: { kind: category, levels: [Bern, Genf, Thun] }
`
    );
    return path;
  }

  test('a few bad cells, which --bad-cells reject lists by line', async () => {
    const path = edited((cells, i) => (i === 7 ? ['lots', ...cells.slice(1)] : cells));
    for (const ref of ['ref.csv', 'bundle']) {
      const { findings } = await compare(at(ref), path);
      expect(findings).toContainEqual(
        expect.objectContaining({ column: 'num_age', finding: 'bad_cells' })
      );
      const { exitCode, stderr } = await run([
        ...['--ref', at(ref), '--new', path, '--out', at('never.json'), '--bad-cells', 'reject']
      ]);
      expect(exitCode).toBe(65);
      expect(stderr).toContain('edited.csv:8, num_age: not a number');
      expect(stderr).not.toContain('lots');
    }
  });
});

describe('drift refuses', () => {
  const cases: [string, () => string, number, string][] = [
    ['a folder without a bundle', () => at('days'), 66, 'E_BUNDLE_MISSING'],
    ['a pattern that fits nothing', () => at('none-*.csv'), 66, 'E_FILE_MISSING'],
    ['JSON that is no profile', () => file('{"rows": 3}'), 65, 'E_PROFILE_INVALID'],
    ['text that is no JSON', () => file('secret words'), 65, 'E_PROFILE_INVALID'],
    ['an empty file', () => file(''), 65, 'E_PROFILE_INVALID'],
    [
      'a profile whose counts do not add up',
      () => file(readFileSync(at('profile.json'), 'utf8').replace(/"count":\d+/, '"count":5')),
      65,
      'E_PROFILE_INVALID'
    ],
    ['an address without a profile', () => `${url}/other`, 65, 'E_PROFILE_INVALID'],
    ['an address that asks for a token', () => `${url}/closed`, 66, 'E_SOURCE_UNAVAILABLE'],
    ['an address that sends elsewhere', () => `${url}/moved`, 66, 'E_SOURCE_UNAVAILABLE'],
    ['an address where nobody is', () => 'http://127.0.0.1:9/profile', 66, 'E_SOURCE_UNAVAILABLE']
  ];

  function file(text: string): string {
    writeFileSync(at('odd.json'), text);
    return at('odd.json');
  }

  test.each(cases)('%s', async (_, fresh, exitCode, code) => {
    const args = ['--ref', at('bundle'), '--new', fresh(), '--out', at('never.json')];
    const ran = await run(args);
    expect(ran).toMatchObject({ exitCode, stderr: expect.stringContaining(code) });
    expect(ran.stderr).not.toContain('secret words');
  });
});

test('drift reads gzip', async () => {
  const pack = (name: string): string => {
    writeFileSync(at(`${name}.gz`), gzipSync(readFileSync(at(name))));
    return at(`${name}.gz`);
  };
  const plain = await compare(at('ref.csv'), at('steady.csv'));
  expect(await compare(at('ref.csv'), pack('steady.csv'))).toEqual(plain);
  const profile = await compare(at('profile.json'), at('ref.csv'));
  expect(await compare(pack('profile.json'), pack('ref.csv'))).toEqual(profile);
});
