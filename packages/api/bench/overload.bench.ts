// What five times the capacity does to the requests that are accepted: an open loop, so that refusals do not slow it down.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openLoop } from './support/open-loop.ts';
import { ROOT } from './support/rivals.ts';
import { needWrk, wrk } from './support/wrk.ts';

needWrk();
const PORT = 8721;
const NUM_ROWS = 100;
const folder = mkdtempSync(join(tmpdir(), 'espalier-overload-'));
const bundle = process.env['ESPALIER_BENCH_BUNDLE'] ?? join(folder, 'bundle');
const TABLE = 'data/customer_churn_synth.csv';
if (process.env['ESPALIER_BENCH_BUNDLE'] === undefined)
  execFileSync(
    process.execPath,
    ['packages/trainer/bin/train.js', '--data', TABLE, '--family', 'gbdt', '--outdir', bundle],
    { cwd: ROOT, stdio: 'inherit', env: { ...process.env, NODE_OPTIONS: undefined } }
  );
const sample = JSON.parse(readFileSync(join(ROOT, 'data/churn_sample.json'), 'utf8')) as object[];
const rows = Array.from({ length: NUM_ROWS }, (_, i) => sample[i % sample.length]!);
const url = `http://127.0.0.1:${PORT}/predict?explain=true`;

const args = ['--bundle', bundle, '--port', String(PORT), '--audit-dir', join(folder, 'audit')];
const limits = ['--max-wait-ms', process.env['ESPALIER_BENCH_MAX_WAIT_MS'] ?? '100'];
const server = spawn(process.execPath, [`${ROOT}packages/api/dist/cli.js`, ...args, ...limits], {
  stdio: 'ignore',
  env: { ...process.env, NODE_OPTIONS: undefined }
});
try {
  await sleep(2500);
  const capacity = wrk(url, rows, folder, 2, 5).perSecond;
  const body = JSON.stringify(rows);
  const quiet = await openLoop(url, body, capacity / 5, 15);
  const loaded = await openLoop(url, body, capacity * 5, 20);
  console.log(
    `${NUM_ROWS} rows with reasons: capacity ${capacity.toFixed(0)} requests/s, ${limits.join(' ')}`
  );
  console.table(
    Object.entries({ 'a fifth of it': quiet, 'five times': loaded }).map(([load, figures]) => ({
      load,
      sent: figures.sent,
      statuses: JSON.stringify(figures.statuses),
      'accepted p50 ms': Math.round(figures.accepted.p50),
      'accepted p99 ms': Math.round(figures.accepted.p99),
      'refused p99 ms': Math.round(figures.refused.p99)
    }))
  );
  console.log(`p99 of accepted: ${(loaded.accepted.p99 / quiet.accepted.p99).toFixed(2)} times`);
} finally {
  server.kill('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
}
