import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writeBundle } from '@espalier/bundle';
import { syntheticParts } from '../../../test/support/synthetic.ts';
import { call, post, serveFolders, type Serving } from './support/serving.ts';

const ROW = { num_age: 40, num_income: 55.5, cat_plan: 'pro', cat_city: 'Bern' };
const ROWS = JSON.stringify(Array(500).fill(ROW));
const NUM_REQUESTS = 200;

let folder: string;
let serving: Serving;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'espalier-overload-'));
  await writeBundle(folder, syntheticParts(), {});
  serving = await serveFolders([folder], {
    maxWaitMs: 2,
    maxWaiting: 5,
    change: { limits: { maxRows: 1000, maxBodyBytes: 1_000_000 } }
  });
});

afterAll(async () => {
  await serving.close();
  await rm(folder, { recursive: true, force: true });
});

test('too many at once: some are answered, the others are told when to come again, none is lost', async () => {
  const answers = await Promise.all(
    Array.from({ length: NUM_REQUESTS }, () => post(serving, '/predict?explain=true', ROWS))
  );
  const accepted = answers.filter(({ status }) => status === 200);
  const refused = answers.filter(({ status }) => status === 503);
  expect(accepted.length).toBeGreaterThan(0);
  expect(refused.length).toBeGreaterThan(0);
  expect(accepted.length + refused.length).toBe(NUM_REQUESTS);
  for (const { headers, json } of refused) {
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(json).toMatchObject({ error: { code: 'E_OVERLOADED' } });
  }
  for (const { json } of accepted)
    expect((json as { predictions: unknown[] }).predictions).toHaveLength(500);
  const { text } = await call(serving, '/metrics');
  expect(text).toContain(`requests_shed_total ${refused.length}\n`);
  expect(await serving.audit()).toHaveLength(NUM_REQUESTS);
  expect((await post(serving, '/predict', [ROW])).status).toBe(200);
});
