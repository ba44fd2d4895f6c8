import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writeBundle } from '@espalier/bundle';
import { syntheticParts } from '../../../test/support/synthetic.ts';
import { call, post, serveFolders, type Serving } from './support/serving.ts';

const DATA = fileURLToPath(new URL('../../../data/', import.meta.url));
const FILES = {
  metricsHistory: `${DATA}metrics_history.jsonl`,
  driftReport: `${DATA}drift_latest.json`
};

let folder: string;
let serving: Serving;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'espalier-monitor-'));
  await writeBundle(folder, syntheticParts(), {});
  serving = await serveFolders([folder], {
    change: { monitor: FILES },
    limits: { maxBodyBytes: 1_000_000 }
  });
});

afterAll(async () => {
  await serving.close();
  await rm(folder, { recursive: true, force: true });
});

test('an empty body plans from the files, a body from what it holds: the same plan', async () => {
  const own = await call(serving, '/monitor', { method: 'POST' });
  expect(own.status).toBe(200);
  expect(own.json).toMatchObject({ status: 'critical' });
  expect(Object.keys(own.json as object).slice(0, 4)).toEqual([
    'status',
    'findings',
    'actions',
    'rationale'
  ]);
  const metrics = (await readFile(FILES.metricsHistory, 'utf8'))
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as unknown);
  const drift = JSON.parse(await readFile(FILES.driftReport, 'utf8')) as unknown;
  const sent = await post(serving, '/monitor', { metrics, drift });
  expect(sent.json).toEqual(own.json);
});

test.each<[string, string, number, string]>([
  ['no JSON', '{', 400, 'E_BODY_MALFORMED'],
  ['a list', '[]', 400, 'E_BODY_TYPE'],
  ['no points', '{"metrics":[],"drift":{}}', 400, 'E_BODY_TYPE'],
  ['too much', ' '.repeat(1_000_001), 413, 'E_BODY_TOO_LARGE']
])('%s is refused', async (_what, body, status, code) => {
  expect(await post(serving, '/monitor', body)).toMatchObject({
    status,
    json: { error: { code } }
  });
});

test('a key that would be ignored is refused by name, a point in the future is left out by name', async () => {
  const metrics = [
    { ts: '2025-08-10T00:00:00Z', roc_auc: 0.9 },
    { ts: '2099-01-01T00:00:00Z', roc_auc: 0.9 },
    { ts: '2025-08-10T01:00:00Z', roc_auc: 0.7 }
  ];
  const drift = { overall_drift: false };
  const policy = { warn: { roc_auc_drop_pct: 50 } };
  expect(await post(serving, '/monitor', { metrics, drift, policy })).toMatchObject({
    status: 400,
    json: {
      error: {
        code: 'E_FIELD_INVALID',
        details: [{ field: 'policy', problem: 'unknown key', expected: 'only metrics and drift' }]
      }
    }
  });
  const { json } = await post(serving, '/monitor', { metrics, drift });
  expect(json).toMatchObject({ status: 'critical' });
  expect((json as { findings: object[] }).findings).toContainEqual({
    history_future_points: ['2099-01-01T00:00:00.000Z']
  });
});

test('without files an empty body says what to send; a token is asked for where one is set', async () => {
  const bare = await serveFolders([folder]);
  const guarded = await serveFolders([folder], { change: { adminToken: 'sesame' } });
  try {
    expect(await call(bare, '/monitor', { method: 'POST' })).toMatchObject({
      status: 400,
      json: { error: { code: 'E_BODY_TYPE' } }
    });
    expect((await call(guarded, '/monitor', { method: 'POST' })).status).toBe(401);
  } finally {
    await bare.close();
    await guarded.close();
  }
});
