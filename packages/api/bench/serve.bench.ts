// Requests a second over HTTP, rivals in turns: needs wrk, python3 and the build (make build).
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { ROOT, startServers } from './support/rivals.ts';
import { type Load, needWrk, wrk } from './support/wrk.ts';

needWrk();
const ROUNDS = Number(process.env['ESPALIER_BENCH_ROUNDS'] ?? 7);
const SECONDS = Number(process.env['ESPALIER_BENCH_SECONDS'] ?? 3);
const TABLE = 'data/customer_churn_synth.csv';

const folder = mkdtempSync(join(tmpdir(), 'espalier-serve-bench-'));
const bundle = process.env['ESPALIER_BENCH_BUNDLE'] ?? join(folder, 'bundle');
if (process.env['ESPALIER_BENCH_BUNDLE'] === undefined)
  execFileSync(
    process.execPath,
    ['packages/trainer/bin/train.js', '--data', TABLE, '--family', 'gbdt', '--outdir', bundle],
    { cwd: ROOT, stdio: 'inherit', env: { ...process.env, NODE_OPTIONS: undefined } }
  );

const { trees } = JSON.parse(readFileSync(join(bundle, 'model.json'), 'utf8')) as {
  trees: { trees: { left?: number[]; leaves?: number[] }[] };
};
const sample = JSON.parse(readFileSync(join(ROOT, 'data/churn_sample.json'), 'utf8')) as object[];
const numTrees = trees.trees.length;
console.log(`${numTrees} trees; ${ROUNDS} rounds of ${SECONDS} s, rivals in turns, medians`);

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}

const servers = await startServers(bundle, join(ROOT, TABLE), folder, numTrees, 31);
try {
  for (const [what, numRows, connections] of [
    ['one row, 16 connections', 1, 16],
    ['one row, 1 connection', 1, 1],
    ['1,000 rows, 4 connections', 1000, 4]
  ] as const) {
    const rows = Array.from({ length: numRows }, (_, i) => sample[i % sample.length]!);
    const loads = new Map<string, Load[]>(servers.map(({ name }) => [name, []]));
    for (const { url, body } of servers) wrk(url, body(rows), folder, connections, 1);
    for (let round = 0; round < ROUNDS; ++round)
      for (const { name, url, body } of servers)
        loads.get(name)!.push(wrk(url, body(rows), folder, connections, SECONDS));
    const ours = loads.get('Espalier')!;
    console.log(`\n${what}`);
    console.table(
      servers.map(({ name }) => {
        const own = loads.get(name)!;
        const of = (read: (load: Load) => number): number => median(own.map(read));
        return {
          server: name,
          'requests/s': Math.round(of(load => load.perSecond)),
          // Of each round, so that what else the machine does counts for both.
          'ours / theirs': Number(
            median(own.map(({ perSecond }, i) => ours[i]!.perSecond / perSecond)).toFixed(2)
          ),
          'p50 ms': Number(of(load => load.p50).toFixed(2)),
          'p99 ms': Number(of(load => load.p99).toFixed(2)),
          failed: own.reduce((sum, { failed }) => sum + failed, 0)
        };
      })
    );
  }
} finally {
  for (const { stop } of servers) stop();
  rmSync(folder, { recursive: true, force: true });
}
