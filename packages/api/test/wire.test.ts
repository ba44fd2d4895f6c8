import { connect, type Socket } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { writeBundle } from '@espalier/bundle';
import { syntheticParts } from '../../../test/support/synthetic.ts';
import { call, serveFolders, type Serving } from './support/serving.ts';

const BODY = JSON.stringify([{ num_age: 40, num_income: 55.5, cat_plan: 'pro', cat_city: 'Bern' }]);
const TIMEOUT_MS = 400;

let folder: string;
let serving: Serving;
let numAudited: number;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'espalier-wire-'));
  await writeBundle(folder, syntheticParts(), {});
  serving = await serveFolders([folder], { requestTimeoutMs: TIMEOUT_MS });
});

beforeEach(async () => {
  serving.lines.length = 0;
  numAudited = (await serving.audit()).length;
});

afterAll(async () => {
  await serving.close();
  await rm(folder, { recursive: true, force: true });
});

function open(): Socket {
  return connect(Number(new URL(serving.url).port), '127.0.0.1');
}

/** Send bytes as they are; returns everything that comes back until the connection closes or is silent. */
async function send(text: string, silentMs = 150): Promise<string> {
  const socket = open();
  let answer = '';
  socket.on('data', chunk => (answer += chunk.toString()));
  socket.on('error', () => undefined);
  socket.write(text);
  const closed = new Promise(resolve => socket.once('close', resolve));
  let length = -1;
  while (answer === '' ? !socket.destroyed : answer.length !== length) {
    length = answer.length;
    await Promise.race([closed, sleep(silentMs)]);
  }
  socket.destroy();
  return answer;
}

function head(fields: readonly string[], path = '/predict'): string {
  const given = ['content-type: application/json', 'x-request-id: r-7', ...fields];
  return `POST ${path} HTTP/1.1\r\n${given.join('\r\n')}\r\n\r\n`;
}

const HOST = 'host: localhost';

/** The audit lines and log lines since the test began, once there is one. */
async function traces(): Promise<{ audited: object[]; logged: object[] }> {
  for (let i = 0; i < 100 && (await serving.audit()).length === numAudited; ++i) await sleep(20);
  await sleep(20);
  return {
    audited: (await serving.audit()).slice(numAudited),
    logged: serving.lines.map(line => JSON.parse(line) as object)
  };
}

/** Expect one line in each, with the caller's id, and a metric. */
async function expectTrace(status: number, route = '/predict'): Promise<void> {
  const { audited, logged } = await traces();
  expect(audited).toMatchObject([
    { request_id: 'r-7', route, status: 'error', http_status: status, num_inputs: 0 }
  ]);
  expect(logged).toMatchObject([{ request_id: 'r-7', route, status, method: 'POST' }]);
  const { text } = await call(serving, '/metrics');
  expect(text).toMatch(
    new RegExp(`http_requests_total\\{route="${route}",method="POST",status="${status}"\\} [1-9]`)
  );
}

describe('a prediction whose body', () => {
  test.each([
    ['ends the connection', (socket: Socket) => socket.end()],
    ['resets the connection', (socket: Socket) => socket.resetAndDestroy()]
  ])('%s in its middle is logged, counted and audited as 499', async (_, leave) => {
    const socket = open();
    socket.on('error', () => undefined);
    socket.write(`${head([HOST, 'content-length: 500'])}{"a"`);
    await sleep(50);
    leave(socket);
    await expectTrace(499);
  });

  test('breaks off within a chunk is 499', async () => {
    const socket = open();
    socket.write(`${head([HOST, 'transfer-encoding: chunked'])}10\r\n{"a"`);
    await sleep(50);
    socket.end();
    await expectTrace(499);
  });

  test('stalls is 408, told to the client', async () => {
    const answer = await send(`${head([HOST, 'content-length: 500'])}{"a"`, 3000);
    expect(answer).toContain('HTTP/1.1 408 Request Timeout');
    expect(answer).toContain('x-request-id: r-7');
    expect(answer).toContain('"code":"E_REQUEST_TIMEOUT"');
    expect(answer).toContain('connection: close');
    await expectTrace(408);
  });

  test('has a broken chunk is 400, told to the client', async () => {
    const answer = await send(`${head([HOST, 'transfer-encoding: chunked'])}zz\r\n{"a"\r\n`);
    expect(answer).toContain('HTTP/1.1 400 Bad Request');
    expect(answer).toContain('x-request-id: r-7');
    expect(answer).toContain('"code":"E_BODY_MALFORMED"');
    await expectTrace(400);
  });
});

describe('a prediction that', () => {
  test('has no host is 400 in the shape of all errors', async () => {
    const answer = await send(`${head([`content-length: ${BODY.length}`])}${BODY}`);
    expect(answer).toContain('HTTP/1.1 400 Bad Request');
    expect(answer).toContain(
      '"message":"Cannot read the request: the header \\"host\\" is missing"'
    );
    await expectTrace(400);
  });

  test('expects what nobody can give is 417', async () => {
    const answer = await send(
      `${head([HOST, 'expect: 200-ok', `content-length: ${BODY.length}`])}${BODY}`
    );
    expect(answer).toContain('HTTP/1.1 417');
    expect(answer).toContain('"code":"E_EXPECTATION_UNKNOWN"');
    await expectTrace(417);
  });

  test.each([
    ['/models/%zz/predict', '/models/:name/predict'],
    ['/models/%E0%A4%A/invocations', '/models/:name/invocations'],
    ['/v2/models/%ff/infer', '/v2/models/:name/infer'],
    ['/v2/models/synthetic/versions/%/infer', '/v2/models/:name/versions/:version/infer'],
    ['/models/nobody/predict', '/models/:name/predict']
  ])('names a model that cannot be read or is not there is 404: %s', async (path, route) => {
    const answer = await send(`${head([HOST, 'content-length: 2'], path)}[]`);
    expect(answer).toContain('HTTP/1.1 404 Not Found');
    await expectTrace(404, route);
  });

  test('asks to continue is asked for its body', async () => {
    const answer = await send(
      `${head([HOST, 'expect: 100-continue', `content-length: ${BODY.length}`])}${BODY}`
    );
    expect(answer).toContain('HTTP/1.1 100 Continue');
    expect(answer).toContain('HTTP/1.1 200 OK');
  });

  test('comes by HTTP/1.0 needs no host', async () => {
    const answer = await send(
      `POST /predict HTTP/1.0\r\ncontent-type: application/json\r\ncontent-length: ${BODY.length}\r\n\r\n${BODY}`
    );
    expect(answer).toContain(' 200 OK');
  });
});

test('a malformed request does not take the answer of the one before it away', async () => {
  const answer = await send(
    `${head([HOST, `content-length: ${BODY.length}`])}${BODY}GARBAGE\r\n\r\n`
  );
  expect(answer.indexOf('HTTP/1.1 200 OK')).toBe(0);
  expect(answer).toContain('HTTP/1.1 400 Bad Request');
});

test('a request that is not HTTP is logged and counted under an id of its own', async () => {
  const answer = await send('\x16\x03\x01\x00\xa5\x01\x00');
  expect(answer).toContain('HTTP/1.1 400 Bad Request');
  const [, id] = /x-request-id: (\S+)/.exec(answer) ?? [];
  expect(serving.lines.map(line => JSON.parse(line) as object)).toMatchObject([
    { request_id: id, method: 'other', route: 'unknown', status: 400 }
  ]);
});

test('another route whose body breaks off is logged as 499, not as answered', async () => {
  const socket = open();
  socket.write(`${head([HOST, 'content-length: 500'], '/monitor')}{"a"`);
  await sleep(50);
  socket.end();
  for (let i = 0; i < 100 && serving.lines.length === 0; ++i) await sleep(20);
  expect(serving.lines.map(line => JSON.parse(line) as object)).toMatchObject([
    { request_id: 'r-7', route: '/monitor', status: 499 }
  ]);
});
