import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { writeBundle } from '../packages/bundle/src/store/write-bundle.ts';
import { run } from './support/processes.ts';
import { auditOf, endServers, post, type Running, serve } from './support/server.ts';
import { syntheticParts } from './support/synthetic.ts';

const ROW = { num_age: 40, num_income: 55.5, cat_plan: 'pro', cat_city: 'Bern' };
const JSON_TYPE = { 'content-type': 'application/json' };

let folder: string;
let rows: string;
let instances: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'espalier-serving-'));
  rows = join(folder, 'rows');
  const parts = syntheticParts();
  await writeBundle(rows, parts, {});
  instances = join(folder, 'instances');
  const spec = { ...parts.spec, name: 'single', serve: { contract: 'instances' as const } };
  await writeBundle(instances, { ...parts, spec }, {});
});

afterEach(endServers);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the command', () => {
  test('takes several models from flags or from the environment, by comma', async () => {
    const byFlags = await serve(['--bundle', rows, '--bundle', 'data/risk_triad']);
    const names = async ({ url }: Running) =>
      ((await (await fetch(`${url}/models`)).json()) as { models: { name: string }[] }).models.map(
        ({ name }) => name
      );
    expect(await names(byFlags)).toEqual(['synthetic', 'risk_triad_classifier']);
    const byTwin = await serve([], { ESPALIER_BUNDLE: `${instances}, data/risk_triad` });
    expect(await names(byTwin)).toEqual(['single', 'risk_triad_classifier']);
  });

  test.each<[string, () => string[], number, RegExp]>([
    ['two models of one name', () => ['--bundle', rows, '--bundle', rows], 2, /two models/],
    ['a folder that is not there', () => ['--bundle', join(folder, 'nope')], 66, /nope/],
    ['a folder without a bundle', () => ['--bundle', folder], 66, /make train/],
    ['a canary without a share', () => ['--bundle', rows, '--canary', rows], 2, /5%/],
    [
      'a canary of a model that is not served',
      () => ['--bundle', rows, '--canary', `${instances}=5%`],
      2,
      /not a served model/
    ],
    ['no worker at all', () => ['--bundle', rows, '--workers', '0'], 2, /whole number/],
    ['an unknown flag', () => ['--bundel', rows], 2, /unknown option/]
  ])('%s', async (_what, args, exitCode, message) => {
    const result = await run('serve', ...args());
    expect(result.stderr).toMatch(message);
    expect(result.exitCode).toBe(exitCode);
  });

  test('a port in use: exit 1', async () => {
    const { url } = await serve(['--bundle', rows]);
    const port = new URL(url).port;
    for (const workers of ['1', '2'])
      expect(
        await run('serve', '--bundle', rows, '--port', port, '--workers', workers)
      ).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('in use') as unknown });
  });
});

describe('SIGTERM', () => {
  test('lets a request that is under way end, writes its line, and exits with 0', async () => {
    const server = await serve(['--bundle', rows, '--shutdown-delay-ms', '300']);
    const { port } = new URL(server.url);
    const body = JSON.stringify([ROW]);
    const socket = connect(Number(port), '127.0.0.1');
    let got = '';
    socket.on('data', chunk => (got += chunk.toString()));
    const closed = new Promise(resolve => socket.once('close', resolve));
    socket.write(
      `POST /predict HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body.slice(0, 10)}`
    );
    await sleep(100);
    server.child.kill('SIGTERM');
    await sleep(100);
    // Not ready any more, still there.
    expect((await fetch(`${server.url}/readyz`)).status).toBe(503);
    await sleep(400);
    socket.write(body.slice(10));
    await closed;
    expect(got).toMatch(/^HTTP\/1\.1 200 /);
    expect(got.toLowerCase()).toContain('connection: close');
    expect((await server.ended).exitCode).toBe(0);
    expect(await auditOf(server)).toHaveLength(1);
  });
});

describe('limits', () => {
  test('a request that does not arrive is ended with 408', async () => {
    const { url } = await serve(['--bundle', rows, '--request-timeout-ms', '500']);
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    let got = '';
    socket.on('data', chunk => (got += chunk.toString()));
    socket.write(
      'POST /predict HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n['
    );
    await new Promise(resolve => socket.once('close', resolve));
    expect(got).toMatch(/^HTTP\/1\.1 408 /);
    expect(got).toContain('E_REQUEST_TIMEOUT');
    expect(got).toContain('x-request-id: ');
  });

  test('what is no HTTP is 400, headers without end are 431', async () => {
    const { url } = await serve(['--bundle', rows]);
    const send = (text: string): Promise<string> => {
      const socket = connect(Number(new URL(url).port), '127.0.0.1');
      let got = '';
      socket.on('data', chunk => (got += chunk.toString()));
      socket.on('error', () => undefined);
      socket.write(text);
      return new Promise(resolve =>
        socket.once('close', () => {
          resolve(got);
        })
      );
    };
    expect(await send('canary\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 [^]*E_BODY_MALFORMED/);
    expect(await send(`GET / HTTP/1.1\r\nx: ${'canary'.repeat(5000)}\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 431 [^]*E_HEADERS_TOO_LARGE/
    );
  });

  test('a body beyond the limit is 413, announced or not', async () => {
    const server = await serve(['--bundle', rows, '--max-body-bytes', '1000']);
    const large = JSON.stringify(Array(100).fill(ROW));
    expect((await post(`${server.url}/predict`, large)).status).toBe(413);
    const chunked = await fetch(`${server.url}/predict`, {
      method: 'POST',
      headers: JSON_TYPE,
      body: new Blob([large]).stream(),
      duplex: 'half'
    });
    expect(chunked.status).toBe(413);
    expect(await auditOf(server)).toHaveLength(2);
  });
});

test('a large batch does not hold up small requests', async () => {
  const { url } = await serve(['--bundle', rows, '--max-rows', '50000']);
  const large = JSON.stringify(Array(30_000).fill(ROW));
  const started = performance.now();
  let largeAt = 0;
  const slow = post(`${url}/predict`, large).then(answer => {
    largeAt = performance.now() - started;
    return answer;
  });
  const small: number[] = [];
  while (largeAt === 0) {
    await post(`${url}/predict`, [ROW]);
    small.push(performance.now() - started);
  }
  expect((await slow).status).toBe(200);
  // Answered in between, not all of them after it.
  expect(small.filter(at => at < largeAt).length).toBeGreaterThan(0);
});
