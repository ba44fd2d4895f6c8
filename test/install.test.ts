import { execFileSync } from 'node:child_process';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { finished, type Finished, ROOT, start } from './support/processes.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { describeWhere } from './support/where.ts';

/** How each manager installs a folder. More than npm: set INSTALL_WITH=npm,pnpm,yarn. */
const MANAGERS: Readonly<Record<string, readonly string[]>> = {
  npm: ['npm', 'install', '--no-audit', '--no-fund'],
  pnpm: ['npx', '-y', 'pnpm@10', 'install'],
  yarn: ['npx', '-y', '@yarnpkg/cli-dist', 'install']
};
const wanted = (process.env['INSTALL_WITH'] ?? 'npm').split(',');

/** Whether npm can fetch a package here. */
function reachesRegistry(): boolean {
  try {
    execFileSync('npm', ['view', 'zod', 'version'], { stdio: 'ignore', timeout: 20_000 });
    return true;
  } catch {
    return false;
  }
}

function runIn(folder: string, line: readonly string[]): Promise<Finished> {
  return finished(start(line, {}, folder));
}

describeWhere(reachesRegistry(), 'npm cannot reach a registry')('packages of make pack', () => {
  const at = temporaryFolder();
  const packed = (): string => at('packed');

  beforeAll(async () => {
    const line = ['make', '--no-print-directory', 'pack', `PACKDIR=${packed()}`];
    const { exitCode, stderr } = await runIn(ROOT, line);
    expect(exitCode === 0 ? '' : stderr).toBe('');
  }, 300_000);

  test('there is a tarball a package, with build, licence and README and without sources', async () => {
    const names = await readdir(join(ROOT, 'packages'));
    const tarballs = (await readdir(packed())).filter(name => name.endsWith('.tgz'));
    expect(tarballs).toHaveLength(names.length);
    for (const tarball of tarballs) {
      const list = execFileSync('tar', ['tzf', join(packed(), tarball)], { encoding: 'utf8' });
      const files = list.trim().split('\n');
      for (const file of [
        'LICENSE',
        'README.md',
        'package.json',
        ...doorsOf(join(packed(), tarball))
      ])
        expect(files).toContain(`package/${file}`);
      expect(files.filter(file => /\/src\/|\.tsbuildinfo$|\.map$/.test(file))).toEqual([]);
      const manifest = execFileSync('tar', [
        'xzOf',
        join(packed(), tarball),
        'package/package.json'
      ]);
      expect(String(manifest)).not.toMatch(/workspace:|catalog:/);
    }
  });

  test('serve is joined into a few files, with its kernels and all licences', () => {
    const tarball = join(packed(), 'espalier-api-0.1.0.tgz');
    const list = execFileSync('tar', ['tzf', tarball], { encoding: 'utf8' });
    expect(list).toMatch(/^package\/dist\/joined-server-\w+\.js$/m);
    expect(list).toContain('package/dist/wasm/kernel.wasm');
    const read = (file: string): string =>
      execFileSync('tar', ['xzOf', tarball, `package/dist/${file}`], { encoding: 'utf8' });
    expect(read('third-party.txt')).toMatch(
      /^express \d+\.\d+\.\d+ \(MIT\)\n\n\(The MIT License\)/m
    );
    const imported = [...read('cli.js').matchAll(/from\s*"([^"]+)"/g)].map(([, name]) => name);
    expect(imported.filter(name => !/^(node:|\.\/joined-)/.test(name!))).toEqual([]);
  });

  describe.each(wanted)('installed by %s in an empty project', manager => {
    const project = (): string => at(manager);
    const espalier = (...args: string[]): Promise<Finished> =>
      runIn(project(), ['npx', 'espalier', ...args]);

    beforeAll(async () => {
      await cp(packed(), project(), { recursive: true });
      await mkdir(join(project(), 'data'));
      for (const file of [
        'customer_churn_synth.csv',
        'customer_churn_synth.yaml',
        'churn_ref_sample.csv',
        'churn_shifted_sample.csv',
        'metrics_history.jsonl',
        'drift_latest.json'
      ])
        await cp(join(ROOT, 'data', file), join(project(), 'data', file));
      if (manager === 'yarn')
        await writeFile(join(project(), '.yarnrc.yml'), 'nodeLinker: node-modules\n');
      const { exitCode, stdout, stderr } = await runIn(project(), MANAGERS[manager]!);
      expect(exitCode === 0 ? '' : stdout + stderr).toBe('');
    }, 300_000);

    test('lists the commands, knows its version and tells a mistyped one', async () => {
      const help = await espalier('--help');
      expect(help.stdout).toMatch(/ train .* serve .* drift .* agent-monitor /s);
      expect((await espalier('--version')).stdout).toMatch(/^espalier \d+\.\d+\.\d+\n$/);
      expect((await espalier('train', '--version')).stdout).toMatch(/^espalier train \d/);
      const mistyped = await espalier('drfit');
      expect(mistyped.exitCode).toBe(2);
      expect(mistyped.stderr).toMatch(/Did you mean espalier drift\?/);
    });

    test('trains, scores, compares, plans and serves', async () => {
      const data = 'data/customer_churn_synth.csv';
      const trained = await espalier('train', '--data', data, '--family', 'logistic');
      expect(trained.stderr).toMatch(/gate passed.*\n.*wrote the bundle to artifacts/);
      expect(trained.exitCode).toBe(0);
      const scored = await espalier(
        'score',
        '--bundle',
        'artifacts',
        '--data',
        data,
        '--out',
        'scored.csv'
      );
      expect(scored.stderr).toMatch(/scored 24000 of 24000 rows/);
      const samples = [
        '--ref',
        'data/churn_ref_sample.csv',
        '--new',
        'data/churn_shifted_sample.csv'
      ];
      const drift = await espalier('drift', ...samples, '--skip-domain', '--fail-on-drift');
      expect(drift.stderr).toMatch(/Drift: 2 of 12 columns/);
      expect(drift.exitCode).toBe(3);
      const inputs = [
        '--metrics',
        'data/metrics_history.jsonl',
        '--drift',
        'data/drift_latest.json'
      ];
      const plan = await espalier('agent-monitor', ...inputs);
      expect(plan.stderr).toMatch(/^critical: /);
      expect(plan.exitCode).toBe(0);
      for (const program of ['espalier', 'serve'])
        expect(await askServer(project(), program)).toEqual([
          { name: 'customer_churn', version: '1.0.0' },
          200
        ]);
    }, 120_000);

    test('runs the example of docs/library.md', async () => {
      const page = await readFile(join(ROOT, 'docs/library.md'), 'utf8');
      await writeFile(join(project(), 'example.mjs'), /```ts\n([\s\S]*?)```/.exec(page)![1]!);
      const { exitCode, stdout } = await runIn(project(), [process.execPath, 'example.mjs']);
      expect(stdout).toMatch(/^0\.9\d+ \[ 0\.\d+, 0\.\d+ \]\n/);
      expect(exitCode).toBe(0);
    }, 120_000);

    test('brings no loader, no compiler and no tests', async () => {
      const installed = await readdir(join(project(), 'node_modules'));
      for (const name of ['tsx', 'typescript', 'jest', '@tensorflow', '@types'])
        expect(installed).not.toContain(name);
    });
  });
});

interface Model {
  readonly name: string;
  readonly version: string;
}

/** Serves the bundle in artifacts/ of a project, by `espalier serve` or `serve`, and asks for its model and for a prediction. */
async function askServer(project: string, program: string): Promise<unknown> {
  const path = join(project, 'node_modules/.bin', program);
  const command = program === 'espalier' ? [path, 'serve'] : [path];
  const child = start([...command, '--port', '0'], {}, project);
  try {
    const url = await new Promise<string>((resolve, reject) => {
      let text = '';
      child.stderr!.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        const found = /serving .* on (http:\S+)/.exec(text);
        if (found) resolve(found[1]!);
      });
      child.on('close', () => {
        reject(new Error(text));
      });
    });
    const { name, version } = (await (await fetch(`${url}/model`)).json()) as Model;
    const answer = await fetch(`${url}/predict`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: await readFile(join(ROOT, 'data/churn_sample.json'), 'utf8')
    });
    return [{ name, version }, answer.status];
  } finally {
    child.kill('SIGTERM');
  }
}

/** The files that the doors of a packed package lead to. */
function doorsOf(tarball: string): string[] {
  const manifest = execFileSync('tar', ['xzOf', tarball, 'package/package.json'], {
    encoding: 'utf8'
  });
  const { exports } = JSON.parse(manifest) as {
    exports: Record<string, string | { readonly types: string; readonly default: string }>;
  };
  const doors = Object.values(exports);
  expect(doors.length).toBeGreaterThan(0);
  return doors
    .flatMap(door => (typeof door === 'string' ? [door] : [door.types, door.default]))
    .map(path => path.replace('./', ''));
}

test('npm and yarn say what to run in a clone', async () => {
  const at = join(ROOT, 'node_modules/.cache/clone-test');
  await mkdir(at, { recursive: true });
  await cp(join(ROOT, 'package.json'), join(at, 'package.json'));
  const { exitCode, stderr } = await runIn(at, ['npm', 'install', '--offline', '--dry-run']);
  expect(stderr).toMatch(/this clone is installed by pnpm, run make setup/);
  expect(exitCode).toBe(1);
  const { engines } = JSON.parse(await readFile(join(at, 'package.json'), 'utf8')) as {
    engines: Record<string, string>;
  };
  expect(engines['yarn']).toBe('run make setup instead');
});
