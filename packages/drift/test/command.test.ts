import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Io } from '@espalier/cli';
import { runCommand } from '../../cli/src/run-command.ts';
import { driftReportSchema } from '@espalier/core/contracts';
import { driftCommand } from '../src/command.ts';
import { type FullReport, fullReportSchema } from '../src/compare/report-schema.ts';
import { fakeIo } from '../../../test/support/fake-io.ts';
import { describeWithSharedData } from '../../../test/support/shared-data.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'drift-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(args: readonly string[], env: Io['env'] = {}): Promise<Ran> {
  const io = fakeIo(env);
  const exitCode = await runCommand(driftCommand, args, io);
  return { exitCode, stdout: io.out(), stderr: io.err() };
}

let numFiles = 0;
function file(content: string): string {
  const path = join(folder, `table_${++numFiles}.csv`);
  writeFileSync(path, content);
  return path;
}

function csv(n: number, row: (i: number) => readonly (string | number)[]): string {
  const rows = Array.from({ length: n }, (_, i) => row(i).join(','));
  return `num,cat,y\n${rows.join('\n')}\n`;
}

const steady = csv(300, i => [(i * 37) % 101, 'ab'[i % 2]!, i % 2]);
const shifted = csv(300, i => [((i * 37) % 101) + 60, 'ab'[i % 2]!, i % 2]);
const SPEC = `name: t
target: { column: y, positive: 1 }
features:
  num: { kind: number }
  cat: { kind: category, levels: [a, b] }
drift: { threshold: 50 }
`;

async function compare(
  reference: string,
  fresh: string,
  ...more: string[]
): Promise<Ran & { report: FullReport }> {
  const out = join(folder, 'reports', 'report.json');
  const ran = await run(['--ref', file(reference), '--new', file(fresh), '--out', out, ...more]);
  expect(ran.stderr).not.toContain('E_');
  const report: unknown = JSON.parse(readFileSync(out, 'utf8'));
  expect(driftReportSchema.safeParse(report).success).toBe(true);
  return { ...ran, report: fullReportSchema.parse(report) };
}

describe('drift', () => {
  test('without a spec compares every column and says so', async () => {
    const { exitCode, report, stderr, stdout } = await compare(steady, shifted);
    expect(exitCode).toBe(0);
    expect(Object.keys(report.features)).toEqual(['num', 'cat', 'y']);
    expect(report).toMatchObject({ threshold: 0.2, overall_drift: true, changed: true });
    expect(stderr).toContain('no dataset spec');
    expect(stderr).toContain('Drift: 1 of 3 columns has a PSI over 0.2');
    expect(stdout).toBe('');
  });

  test('with a spec leaves the target out and takes its threshold; a flag wins', async () => {
    const path = join(folder, 'specs', 'spec.yaml');
    mkdirSync(join(folder, 'specs'));
    writeFileSync(path, SPEC);
    const spec = ['--spec', path];
    const { report } = await compare(steady, shifted, ...spec);
    expect(Object.keys(report.features)).toEqual(['num', 'cat']);
    expect(report).toMatchObject({ threshold: 50, overall_drift: false });
    const strict = await compare(steady, shifted, ...spec, '--threshold', '0.1');
    expect(strict.report).toMatchObject({ threshold: 0.1, overall_drift: true });
  });

  test('exits with 3 for drift only where asked', async () => {
    expect((await compare(steady, shifted, '--fail-on-drift')).exitCode).toBe(3);
    expect((await compare(steady, steady, '--fail-on-drift')).exitCode).toBe(0);
  });

  test('--json prints the report that it writes', async () => {
    const { stdout, report } = await compare(steady, shifted, '--json');
    expect(JSON.parse(stdout)).toEqual(report);
  });

  test('--html writes a page with rounded aggregates, but no value of a row and no rare level', async () => {
    const html = join(folder, 'page.html');
    const secret = csv(100, i => [12_345.678 + i, i % 20 === 0 ? 'sesame' : 'b', i % 2]);
    const { stderr, report } = await compare(secret, secret, '--html', html);
    expect(stderr).toContain(html);
    const page = readFileSync(html, 'utf8');
    expect(page).toContain('No drift');
    expect(page).toContain('median 12,400 → 12,400');
    expect(page).toContain('other (1)');
    expect(page + JSON.stringify(report)).not.toMatch(/sesame|12[34]\d\d\.\d/);
  });

  test('shows nothing of a private column, and exact values with show: true', async () => {
    const html = join(folder, 'shown.html');
    const path = join(folder, 'specs', 'shown.yaml');
    const spec = (policy: string): void => {
      writeFileSync(path, SPEC.replace('kind: number }', `kind: number, ${policy}: true }`));
    };
    const table = csv(200, i => [12_345.678 + i, 'ab'[i % 2]!, i % 2]);
    spec('private');
    const hidden = await compare(table, table, '--spec', path, '--html', html);
    expect(Object.keys(hidden.report.columns['num']!)).not.toContain('bins');
    expect(JSON.stringify(hidden.report) + readFileSync(html, 'utf8')).not.toMatch(
      /12,[345]|12[345]\d\d|12\.[345]\d?K/
    );
    spec('show');
    const shown = await compare(table, table, '--spec', path);
    expect(shown.report.columns['num']!.median!.new).toBeCloseTo(12_445.178, 9);
  });

  test('gives the first and the last day where the spec names a time column', async () => {
    const path = join(folder, 'specs', 'timed.yaml');
    writeFileSync(path, `${SPEC}time: at\n`);
    const timed = (month: string): string =>
      steady
        .trimEnd()
        .split('\n')
        .map((line, i) => `${line},${i === 0 ? 'at' : `2026-${month}-${10 + (i % 9)}T08:00:00Z`}`)
        .join('\n');
    const { report } = await compare(timed('01'), timed('02'), '--spec', path);
    expect(report.periods).toEqual({
      reference: { from: '2026-01-10', to: '2026-01-18' },
      new: { from: '2026-02-10', to: '2026-02-18' }
    });
  });

  test('takes environment twins; a flag wins', async () => {
    const out = join(folder, 'twin.json');
    const env = {
      ESPALIER_DRIFT_REF: file(steady),
      ESPALIER_DRIFT_NEW: file(shifted),
      ESPALIER_DRIFT_OUT: out,
      ESPALIER_DRIFT_FAIL_ON_DRIFT: 'true',
      ESPALIER_DRIFT_THRESHOLD: '90'
    };
    expect((await run([], env)).exitCode).toBe(0);
    expect((await run(['--threshold', '0.2'], env)).exitCode).toBe(3);
    expect(existsSync(out)).toBe(true);
  });
});

describe('drift on odd tables', () => {
  test('a constant column, before or after, is compared', async () => {
    const constant = csv(300, i => [5, 'ab'[i % 2]!, 1]);
    expect((await compare(constant, constant)).report.features).toEqual({ num: 0, cat: 0, y: 0 });
    const { report } = await compare(constant, steady);
    expect(report.features['num']).toBeGreaterThan(0.2);
    const back = await compare(steady, constant);
    expect(back.report.findings).toContainEqual({ column: 'num', finding: 'constant' });
  });

  test('a column that is empty in the new data is a finding', async () => {
    const { report, stderr } = await compare(
      steady,
      csv(200, i => ['', 'ab'[i % 2]!, i % 2])
    );
    expect(report.findings).toEqual([{ column: 'num', finding: 'empty' }]);
    expect(report.ks).not.toHaveProperty('num');
    expect(stderr).toContain('num: empty in the new data');
  });

  test('levels that the reference lacks are counted, not named', async () => {
    const { report, stderr } = await compare(
      steady,
      csv(300, i => [(i * 37) % 101, i % 3 === 0 ? 'zed' : 'ab'[i % 2]!, i % 2])
    );
    expect(report.columns['cat']!.unseen).toEqual({ reference: 0, new: 1 / 3 });
    expect(JSON.stringify(report) + stderr).not.toContain('zed');
  });

  test('a byte order mark and CRLF change nothing', async () => {
    const { report } = await compare(steady, `\ufeff${steady.replaceAll('\n', '\r\n')}`);
    expect(Object.values(report.features)).toEqual([0, 0, 0]);
  });
});

describe('drift fails', () => {
  test.each([
    ['with 66 on a missing file', () => join(folder, 'none.csv'), 66, 'E_FILE_MISSING'],
    ['with 65 on an empty file', () => file(''), 65, 'E_TABLE_EMPTY'],
    ['with 65 on a header alone', () => file('num,cat,y\n'), 65, 'E_TABLE_EMPTY'],
    ['with 65 on ragged rows', () => file('num,cat,y\n1,a,0\n2,b\n'), 65, 'E_ROWS_INVALID'],
    ['with 65 on text for a number', () => file('num,cat,y\nlots,a,0\n'), 65, 'E_ROWS_INVALID'],
    ['with 65 on infinities', () => file('num,cat,y\nInfinity,a,0\n'), 65, 'E_ROWS_INVALID'],
    ['with 65 on another table', () => file('one,two\n1,a\n'), 65, 'E_COLUMN_MISSING']
  ])('%s', async (_, fresh, exitCode, code) => {
    const out = join(folder, 'never.json');
    const inputs = ['--ref', file(steady), '--new', fresh(), '--bad-cells', 'reject'];
    const ran = await run([...inputs, '--out', out, '--json']);
    expect(ran.exitCode).toBe(exitCode);
    expect(ran.stderr).toContain(code);
    expect(JSON.parse(ran.stdout)).toMatchObject({ error: { code } });
    expect(existsSync(out)).toBe(false);
  });

  test.each([
    [['--nonsense']],
    [['--threshold', '0']],
    [['--threshold', 'high']],
    [['--policy', 'all']],
    [['--bad-cells', 'skip']],
    [['--out', 'x.json', '--html', 'x.json']]
  ])('with 2 on %j', async args => {
    const table = file(steady);
    expect((await run(['--ref', table, '--new', table, ...args])).exitCode).toBe(2);
  });

  test('with 2 without tables', async () => {
    expect((await run([])).exitCode).toBe(2);
  });

  test('with 1 where it cannot write', async () => {
    const table = file(steady);
    const ran = await run(['--ref', table, '--new', table, '--out', join(table, 'r.json')]);
    expect(ran.exitCode).toBe(1);
    expect(ran.stderr).toContain('E_FILE_UNWRITABLE');
  });
});

describeWithSharedData('churn', originals => {
  test('gives the published figures', async () => {
    const read = (name: string): string => readFileSync(join(originals, name), 'utf8');
    const { report } = await compare(
      read('churn_ref_sample.csv'),
      read('churn_shifted_sample.csv')
    );
    const { avg_latency_ms, downtime_hours_30d, ...others } = report.features;
    expect(avg_latency_ms).toBeCloseTo(0.326, 3);
    expect(report.ks['avg_latency_ms']).toBeCloseTo(0.2175, 10);
    expect(downtime_hours_30d).toBeCloseTo(0.309, 3);
    expect(report.ks['downtime_hours_30d']).toBeCloseTo(0.20625, 10);
    expect(Math.max(...Object.values(others))).toBeLessThan(0.2);
    expect(Object.keys(others)).toHaveLength(11);
    expect(report).toMatchObject({ overall_drift: true, changed: true, inconclusive: [] });
  });
});

test('drift infers the columns of a spec that names none', async () => {
  const spec = join(folder, 'bare.yaml');
  writeFileSync(spec, 'name: t\ntarget: { column: y, positive: 1 }\nignore: [cat]\n');
  const { report, stderr } = await compare(steady, shifted, '--spec', spec);
  expect(Object.keys(report.features)).toEqual(['num']);
  expect(stderr).toContain('it names no features: kinds are inferred');
});
