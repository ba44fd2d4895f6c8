// How long a back-test with all its trials and a plain plan take, and how much memory: processes of the build, as installed.
// Node 20: `make build` first. The argument is the number of rounds.
import { spawnSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { randomSeeded } from '@espalier/core';

const ROUNDS = Number(process.argv[2] ?? 3);
const SEED = 13;
const CLI = fileURLToPath(new URL('../dist/cli.js', import.meta.url));

const folder = mkdtempSync(join(tmpdir(), 'agent-bench-'));
const drift = join(folder, 'drift.json');
writeFileSync(drift, '{"overall_drift": false}');

/** A history with a fall of quality every so often, a point every `step` seconds. */
async function writeHistory(numPoints: number, step: number): Promise<string> {
  const path = join(folder, `${numPoints}-${step}.jsonl`);
  const random = randomSeeded(SEED);
  const start = Date.UTC(2024, 0, 1);
  const out = createWriteStream(path);
  for (let i = 0; i < numPoints; ++i) {
    const drop = Math.floor(i / 3000) % 7 === 3 ? 0.05 : 0;
    const line = JSON.stringify({
      ts: new Date(start + 1000 * step * i).toISOString(),
      roc_auc: Number((0.9 - drop - 0.01 * random()).toFixed(5)),
      pr_auc: Number((0.7 - drop - 0.02 * random()).toFixed(5)),
      acc: 0.85,
      latency_p95_ms: Number((200 + 220 * random()).toFixed(1)),
      error_rate: 0.01
    });
    if (!out.write(`${line}\n`)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
  return path;
}

interface Run {
  readonly seconds: number;
  /** Of the processor. */
  readonly cpuSeconds: number;
  readonly peakMb: number;
}

/** Run the program; a small script of ours asks the system for its largest memory. */
function run(...args: string[]): Run {
  const script = `process.argv.splice(1, 1, ${JSON.stringify(CLI)});
    process.on('exit', () => {
      const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
      process.stdout.write(JSON.stringify([maxRSS / 1024, (userCPUTime + systemCPUTime) / 1e6]));
    });
    await import(${JSON.stringify(CLI)});`;
  const start = performance.now();
  const { stdout, status, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', script, 'agent-monitor', ...args],
    { encoding: 'utf8' }
  );
  if (status !== 0) throw new Error(stderr);
  const [peakMb, cpuSeconds] = JSON.parse(stdout) as [number, number];
  return { seconds: (performance.now() - start) / 1000, cpuSeconds, peakMb };
}

function report(name: string, target: string, args: readonly string[]): void {
  const runs = Array.from({ length: ROUNDS }, () => run(...args));
  const seconds = runs.map(one => one.seconds).sort((a, b) => a - b);
  const cpu = Math.min(...runs.map(one => one.cpuSeconds));
  const peak = Math.max(...runs.map(one => one.peakMb));
  console.log(
    `| ${name} | ${seconds[0]!.toFixed(2)} | ${seconds[seconds.length >> 1]!.toFixed(2)} | ${cpu.toFixed(2)} | ${peak.toFixed(0)} | ${target} |`
  );
}

try {
  const week = await writeHistory(10_000, 60);
  const minutes = await writeHistory(1_000_000, 60);
  const seconds = await writeHistory(1_000_000, 1);
  console.log(`\nSeed ${SEED}, ${ROUNDS} rounds\n`);
  console.log(
    '| run | fastest s | median s | processor s | peak MB | target s |\n|---|---:|---:|---:|---:|---:|'
  );
  report('`backtest`, 10,000 minutes', '1', ['backtest', '--metrics', week]);
  report('`backtest`, 1,000,000 minutes', '10', ['backtest', '--metrics', minutes]);
  report('`backtest`, 1,000,000 seconds', '10', ['backtest', '--metrics', seconds]);
  const plan = ['--metrics', minutes, '--drift', drift, '--out', join(folder, 'plan.yaml')];
  report('a plan from 1,000,000 lines', '', plan);
} finally {
  rmSync(folder, { recursive: true });
}
