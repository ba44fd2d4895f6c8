import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writeBundle } from '../../packages/bundle/src/store/write-bundle.ts';
import { nginx, type Proxy, proxyTo } from '../support/nginx.ts';
import { auditOf, endServers, post, type Running, serve } from '../support/server.ts';
import { syntheticParts } from '../support/synthetic.ts';
import { describeWhere } from '../support/where.ts';

const ROW = { num_age: 40, num_income: 55.5, cat_plan: 'pro', cat_city: 'Bern' };
const REQUEST_ID = 'proxy_set_header X-Request-ID $request_id; add_header x-proxy-id $request_id;';

describeWhere(nginx !== undefined, 'no nginx')('behind nginx', () => {
  let folder: string;
  let server: Running;
  let buffered: Proxy;
  let streamed: Proxy;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'espalier-behind-nginx-'));
    await writeBundle(folder, syntheticParts(), {});
    server = await serve(['--bundle', folder]);
    buffered = await proxyTo(server.url, [REQUEST_ID, 'proxy_set_header Host $host;']);
    streamed = await proxyTo(server.url, [
      REQUEST_ID,
      'proxy_request_buffering off; proxy_buffering off;'
    ]);
  }, 60_000);

  afterAll(async () => {
    await buffered.close();
    await streamed.close();
    await endServers();
    await rm(folder, { recursive: true, force: true });
  });

  const newLines = async (before: number): Promise<Record<string, unknown>[]> =>
    (await auditOf(server)).slice(before);
  const numLines = async (): Promise<number> => (await auditOf(server).catch(() => [])).length;

  test('its request ids are in answers, audit and log as they are', async () => {
    const before = await numLines();
    const ids: (string | null)[] = [];
    for (let i = 0; i < 20; ++i) {
      const { status, headers } = await post(`${buffered.url}/predict`, [ROW]);
      expect(status).toBe(200);
      expect(headers.get('x-request-id')).toBe(headers.get('x-proxy-id'));
      ids.push(headers.get('x-request-id'));
    }
    expect(new Set(ids).size).toBe(20);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect((await newLines(before)).map(({ request_id }) => request_id)).toEqual(ids);
  });

  test('its gzip packs answers, and a packed request passes through it', async () => {
    const json = JSON.stringify([ROW]);
    const plain = await post(`${server.url}/predict`, [ROW]);
    for (const { url } of [buffered, streamed]) {
      const response = await fetch(`${url}/predict`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'content-encoding': 'gzip',
          'accept-encoding': 'gzip'
        },
        body: new Uint8Array(gzipSync(json))
      });
      expect([response.status, response.headers.get('content-encoding')]).toEqual([200, 'gzip']);
      expect(await response.json()).toEqual(plain.json);
    }
  });

  test('connections to it and from it are used again', async () => {
    const answers = await Promise.all(
      Array.from({ length: 200 }, () => post(`${streamed.url}/predict`, [ROW]))
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  });

  test('a client of it that goes away in the middle of its body leaves one line', async () => {
    const before = await numLines();
    const { port } = new URL(streamed.url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(
      'POST /predict HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 5000\r\n\r\n[{"num_age"'
    );
    await new Promise(resolve => setTimeout(resolve, 300));
    socket.destroy();
    let lines: Record<string, unknown>[] = [];
    for (let tries = 0; tries < 100 && lines.length === 0; ++tries) {
      await new Promise(resolve => setTimeout(resolve, 50));
      lines = await newLines(before);
    }
    expect(lines).toMatchObject([{ status: 'error', http_status: 499, route: '/predict' }]);
    expect(lines[0]!['request_id']).toMatch(/^[0-9a-f]{32}$/);
  });

  test('an error passes through it as it is', async () => {
    const { status, json, headers } = await post(`${buffered.url}/predict`, []);
    expect([status, json]).toMatchObject([400, { error: { code: 'E_BODY_TYPE' } }]);
    expect(headers.get('x-request-id')).toBe((json['error'] as { request_id: string }).request_id);
  });
});
