/**
 * How long a program takes to start, from the build: `--help` and the first line of `train`. Needs `make build`. Node with
 * nothing to do takes turns with them, as a machine under load is slower at all of them.
 */
import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
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
  /** Until the first line, not until the end. */
  readonly untilFirstLine?: boolean;
}

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
    untilFirstLine: true
  },
  {
    name: 'train, first line (spec inferred)',
    args: [built('trainer'), '--data', plain, '--target', 'Survived', '--outdir', out],
    target: 400,
    untilFirstLine: true
  }
];

/** Milliseconds from the start of the process to its first line on stderr, or to its end. */
function time({ args, untilFirstLine = false }: Case): Promise<number> {
  const started = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  return new Promise(resolve => {
    let first: number | undefined;
    child.stderr.once('data', () => {
      first = performance.now() - started;
      if (untilFirstLine) child.kill('SIGKILL');
    });
    child.on('close', () => {
      resolve(untilFirstLine ? first! : performance.now() - started);
    });
  });
}

if (!existsSync(built('espalier'))) {
  console.error('start.bench: make build first');
  process.exit(1);
}
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
