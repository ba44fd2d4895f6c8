import { connect, type Socket } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { writeBundle } from '@espalier/bundle';
import { syntheticParts } from '../../../test/support/synthetic.ts';
import { call, post, serveFolders, type Serving } from './support/serving.ts';

const ROW = { num_age: 40, num_income: 55.5, cat_plan: 'pro', cat_city: 'Bern' };
const MAX_HELD = 3_000_000;
const WRITE_TIMEOUT_MS = 300;

let folder: string;
let serving: Serving;
let sockets: Socket[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'espalier-held-'));
  await writeBundle(folder, syntheticParts(), {});
});

beforeEach(async () => {
  sockets = [];
  serving = await serveFolders([folder], {
    maxHeldBytes: MAX_HELD,
    limits: {
      maxRows: 60_000,
      maxExplainRows: 60_000,
      maxBodyBytes: 5_000_000,
      writeTimeoutMs: WRITE_TIMEOUT_MS
    }
  });
});

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await serving.close();
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Send a request without ever reading its answer. */
function sendOnly(text: string): Socket {
  const socket = connect(Number(new URL(serving.url).port), '127.0.0.1').pause();
  socket.on('error', () => undefined);
  socket.write(text);
  sockets.push(socket);
  return socket;
}

function requestOf(body: string, path: string, length = body.length): string {
  return `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n${body}`;
}

async function figure(name: string): Promise<number> {
  const { text } = await call(serving, '/metrics');
  return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1]);
}

async function waitFor(condition: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 250 && !(await condition()); ++i) await sleep(20);
}

test('a client that does not read its response is disconnected, logged and counted, and its bytes are free again', async () => {
  const rows = JSON.stringify(Array<object>(60_000).fill(ROW));
  sendOnly(requestOf(rows, '/predict?explain=true'));
  await waitFor(async () => (await figure('responses_unsent_total')) > 0);
  expect(await figure('responses_unsent_total')).toBe(1);
  expect(await figure('held_bytes')).toBe(0);
  expect(serving.lines.join('')).toContain(
    'the client did not read its response: connection closed'
  );
  expect(await serving.audit()).toMatchObject([{ status: 'success', num_inputs: 60_000 }]);
});

test('bodies that are announced count until they are answered; what does not fit is told to come again', async () => {
  sendOnly(requestOf('[', '/predict', 2_900_000));
  await waitFor(async () => (await figure('held_bytes')) > 0);
  expect(await figure('held_bytes')).toBe(2_900_000);
  const body = JSON.stringify(Array<object>(3000).fill(ROW));
  const { status, headers, json } = await post(serving, '/predict', body);
  expect(status).toBe(503);
  expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  expect(json).toMatchObject({ error: { code: 'E_OVERLOADED' } });
  expect((await post(serving, '/predict', [ROW])).status).toBe(200);
  sockets[0]!.destroy();
  await waitFor(async () => (await figure('held_bytes')) === 0);
  expect((await post(serving, '/predict', body)).status).toBe(200);
});

test('chunks of a body without a length count as they come', async () => {
  sendOnly(
    `POST /predict HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n${(200_000).toString(16)}\r\n${' '.repeat(200_000)}\r\n`
  );
  await waitFor(async () => (await figure('held_bytes')) > 0);
  expect(await figure('held_bytes')).toBe(200_000);
  sockets[0]!.destroy();
  await waitFor(async () => (await figure('held_bytes')) === 0);
  expect(await figure('held_bytes')).toBe(0);
  expect(await serving.audit()).toMatchObject([{ http_status: 499 }]);
});

test('work for a client that is gone ends, with its line', async () => {
  const rows = JSON.stringify(Array<object>(60_000).fill(ROW));
  const socket = sendOnly(requestOf(rows, '/predict?explain=true'));
  await waitFor(async () => (await figure('requests_waiting')) > 0);
  socket.resetAndDestroy();
  await waitFor(async () => (await serving.audit()).length > 0);
  expect(await serving.audit()).toMatchObject([{ http_status: 499, num_inputs: 60_000 }]);
});

test('warnings are one for each field, with the number of rows, and have a limit', async () => {
  const rows = Array.from({ length: 1200 }, (_, i) => ({ ...ROW, num_agee: 1, [`x${i}`]: 1 }));
  const { json } = await post(serving, '/predict', rows);
  const { warnings } = json as { warnings: { field?: string; count: number }[] };
  expect(warnings).toHaveLength(101);
  expect(warnings[0]).toEqual({
    row: 0,
    field: 'num_agee',
    problem: 'not a field of this model: ignored',
    expected: '"num_age", perhaps',
    count: 1200
  });
  expect(warnings.at(-1)).toEqual({ problem: 'more warnings, of other fields', count: 1101 });
});

test('problems have a limit, and say how many more there are', async () => {
  const rows = Array<object>(1200).fill({ ...ROW, num_age: 'x' });
  const { status, json } = await post(serving, '/predict', rows);
  expect(status).toBe(400);
  const { message, details } = (json as { error: { message: string; details: object[] } }).error;
  expect(message).toBe('Cannot score the rows: 1200 have problems');
  expect(details).toHaveLength(1001);
  expect(details[999]).toMatchObject({ row: 999, field: 'num_age' });
  expect(details[1000]).toEqual({ problem: '200 more problems' });
});
