import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { writeBundle } from '@espalier/bundle';
import { syntheticParts } from '../../../test/support/synthetic.ts';
import { readOrigin } from '../src/cors.ts';
import { type Answer, call, post, serveFolders, type Serving } from './support/serving.ts';

const APP = 'https://app.example.org';

let folder: string;
let closed: Serving;
let exact: Serving;
let open: Serving;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'espalier-cors-'));
  await writeBundle(folder, syntheticParts(), {});
  closed = await serveFolders([folder]);
  exact = await serveFolders([folder], {
    change: { corsOrigins: new Set([APP, 'capacitor://localhost']), adminToken: 'secret' }
  });
  open = await serveFolders([folder], { change: { corsOrigins: new Set(['*']) } });
});

afterAll(async () => {
  for (const serving of [closed, exact, open]) await serving.close();
  await rm(folder, { recursive: true, force: true });
});

function preflight(serving: Serving, path: string, origin = APP, asked = ''): Promise<Answer> {
  return call(serving, path, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      ...(asked === '' ? {} : { 'access-control-request-headers': asked })
    }
  });
}

function corsHeaders({ headers }: Answer): Record<string, string> {
  return Object.fromEntries(
    [...headers].filter(([name]) => name.startsWith('access-control-') || name === 'vary')
  );
}

describe('without --cors-origin', () => {
  test('there are no such headers, and a pre-flight request is 405', async () => {
    const answer = await preflight(closed, '/predict');
    expect([answer.status, corsHeaders(answer)]).toEqual([405, {}]);
    expect(corsHeaders(await post(closed, '/predict', [], { origin: APP }))).toEqual({});
  });
});

describe('with an exact origin', () => {
  const allowed = {
    'access-control-allow-origin': APP,
    'access-control-allow-credentials': 'true',
    'access-control-expose-headers': expect.stringMatching(
      /x-request-id, x-trace-id, retry-after/
    ) as unknown,
    vary: 'origin'
  };

  test.each([
    ['/predict', 'POST'],
    ['/models/synthetic/predict', 'POST'],
    ['/invocations', 'POST'],
    ['/v2/models/synthetic/infer', 'POST'],
    ['/v2/models/synthetic', 'GET, HEAD'],
    ['/model/reload', 'POST'],
    ['/monitor', 'POST'],
    ['/metrics', 'GET, HEAD'],
    ['/healthz', 'GET, HEAD'],
    ['/openapi.json', 'GET, HEAD']
  ])('a pre-flight request for %s', async (path, methods) => {
    const asked = 'content-type, x-user-email,authorization, x-client-trace';
    const answer = await preflight(exact, path, APP, asked);
    expect([answer.status, answer.text]).toEqual([204, '']);
    expect(corsHeaders(answer)).toEqual({
      ...allowed,
      'access-control-allow-methods': methods,
      'access-control-allow-headers': asked,
      'access-control-max-age': '7200',
      vary: 'origin, access-control-request-method, access-control-request-headers'
    });
  });

  test('every answer may be read, whatever its status', async () => {
    for (const [path, body, status] of [
      ['/predict', [], 400],
      ['/nowhere', [], 404],
      ['/metrics', [], 405],
      ['/monitor', [], 401]
    ] as const) {
      const answer = await post(exact, path, body, { origin: APP });
      expect([path, answer.status, corsHeaders(answer)]).toEqual([path, status, allowed]);
    }
    expect((await call(exact, '/healthz', { headers: { origin: APP } })).headers.get('vary')).toBe(
      'origin'
    );
  });

  test.each([
    'https://app.example.org.evil.example',
    'http://app.example.org',
    'https://app.example.org:8443',
    'https://APP.example.org',
    'null',
    '*'
  ])('%s is another one', async origin => {
    const answer = await preflight(exact, '/predict', origin);
    expect([answer.status, corsHeaders(answer)]).toEqual([405, { vary: 'origin' }]);
    expect(corsHeaders(await post(exact, '/predict', [], { origin }))).toEqual({ vary: 'origin' });
  });

  test('a request without an origin is told to caches', async () => {
    expect(corsHeaders(await post(exact, '/predict', []))).toEqual({ vary: 'origin' });
  });

  test('OPTIONS that is not a pre-flight request is 405', async () => {
    const { status } = await call(exact, '/predict', {
      method: 'OPTIONS',
      headers: { origin: APP }
    });
    expect(status).toBe(405);
  });

  test('header names that are none are not said back', async () => {
    const answer = await preflight(exact, '/predict', APP, 'a b; c');
    expect(corsHeaders(answer)).not.toHaveProperty('access-control-allow-headers');
  });
});

test('with *, any page may read, never with credentials', async () => {
  const answer = await preflight(open, '/predict', 'https://anywhere.example');
  expect(answer.status).toBe(204);
  expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  const scored = await post(open, '/predict', [], { origin: 'null' });
  expect(corsHeaders(scored)).toEqual({
    'access-control-allow-origin': '*',
    'access-control-expose-headers': expect.any(String)
  });
});

describe('readOrigin()', () => {
  test.each([
    ['*', '*'],
    ['https://app.example.org', 'https://app.example.org'],
    ['https://App.Example.org:443/', 'https://app.example.org'],
    ['http://localhost:3000', 'http://localhost:3000'],
    ['http://[::1]:80', 'http://[::1]'],
    ['capacitor://localhost', 'capacitor://localhost'],
    ['chrome-extension://abcdef', 'chrome-extension://abcdef']
  ])('%s', (text, origin) => {
    expect(readOrigin(text)).toBe(origin);
  });

  test.each([
    '',
    'null',
    'app.example.org',
    'localhost:3000',
    'https://app.example.org/path',
    'https://app.example.org?x',
    'https://user@app.example.org',
    '*.example.org',
    'https://',
    'data:text/html,x'
  ])('%s is not one', text => {
    expect(readOrigin(text)).toBeUndefined();
  });
});
