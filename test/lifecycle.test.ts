import type { ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { commandLine, finished, ROOT, run, start } from './support/processes.ts';

/** One table goes all the way round, over real processes: train, serve, predict, drift, plan. */
describe('the lifecycle of churn', () => {
  let folder: string;
  let artifacts: string;
  let server: ChildProcess | undefined;
  let url = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'espalier-lifecycle-'));
    artifacts = join(folder, 'artifacts');
  });

  afterAll(async () => {
    server?.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  async function readJson(name: string): Promise<Record<string, unknown>> {
    return JSON.parse(await readFile(join(artifacts, name), 'utf8')) as Record<string, unknown>;
  }

  async function post(rows: unknown): Promise<{ status: number; body: Record<string, unknown> }> {
    const response = await fetch(`${url}/predict`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(rows)
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  async function sampleRows(): Promise<Record<string, unknown>[]> {
    return JSON.parse(await readFile(join(ROOT, 'data/churn_sample.json'), 'utf8')) as Record<
      string,
      unknown
    >[];
  }

  test('train writes the artifacts and meets the gate', async () => {
    const { exitCode, stdout, stderr } = await run(
      'train',
      '--data',
      'data/customer_churn_synth.csv',
      '--outdir',
      artifacts
    );
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
    expect(stderr).toContain('gate passed');
    const metrics = await readJson('metrics.json');
    expect(metrics['roc_auc']).toBeGreaterThanOrEqual(0.83);
    expect(metrics).toMatchObject({
      gate: 'passed',
      family: 'logistic',
      rows_train: 19_200,
      rows_validation: 4800
    });
    for (const name of [
      'manifest.json',
      'model.json',
      'feature_pipeline.json',
      'decision.json',
      'profile.json'
    ]) {
      expect(Object.keys(await readJson(name)).length).toBeGreaterThan(0);
    }
    expect(await readFile(join(artifacts, 'feature_importances.csv'), 'utf8')).toMatch(
      /^feature,importance,mean_abs_shap,permutation,gain\n/
    );
    expect(await readFile(join(artifacts, 'dataset.yaml'), 'utf8')).toContain(
      'name: customer_churn'
    );
  });

  test('serve gets ready and says so in one line', async () => {
    server = start(
      commandLine('serve', ['--bundle', artifacts, '--port', '0', '--log-level', 'warn']),
      { ESPALIER_AUDIT_DIR: join(artifacts, 'audit_logs') }
    );
    url = await new Promise<string>((resolve, reject) => {
      let said = '';
      server?.stderr?.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        const ready = /serving customer_churn 1\.0\.0 \(logistic\) on (http:\S+)/.exec(said);
        if (ready !== null) resolve(ready[1]!);
      });
      server?.on('exit', code => {
        reject(new Error(`serve ended with ${String(code)}: ${said}`));
      });
    });
    const health = await fetch(`${url}/health`);
    expect([health.status, await health.text()]).toEqual([200, '{"status":"ok"}']);
  });

  test('two rows are predicted with probabilities', async () => {
    const { status, body } = await post(await sampleRows());
    expect(status).toBe(200);
    const predictions = body['predictions'] as { probability: number; class: number }[];
    expect(predictions).toHaveLength(2);
    for (const { probability, class: decided } of predictions) {
      expect(probability).toBeGreaterThanOrEqual(0);
      expect(probability).toBeLessThanOrEqual(1);
      expect(decided).toBe(probability >= 0.5 ? 1 : 0);
    }
    expect(body['model']).toEqual({ name: 'customer_churn', version: '1.0.0' });
  });

  test('a missing field and an unknown category are 400, named', async () => {
    const rows = await sampleRows();
    const { downtime_hours_30d, ...short } = rows[0]!;
    expect(downtime_hours_30d).toBeDefined();
    expect(await post([rows[1], short])).toMatchObject({
      status: 400,
      body: {
        error: {
          code: 'E_FIELD_MISSING',
          details: [{ row: 1, field: 'downtime_hours_30d', problem: 'missing', expected: 'number' }]
        }
      }
    });
    expect(await post([{ ...rows[0], plan_type: 'Platinum' }])).toMatchObject({
      status: 400,
      body: {
        error: {
          code: 'E_FIELD_INVALID',
          details: [{ row: 0, field: 'plan_type', problem: 'unknown level' }]
        }
      }
    });
  });

  test('a second server on the same port is refused with exit 1', async () => {
    const { exitCode, stderr } = await run(
      'serve',
      '--bundle',
      artifacts,
      '--port',
      new URL(url).port
    );
    expect(exitCode).toBe(1);
    expect(stderr).toContain('E_PORT_UNAVAILABLE');
  });

  test('serve ends with 0 after SIGTERM', async () => {
    const ended = finished(server!);
    server!.kill('SIGTERM');
    expect(await ended).toMatchObject({ exitCode: 0, signal: null });
  });

  test('drift finds what was shifted', async () => {
    const report = join(artifacts, 'drift_report.json');
    const samples = [
      '--ref',
      'data/churn_ref_sample.csv',
      '--new',
      'data/churn_shifted_sample.csv'
    ];
    expect((await run('drift', ...samples, '--out', report)).exitCode).toBe(0);
    const { overall_drift, threshold, features } = await readJson('drift_report.json');
    expect({ overall_drift, threshold }).toEqual({ overall_drift: true, threshold: 0.2 });
    const over = Object.entries(features as Record<string, number>).filter(([, psi]) => psi > 0.2);
    expect(over.map(([name]) => name).sort()).toEqual(['avg_latency_ms', 'downtime_hours_30d']);
    expect(features).not.toHaveProperty('churned');
    expect((await run('drift', ...samples, '--out', report, '--fail-on-drift')).exitCode).toBe(3);
  });

  test('agent-monitor plans from the history and that very report', async () => {
    const plan = join(artifacts, 'agent_plan.yaml');
    const { exitCode } = await run(
      'agent-monitor',
      '--metrics',
      'data/metrics_history.jsonl',
      '--drift',
      join(artifacts, 'drift_report.json'),
      '--out',
      plan
    );
    expect(exitCode).toBe(0);
    const yaml = await readFile(plan, 'utf8');
    expect(yaml).toMatch(/^status: critical\nfindings:\n {2}- roc_auc_drop_pct: \d/);
    expect(yaml).toContain('\n  - drift_overall: true\n');
    expect(yaml).toContain(
      '\nactions:\n  - open_incident\n  - trigger_retraining\n  - page_oncall=false\nrationale: >\n'
    );
  });
});
