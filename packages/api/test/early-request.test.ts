import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { writeBundle } from '@espalier/bundle';
import { syntheticParts } from '../../../test/support/synthetic.ts';
import { call, post, serveFolders, type Serving } from './support/serving.ts';

const ROW = { num_age: 40, num_income: 55.5, cat_plan: 'pro', cat_city: 'Bern' };

let folder: string;
let serving: Serving;
let load: () => void;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'espalier-early-'));
  await writeBundle(folder, syntheticParts(), {});
  serving = await serveFolders([folder], { appLoads: new Promise(resolve => (load = resolve)) });
});

afterEach(async () => {
  await serving.close();
  await rm(folder, { recursive: true, force: true });
});

test('predictions do not wait for Express; other requests are answered once it is there', async () => {
  const health = call(serving, '/healthz');
  const unknown = call(serving, '/nowhere');
  expect((await post(serving, '/predict', [ROW])).status).toBe(200);
  load();
  expect((await health).status).toBe(200);
  expect((await unknown).status).toBe(404);
  expect((await call(serving, '/healthz')).status).toBe(200);
});

test('a client that leaves before Express is there is logged as 499, under its route', async () => {
  const arrived = once(serving.server, 'request');
  const left = get(`${serving.url}/healthz`, { headers: { 'x-request-id': 'r-7' } });
  left.on('error', () => undefined);
  const [, response] = (await arrived) as [unknown, NodeJS.EventEmitter];
  const closed = once(response, 'close');
  left.destroy();
  await closed;
  load();
  expect((await call(serving, '/healthz')).status).toBe(200);
  expect(serving.lines.map(line => JSON.parse(line) as object)).toMatchObject([
    { request_id: 'r-7', route: '/healthz', status: 499 },
    { route: '/healthz', status: 200 }
  ]);
});
