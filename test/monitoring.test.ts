import type { ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { commandLine, finished, ROOT, run, start } from './support/processes.ts';

const TOKEN = 'a-token-of-the-test';

/** The rows of a CSV file of plain cells, as requests send them. */
async function rowsOf(path: string): Promise<Record<string, string | number>[]> {
  const [header = '', ...lines] = (await readFile(join(ROOT, path), 'utf8')).trimEnd().split('\n');
  const names = header.split(',');
  return lines.map(line =>
    Object.fromEntries(
      line
        .split(',')
        .map((cell, i) => [names[i]!, Number.isNaN(Number(cell)) ? cell : Number(cell)])
    )
  );
}

/** Real processes: a server gets shifted traffic, drift finds it in its live profile, the agent plans. */
describe('monitoring of churn', () => {
  let folder: string;
  let artifacts: string;
  let server: ChildProcess | undefined;
  let url = '';
  let planned: unknown;
  const env = { ESPALIER_ADMIN_TOKEN: TOKEN };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'espalier-monitoring-'));
    artifacts = join(folder, 'artifacts');
    const trained = await run(
      ...(['train', '--data', 'data/customer_churn_synth.csv', '--outdir', artifacts] as const)
    );
    expect(trained.exitCode).toBe(0);
    server = start(
      commandLine('serve', ['--bundle', artifacts, '--port', '0', '--log-level', 'error']),
      { ...env, ESPALIER_AUDIT_DIR: join(folder, 'audit_logs') }
    );
    url = await new Promise<string>((resolve, reject) => {
      let said = '';
      server?.stderr?.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        const ready = /on (http:\S+)/.exec(said);
        if (ready !== null) resolve(ready[1]!);
      });
      server?.on('exit', () => {
        reject(new Error(said));
      });
    });
  });

  afterAll(async () => {
    server?.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  async function send(rows: readonly object[]): Promise<void> {
    for (let i = 0; i < rows.length; i += 200) {
      const response = await fetch(`${url}/predict`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(rows.slice(i, i + 200))
      });
      expect(response.status).toBe(200);
      await response.arrayBuffer();
    }
  }

  async function compare(
    out: string
  ): Promise<{ exitCode: number | null; stderr: string; report: Report }> {
    const path = join(folder, out);
    const profile = `${url}/models/customer_churn/profile`;
    const line = commandLine('drift', [
      '--ref',
      artifacts,
      '--new',
      profile,
      '--out',
      path,
      '--fail-on-drift'
    ]);
    const { exitCode, stderr } = await finished(start(line, env));
    return { exitCode, stderr, report: JSON.parse(await readFile(path, 'utf8')) as Report };
  }

  interface Report {
    readonly overall_drift: boolean;
    readonly rows: { readonly new: number };
    readonly features: Record<string, number>;
    readonly findings: unknown[];
    readonly scores: { readonly verdict: string };
    readonly performance: { readonly estimate: object | null };
  }

  test('steady traffic is no drift', async () => {
    await send(await rowsOf('data/churn_ref_sample.csv'));
    const { exitCode, report } = await compare('steady.json');
    expect({ exitCode, drift: report.overall_drift, findings: report.findings }).toEqual({
      exitCode: 0,
      drift: false,
      findings: []
    });
    expect(report.rows.new).toBe(800);
    expect(report.scores.verdict).toBe('stable');
    expect(report.performance.estimate).not.toBeNull();
  });

  test('shifted traffic is found, and the agent plans critical', async () => {
    const shifted = await rowsOf('data/churn_shifted_sample.csv');
    for (let i = 0; i < 4; ++i) await send(shifted);
    const { exitCode, report } = await compare('shifted.json');
    expect(exitCode).toBe(3);
    const over = Object.entries(report.features).filter(([, psi]) => psi > 0.2);
    expect(over.map(([name]) => name)).toContain('avg_latency_ms');
    expect(report.overall_drift).toBe(true);
    const plan = await run(
      ...(['agent-monitor', '--metrics', 'data/metrics_history.jsonl'] as const),
      ...['--drift', join(folder, 'shifted.json'), '--out', join(folder, 'plan.yaml'), '--json']
    );
    expect(plan.exitCode).toBe(0);
    planned = JSON.parse(plan.stdout);
    expect(planned).toMatchObject({
      status: 'critical',
      actions: ['open_incident', 'trigger_retraining', 'page_oncall=false']
    });
  });

  test('POST /monitor says the same', async () => {
    const history = await readFile(join(ROOT, 'data/metrics_history.jsonl'), 'utf8');
    const metrics = history
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line) as unknown);
    const drift = JSON.parse(await readFile(join(folder, 'shifted.json'), 'utf8')) as unknown;
    const ask = (token: string): Promise<Response> =>
      fetch(`${url}/monitor`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ metrics, drift })
      });
    const answer = await ask(TOKEN);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual(planned);
    expect((await ask('sesame')).status).toBe(403);
  });

  test("the agent takes the server's own latency and errors", async () => {
    const line = commandLine('agent-monitor', [
      ...['--metrics', 'data/metrics_history.jsonl', '--drift', join(folder, 'shifted.json')],
      ...['--live', `${url}/metrics`, '--out', join(folder, 'live.yaml'), '--json']
    ]);
    const { exitCode, stdout } = await finished(start(line, env));
    expect(exitCode).toBe(0);
    const { findings } = JSON.parse(stdout) as { findings: Record<string, unknown>[] };
    expect(findings[2]!['latency_p95_ms']).toBeLessThan(400);
    expect(findings[4]).toEqual({ error_rate: 0 });
  });

  test('a wrong token is refused, and not told', async () => {
    const line = commandLine('agent-monitor', [
      ...['--metrics', 'data/metrics_history.jsonl', '--drift', join(folder, 'shifted.json')],
      ...['--live', `${url}/metrics`, '--out', join(folder, 'never.yaml')]
    ]);
    const { exitCode, stderr } = await finished(start(line, { ESPALIER_ADMIN_TOKEN: 'sesame' }));
    expect(exitCode).toBe(66);
    expect(stderr).toContain('the server answered 403');
    expect(stderr).not.toContain('sesame');
  });
});
