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
let busy: Serving;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'espalier-overload-'));
  await writeBundle(folder, syntheticParts(), {});
  serving = await serveFolders([folder], {
    maxWaitMs: 2,
    maxWaiting: 5,
    limits: { maxRows: 1000, maxBodyBytes: 1_000_000 }
  });
  busy = await serveFolders([folder], {
    maxWaitMs: 500,
    limits: { maxRows: 20_000, maxExplainRows: 10_000, maxBodyBytes: 10_000_000 }
  });
});

afterAll(async () => {
  await serving.close();
  await busy.close();
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
  const shed = [...text.matchAll(/^requests_shed_total\{reason="\w+"\} (\d+)$/gm)];
  expect(shed.reduce((sum, [, count]) => sum + Number(count), 0)).toBe(refused.length);
  expect(text).toMatch(/^requests_waiting \d+$/m);
  expect(text).toMatch(/^request_expected_wait_ms \d/m);
  expect(text).toMatch(/^held_bytes \d+$/m);
  expect(await serving.audit()).toHaveLength(NUM_REQUESTS);
  expect((await post(serving, '/predict', [ROW])).status).toBe(200);
});

test('one-row requests are answered while explained batches are at work, and none is refused', async () => {
  const batches = Array.from({ length: 3 }, () =>
    post(busy, '/predict?explain=true', Array<object>(10_000).fill(ROW))
  );
  let numRunning = batches.length;
  for (const batch of batches) void batch.finally(() => --numRunning);
  let numAnswered = 0;
  while (numRunning > 0) {
    const { status } = await post(busy, '/predict', [ROW]);
    expect(status).toBe(200);
    if (numRunning === batches.length) ++numAnswered;
  }
  for (const { status } of await Promise.all(batches)) expect(status).toBe(200);
  // Before the first batch was done.
  expect(numAnswered).toBeGreaterThan(3);
});

test('reasons have a limit of rows of their own', async () => {
  const rows = Array<object>(10_001).fill(ROW);
  expect((await post(busy, '/predict', rows)).status).toBe(200);
  const { status, json } = await post(busy, '/predict?explain=true', rows);
  expect(status).toBe(400);
  expect(json).toMatchObject({
    error: {
      code: 'E_TOO_MANY_ROWS',
      message: 'Cannot explain 10001 rows at once: the limit is 10000',
      hint: 'Send several requests, or ask for scores without reasons'
    }
  });
});
