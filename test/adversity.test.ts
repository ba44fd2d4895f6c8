import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openBundle } from '../packages/bundle/src/store/open-bundle.ts';
import { commandLine, finished, run, start, works } from './support/processes.ts';
import { testWhere } from './support/where.ts';

const TITANIC = ['--data', 'data/titanic.csv'] as const;
const inNamespace = testWhere(
  await works('unshare', '-rmn', 'true'),
  'no Linux namespaces of our own'
);

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'espalier-adversity-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('a train that is killed', () => {
  test('at any moment leaves the last good bundle or the next one, and the next run works', async () => {
    const outdir = join(folder, 'killed');
    const line = commandLine('train', [...TITANIC, '--outdir', outdir]);
    const begun = performance.now();
    expect((await finished(start(line))).exitCode).toBe(0);
    const whole = performance.now() - begun;
    const { content_sha256 } = (await openBundle(outdir)).manifest;
    // Most of the delays near the end, where the files are written.
    for (const share of [0.3, 0.7, 0.8, 0.85, 0.9, 0.95, 1]) {
      const child = start(line);
      const ended = finished(child);
      const timer = setTimeout(() => child.kill('SIGKILL'), whole * share);
      await ended;
      clearTimeout(timer);
      expect((await openBundle(outdir)).manifest.content_sha256).toBe(content_sha256);
    }
    expect((await finished(start(line))).exitCode).toBe(0);
    expect((await readdir(outdir)).filter(name => name.startsWith('.'))).toEqual([]);
  });
});

describe('a full disk', () => {
  inNamespace('is exit 1, and what was there is untouched', async () => {
    const disk = join(folder, 'disk');
    await mkdir(disk);
    const train = commandLine('train', [...TITANIC, '--outdir', join(disk, 'out')])
      .map(word => `'${word}'`)
      .join(' ');
    // 200 KiB hold one bundle; a file takes the rest before the second.
    const script = [
      `mount -t tmpfs -o size=200k none '${disk}'`,
      `${train} 2>/dev/null`,
      `cp '${disk}/out/manifest.json' '${folder}/before.json'`,
      `head -c 400000 /dev/zero > '${disk}/ballast' 2>/dev/null`,
      `${train}; code=$?`,
      `ls -A '${disk}/out' | tr '\\n' ' '`,
      `cmp '${disk}/out/manifest.json' '${folder}/before.json' && exit $code`
    ].join('\n');
    const { exitCode, stdout, stderr } = await finished(
      start(['unshare', '-rm', 'sh', '-c', script])
    );
    expect(stderr).toContain('E_DISK_FULL');
    expect(exitCode).toBe(1);
    expect(stdout).toContain('model.json');
    expect(stdout).not.toContain('incoming');
  });
});

describe('without a network', () => {
  inNamespace('train, drift and agent-monitor work', async () => {
    const offline = (...line: Parameters<typeof commandLine>) =>
      finished(start(['unshare', '-rn', ...commandLine(...line)]));
    expect(await offline('train', [...TITANIC, '--outdir', join(folder, 'offline')])).toMatchObject(
      { exitCode: 0 }
    );
    expect(
      await offline('drift', [
        '--ref',
        'data/adult_ref_sample.csv',
        '--new',
        'data/adult_shifted_sample.csv',
        '--out',
        join(folder, 'drift.json')
      ])
    ).toMatchObject({ exitCode: 0 });
    expect(
      await offline('agent-monitor', [
        '--metrics',
        'data/metrics_history.jsonl',
        '--drift',
        'data/drift_latest.json',
        '--out',
        join(folder, 'plan.yaml')
      ])
    ).toMatchObject({ exitCode: 0 });
  });
});

describe('every program that reads files', () => {
  let empty: string;
  let text: string;

  beforeAll(async () => {
    empty = join(folder, 'empty.csv');
    text = join(folder, 'text.csv');
    await writeFile(empty, '');
    await writeFile(text, 'a,b\n');
  });

  test.each<[string, () => Parameters<typeof run>, number, string]>([
    ['train, missing file', () => ['train', '--data', 'no-such.csv'], 66, 'E_FILE_MISSING'],
    ['train, empty file', () => ['train', '--data', empty, '--target', 'y'], 65, 'E_TABLE_EMPTY'],
    ['train, header only', () => ['train', '--data', text, '--target', 'b'], 65, 'E_TABLE_EMPTY'],
    ['train, folder', () => ['train', '--data', folder], 66, 'E_FILE_UNREADABLE'],
    [
      'serve, missing bundle',
      () => ['serve', '--bundle', 'no-such-folder'],
      66,
      'E_BUNDLE_MISSING'
    ],
    [
      'drift, missing file',
      () => ['drift', '--ref', 'no-such.csv', '--new', 'data/titanic.csv'],
      66,
      'E_FILE_MISSING'
    ],
    [
      'drift, empty file',
      () => ['drift', '--ref', 'data/titanic.csv', '--new', empty],
      65,
      'E_TABLE_EMPTY'
    ],
    ['drift, header only', () => ['drift', '--ref', 'data/titanic.csv', '--new', text], 65, 'E_'],
    [
      'drift, missing column',
      () => ['drift', '--ref', 'data/churn_ref_sample.csv', '--new', 'data/titanic.csv'],
      65,
      'E_COLUMN_MISSING'
    ],
    [
      'agent-monitor, missing file',
      () => ['agent-monitor', '--metrics', 'no-such.jsonl', '--drift', 'data/drift_latest.json'],
      66,
      'E_FILE_MISSING'
    ],
    [
      'agent-monitor, not a report',
      () => [
        'agent-monitor',
        '--metrics',
        'data/metrics_history.jsonl',
        '--drift',
        'data/churn_sample.json'
      ],
      65,
      'E_DRIFT_REPORT_INVALID'
    ]
  ])('%s', async (_what, args, exitCode, code) => {
    const outcome = await run(...args());
    expect(outcome.stderr).toContain(code);
    expect(outcome).toMatchObject({ exitCode, stdout: '' });
  });

  test('npx-style bins work from another folder', async () => {
    const { stdout } = await finished(
      start([
        'sh',
        '-c',
        `cd '${folder}' && ${commandLine('drift', ['--help'])
          .map(word => `'${word}'`)
          .join(' ')}`
      ])
    );
    expect(stdout).toContain('Usage: drift');
  });
});
