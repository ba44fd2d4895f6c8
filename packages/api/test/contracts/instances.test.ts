import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openBundle, writeBundle } from '@espalier/bundle';
import { syntheticParts } from '../../../../test/support/synthetic.ts';
import { call, post, serveFolders, type Serving } from '../support/serving.ts';

const ROW = { num_age: 40, num_income: 55.5, cat_plan: 'pro', cat_city: 'Bern' };

let folder: string;
let serving: Serving;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'espalier-instances-'));
  const parts = syntheticParts();
  const spec = { ...parts.spec, version: '2.1.0', serve: { contract: 'instances' as const } };
  await writeBundle(folder, { ...parts, spec }, {});
  serving = await serveFolders([folder]);
});

afterAll(async () => {
  await serving.close();
  await rm(folder, { recursive: true, force: true });
});

async function probabilityOf(row: Record<string, unknown>): Promise<number> {
  const bundle = await openBundle(folder);
  return bundle.score(bundle.encodeRows([row]).table)[0]!;
}

test('POST /predict takes one object', async () => {
  const probability = await probabilityOf(ROW);
  expect(await post(serving, '/predict', ROW)).toMatchObject({
    status: 200,
    json: {
      prediction: probability >= 0.5 ? 1 : 0,
      probability,
      model_version: '2.1.0',
      timestamp: '2026-01-01T00:00:00Z'
    }
  });
});

test('an unknown level that the spec puts up with is answered with a warning', async () => {
  const { status, json } = await post(serving, '/predict', { ...ROW, cat_city: 'Rom' });
  expect(status).toBe(200);
  expect(json).toMatchObject({
    warnings: [{ row: 0, field: 'cat_city', problem: 'unknown level: scored as other' }]
  });
});

test('POST /predict/batch takes instances', async () => {
  const { status, json } = await post(serving, '/predict/batch', {
    instances: [ROW, { ...ROW, num_age: 80 }]
  });
  expect(status).toBe(200);
  expect(json).toEqual({
    predictions: [
      { prediction: expect.any(Number), probability: await probabilityOf(ROW), row_id: 0 },
      {
        prediction: expect.any(Number),
        probability: await probabilityOf({ ...ROW, num_age: 80 }),
        row_id: 1
      }
    ],
    model_version: '2.1.0',
    timestamp: '2026-01-01T00:00:00Z',
    batch_size: 2,
    processing_time: expect.stringMatching(/^\d+\.\d\ds$/)
  });
});

test('?explain=true adds the reasons, largest first', async () => {
  const { json } = await post(serving, '/predict?explain=true', ROW);
  const { reasons } = json as { reasons: { feature: string; contribution: number }[] };
  expect(reasons.length).toBeGreaterThan(0);
  const sizes = reasons.map(({ contribution }) => Math.abs(contribution));
  expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
  const batch = await post(serving, '/predict/batch?explain=true', { instances: [ROW] });
  expect(batch.json).toMatchObject({ predictions: [{ reasons }] });
});

test('GET /health', async () => {
  expect(await call(serving, '/health')).toMatchObject({
    status: 200,
    json: {
      status: 'healthy',
      checks: {
        model_loaded: true,
        api_status: 'ok',
        model_version: '2.1.0',
        timestamp: '2026-01-01T00:00:00Z'
      }
    }
  });
});

describe('wrong bodies are 400', () => {
  test.each<[string, string, unknown, string]>([
    ['a list for one', '/predict', [ROW], 'E_BODY_TYPE'],
    ['a text', '/predict', '"x"', 'E_BODY_TYPE'],
    ['nothing', '/predict', {}, 'E_FIELD_MISSING'],
    ['a text for a number', '/predict', { ...ROW, num_age: '40' }, 'E_FIELD_INVALID'],
    ['one for many', '/predict/batch', ROW, 'E_BODY_TYPE'],
    ['no instance', '/predict/batch', { instances: [] }, 'E_BODY_TYPE'],
    ['too many', '/predict/batch', { instances: Array(6).fill(ROW) }, 'E_TOO_MANY_ROWS']
  ])('%s', async (_what, path, body, code) => {
    expect(await post(serving, path, body)).toMatchObject({
      status: 400,
      json: { error: { code } }
    });
  });
});
