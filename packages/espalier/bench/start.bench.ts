/**
 * How long a program takes to start, from the build: `--help`, the first line of `train`, the first prediction of `serve`. Needs
 * `make build`. Node with nothing to do takes turns with them, as a machine under load is slower at all of them.
 */
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROUNDS = 15;
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const built = (name: string): string => join(ROOT, `packages/${name}/dist/cli.js`);
const out = mkdtempSync(join(tmpdir(), 'espalier-bench-'));
const data = join(ROOT, 'data/customer_churn_synth.csv');
// Without a spec beside it.
const plain = join(out, 'passengers.csv');
copyFileSync(join(ROOT, 'data/titanic.csv'), plain);

interface Case {
  readonly name: string;
  readonly args: readonly string[];
  /** Milliseconds that it may take. */
  readonly target?: number;
  /** Until the first line, or until a prediction is answered, not until the end. */
  readonly until?: 'first line' | 'first answer';
}

const bundle = join(out, 'bundle');
const PORT = 8731;
const rows = readFileSync(join(ROOT, 'data/churn_sample.json'), 'utf8');

const CASES: readonly Case[] = [
  { name: 'node -e 0', args: ['-e', '0'] },
  { name: 'train --help', args: [built('trainer'), '--help'], target: 250 },
  { name: 'espalier train --help', args: [built('espalier'), 'train', '--help'], target: 250 },
  { name: 'serve --help', args: [built('api'), '--help'], target: 250 },
  { name: 'drift --help', args: [built('drift'), '--help'], target: 250 },
  { name: 'agent-monitor --help', args: [built('agent-monitor'), '--help'], target: 250 },
  {
    name: 'train, first line (spec beside the table)',
    args: [built('trainer'), '--data', data, '--outdir', out],
    target: 400,
    until: 'first line'
  },
  {
    name: 'train, first line (spec inferred)',
    args: [built('trainer'), '--data', plain, '--target', 'Survived', '--outdir', out],
    target: 400,
    until: 'first line'
  },
  {
    name: 'serve, first answer to POST /predict',
    args: [built('api'), '--bundle', bundle, '--port', String(PORT), '--audit-dir', out],
    target: 350,
    until: 'first answer'
  }
];

/** Milliseconds from the start of the process to its first line on stderr, its first answer, or its end. */
function time({ args, until }: Case): Promise<number> {
  const started = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  return new Promise((resolve, reject) => {
    let first: number | undefined;
    const stop = (): void => {
      first = performance.now() - started;
      child.kill('SIGKILL');
    };
    child.stderr.once('data', () => {
      if (until === 'first line') stop();
      if (until === 'first answer') predictOnce().then(stop, reject);
    });
    child.on('close', () => {
      resolve(until === undefined ? performance.now() - started : first!);
    });
  });
}

async function predictOnce(): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`http://127.0.0.1:${PORT}/predict`, {
    method: 'POST',
    headers,
    body: rows
  });
  await answer.text();
  if (answer.status !== 200) throw new Error(`serve answered ${answer.status}`);
}

if (!existsSync(built('espalier'))) {
  console.error('start.bench: make build first');
  process.exit(1);
}
spawnSync(process.execPath, [
  built('trainer'),
  ...['--data', data, '--family', 'gbdt', '--outdir', bundle]
]);
const times = CASES.map((): number[] => []);
for (let round = 0; round < ROUNDS; ++round)
  for (const [i, one] of CASES.entries()) times[i]!.push(await time(one));
rmSync(out, { recursive: true, force: true });

const sorted = times.map(all => all.sort((a, b) => a - b));
const [bare = []] = sorted;
console.table(
  CASES.map(({ name, target }, i) => ({
    program: name,
    'fastest ms': Math.round(sorted[i]![0]!),
    'median ms': Math.round(sorted[i]![ROUNDS >> 1]!),
    'times node -e 0': Number((sorted[i]![ROUNDS >> 1]! / bare[ROUNDS >> 1]!).toFixed(1)),
    'target ms': target ?? ''
  }))
);
