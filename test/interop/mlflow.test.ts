import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  createMlflowClient,
  isTaken,
  isUnknown,
  type MlflowClient
} from '../../packages/registry/src/mlflow/index.ts';
import { ROOT } from '../support/processes.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { describeWhere } from '../support/where.ts';

/** A Python with the packages of test/interop/clients.txt. */
const PYTHON =
  process.env['ESPALIER_CLIENTS_PYTHON'] ??
  join(ROOT, 'node_modules/.cache/clients-venv/bin/python');
/** The server imports much, on a machine that may be busy. */
const START_MS = 300_000;

async function freePort(): Promise<number> {
  const probe = createServer();
  await once(probe.listen(0, '127.0.0.1'), 'listening');
  const { port } = probe.address() as AddressInfo;
  await once(probe.close(), 'close');
  return port;
}

/** The error of a promise; undefined where there is none. */
function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error
  );
}

function readBack(asked: object): Promise<Record<string, unknown>> {
  const script = fileURLToPath(new URL('mlflow/read_back.py', import.meta.url));
  return new Promise((resolve, reject) => {
    const child = execFile(PYTHON, ['-W', 'ignore', script], (error, stdout) => {
      if (error === null) resolve(JSON.parse(stdout) as Record<string, unknown>);
      else reject(new Error('read_back.py failed', { cause: error }));
    });
    child.stdin!.end(JSON.stringify(asked));
  });
}

describeWhere(existsSync(PYTHON), 'no Python with MLflow')('a real MLflow server', () => {
  const at = temporaryFolder();
  let server: ChildProcess;
  let url: string;
  let client: MlflowClient;

  beforeAll(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    const stores = [
      ['--backend-store-uri', `sqlite:///${at('mlflow.db')}`],
      ['--artifacts-destination', at('artifacts')]
    ].flat();
    const line = ['-m', 'mlflow', 'server', ...stores, '--port', String(port), '--workers', '1'];
    server = spawn(PYTHON, line, { stdio: 'ignore', detached: true });
    client = createMlflowClient({ url, retries: 0, timeoutMs: 60_000 });
    const started = Date.now();
    while ((await failureOf(client.version())) !== undefined) {
      if (Date.now() - started > START_MS) throw new Error('the MLflow server does not start');
      await sleep(500);
    }
  }, START_MS + 10_000);

  afterAll(() => {
    // The server and its workers are one group.
    if (server.pid !== undefined) process.kill(-server.pid, 'SIGTERM');
  });

  test('has what our client logs and registers, as its own Python client reads it', async () => {
    const { experiment_id } = await client.ensureExperiment('loan');
    expect((await client.ensureExperiment('loan')).experiment_id).toBe(experiment_id);
    const { run } = await client.call('createRun', {
      experiment_id,
      run_name: 'first',
      start_time: 1e12
    });
    const id = run.info.run_id;
    const root = run.info.artifact_uri!;
    const losses = Array.from({ length: 2300 }, (_, i) => (i === 7 ? NaN : 1 / (i + 1)));
    await client.log(id, {
      params: [
        { key: 'family', value: 'gbdt' },
        ...Array.from({ length: 130 }, (_, i) => ({ key: `p${i}`, value: String(i) }))
      ],
      tags: [{ key: 'mlflow.note.content', value: '# Loan' }],
      metrics: [
        { key: 'roc_auc', value: 0.95, timestamp: 1e12, step: 0 },
        ...losses.map((value, step) => ({ key: 'loss', value, timestamp: 1e12 + step, step }))
      ]
    });
    await client.call('logInputs', {
      run_id: id,
      datasets: [
        {
          tags: [{ key: 'mlflow.data.context', value: 'training' }],
          dataset: {
            name: 'loan',
            digest: 'e4baac62',
            source_type: 'local',
            source: '{"uri":"loan.csv"}'
          }
        }
      ]
    });
    const bytes = Uint8Array.from({ length: 70_000 }, (_, i) => (i * 31) & 255);
    await client.putArtifact(root, 'data/täble 1.bin', bytes);
    expect(await client.getArtifact(root, 'data/täble 1.bin')).toEqual(bytes);
    expect((await client.listArtifacts(root, 'data')).map(({ path }) => path)).toEqual([
      'täble 1.bin'
    ]);
    const { model } = await client.call('createLoggedModel', {
      experiment_id,
      name: 'model',
      source_run_id: id
    });
    const { model_id, artifact_uri } = model.info;
    await client.putArtifact(
      artifact_uri ?? '',
      'MLmodel',
      new TextEncoder().encode('flavors: {}\n')
    );
    await client.call('finishLoggedModel', { model_id, status: 'LOGGED_MODEL_READY' });
    await client.call('logOutputs', { run_id: id, models: [{ model_id, step: 0 }] });
    await client.call('updateRun', { run_id: id, status: 'FINISHED', end_time: 2e12 });
    const name = 'loan_approval_model';
    await client.ensureModel(name, 'Approves loans');
    const source = `models:/${model_id}`;
    const tags = [{ key: 'content', value: '48268be0fe92' }];
    await client.call('createModelVersion', { name, source, run_id: id, model_id, tags });
    await client.call('setAlias', { name, alias: 'champion', version: '1' });
    await client.call('setStage', {
      name,
      version: '1',
      stage: 'Production',
      archive_existing_versions: true
    });

    const history = await client.metricHistory(id, 'loss');
    expect(history.map(({ value }) => value)).toEqual(losses);
    const seen = await readBack({ url, run: id, model: name, loggedModel: model_id });
    expect(seen).toEqual({
      status: 'FINISHED',
      name: 'first',
      params: 131,
      family: 'gbdt',
      tag: '# Loan',
      steps: losses.map((_, step) => step),
      values: losses.map(value => (Number.isNaN(value) ? null : value)),
      datasets: [['loan', 'e4baac62', 'mlflow.data.context', 'training']],
      sha256: createHash('sha256').update(bytes).digest('hex'),
      version: '1',
      source,
      versionTags: { content: '48268be0fe92' },
      stage: 'Production',
      description: 'Approves loans',
      models: [model_id],
      ready: 'READY',
      found: [id]
    });
  }, 120_000);

  test('says what it does not know, and what exists already', async () => {
    await client.ensureModel('other');
    const taken = await failureOf(client.call('createRegisteredModel', { name: 'other' }));
    expect(isTaken(taken)).toBe(true);
    for (const unknown of [
      client.call('getRun', { run_id: 'f'.repeat(32) }),
      client.call('getExperimentByName', { experiment_name: 'nobody' }),
      client.call('getRegisteredModel', { name: 'nobody' }),
      client.call('getModelVersion', { name: 'other', version: '7' }),
      client.call('getVersionByAlias', { name: 'other', alias: 'champion' })
    ])
      expect(isUnknown(await failureOf(unknown))).toBe(true);
    expect(
      await failureOf(client.call('searchRuns', { experiment_ids: ['0'], filter: 'nonsense ~' }))
    ).toMatchObject({
      code: 'E_REGISTRY_INVALID'
    });
    const elsewhere = createMlflowClient({ url: `${url}/nowhere`, retries: 0 });
    expect(await failureOf(elsewhere.call('getRun', { run_id: 'x' }))).toMatchObject({
      code: 'E_REGISTRY_UNAVAILABLE'
    });
  }, 60_000);
});
