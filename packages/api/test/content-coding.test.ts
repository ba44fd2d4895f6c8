import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { writeBundle } from '@espalier/bundle';
import { syntheticParts } from '../../../test/support/synthetic.ts';
import { type Answer, call, serveFolders, type Serving } from './support/serving.ts';

const ROW = { num_age: 40, num_income: 55.5, cat_plan: 'pro', cat_city: 'Bern' };
const BODY = Buffer.from(JSON.stringify([ROW]));

let folder: string;
let serving: Serving;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'espalier-coding-'));
  await writeBundle(folder, syntheticParts(), {});
  serving = await serveFolders([folder]);
});

afterAll(async () => {
  await serving.close();
  await rm(folder, { recursive: true, force: true });
});

function send(coding: string, body: Uint8Array, path = '/predict'): Promise<Answer> {
  return call(serving, path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-encoding': coding },
    body: new Uint8Array(body)
  });
}

describe('content-encoding', () => {
  test.each<[string, Uint8Array]>([
    ['gzip', gzipSync(BODY)],
    ['GZIP', gzipSync(BODY)],
    ['x-gzip', gzipSync(BODY)],
    ['gzip, identity', gzipSync(BODY)],
    ['deflate', deflateSync(BODY)],
    ['deflate', deflateRawSync(BODY)],
    ['identity', BODY],
    ['gzip', Buffer.concat([gzipSync(BODY.subarray(0, 9)), gzipSync(BODY.subarray(9))])]
  ])('%s is read', async (coding, body) => {
    const { status, json } = await send(coding, body);
    expect(status).toBe(200);
    expect(json).toMatchObject({ predictions: [{ probability: expect.any(Number) }] });
  });

  test('on every route that takes a body', async () => {
    const records = gzipSync(JSON.stringify({ dataframe_records: [ROW] }));
    expect((await send('gzip', records, '/invocations')).status).toBe(200);
    const monitor = await send('gzip', gzipSync('{"metrics":[]}'), '/monitor');
    expect([monitor.status, monitor.text]).toEqual([
      400,
      expect.stringContaining('must not be empty')
    ]);
  });

  test.each(['br', 'zstd', 'compress', 'gzip, gzip', 'aws-chunked', 'canary'])(
    '%s: 415 that says what is read',
    async coding => {
      for (const path of ['/predict', '/monitor']) {
        const { status, headers, text } = await send(coding, brotliCompressSync(BODY), path);
        expect([status, headers.get('accept-encoding')]).toEqual([415, 'gzip, deflate, identity']);
        expect(text).not.toContain('canary');
      }
    }
  );

  test('a wrong media type is about something else', async () => {
    const { status, headers } = await call(serving, '/predict', {
      method: 'POST',
      headers: { 'content-type': 'text/html', 'content-encoding': 'gzip' },
      body: '<p>'
    });
    expect([status, headers.get('accept-encoding')]).toEqual([415, null]);
  });

  test.each<[string, string, Uint8Array]>([
    ['no gzip', 'gzip', BODY],
    ['gzip cut short', 'gzip', gzipSync(BODY).subarray(0, -9)],
    ['a wrong checksum', 'gzip', Buffer.concat([gzipSync(BODY).subarray(0, -8), Buffer.alloc(8)])],
    ['no deflate', 'deflate', BODY],
    ['deflate cut short', 'deflate', deflateSync(BODY).subarray(0, -5)],
    ['packed bytes that are not UTF-8', 'gzip', gzipSync(Buffer.from('ff', 'hex'))]
  ])('%s: 400', async (_what, coding, body) => {
    const { status, json } = await send(coding, body);
    expect(status).toBe(400);
    expect(json).toMatchObject({ error: { code: 'E_BODY_MALFORMED' } });
  });

  test('nothing at all is an empty body, not damaged gzip', async () => {
    const { status, text } = await send('gzip', Buffer.alloc(0));
    expect([status, text]).toEqual([400, expect.stringContaining('it is not JSON')]);
  });

  test('the limit is on the unpacked size, and a bomb is not unpacked', async () => {
    const before = process.memoryUsage().rss;
    const bomb = gzipSync(Buffer.alloc(200_000_000, ' ')).subarray(0, 1900);
    const { status, json } = await send('gzip', bomb);
    expect(status).toBe(413);
    expect(json).toMatchObject({ error: { code: 'E_BODY_TOO_LARGE' } });
    expect(process.memoryUsage().rss - before).toBeLessThan(300_000_000);
    const exact = Buffer.from(JSON.stringify([ROW]).padEnd(2000));
    expect((await send('gzip', gzipSync(exact))).status).toBe(200);
    expect((await send('gzip', gzipSync(Buffer.concat([exact, Buffer.from(' ')])))).status).toBe(
      413
    );
  });

  test('each is audited once', async () => {
    const before = (await serving.audit()).length;
    await send('gzip', gzipSync(BODY));
    await send('br', BODY);
    await send('gzip', BODY);
    const lines = (await serving.audit()).slice(before);
    expect(lines.map(({ http_status }) => http_status)).toEqual([200, 415, 400]);
  });
});
