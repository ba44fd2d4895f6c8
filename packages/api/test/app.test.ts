import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { openBundle, writeBundle } from '@espalier/bundle';
import { syntheticParts } from '../../../test/support/synthetic.ts';
import { call as callServer, serveFolders, type Serving } from './support/serving.ts';

const ROW = { num_age: 40, num_income: 55.5, cat_plan: 'pro', cat_city: 'Bern' };

let folder: string;
let good: string;
let running: Serving;

function call(path: string, init: RequestInit = {}, at = running) {
  return callServer(at, path, init);
}

function predict(body: unknown, headers: Record<string, string> = {}) {
  return call('/predict', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body)
  });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'espalier-api-'));
  good = join(folder, 'good');
  await writeBundle(good, syntheticParts(), {});
  running = await serveFolders([good]);
});

beforeEach(() => {
  running.lines.length = 0;
});

afterAll(async () => {
  await running.close();
  await rm(folder, { recursive: true, force: true });
});

describe('POST /predict', () => {
  test('answers one prediction a row, with the model that made it', async () => {
    const { status, json } = await predict([ROW, { ...ROW, num_age: 80 }]);
    expect(status).toBe(200);
    const { predictions, model, ...rest } = json as {
      predictions: { probability: number; class: number }[];
      model: unknown;
    };
    expect(model).toEqual({ name: 'synthetic', version: '1.0.0' });
    expect(rest).toEqual({});
    expect(predictions).toHaveLength(2);
    for (const { probability, class: decided } of predictions) {
      expect(probability).toBeGreaterThan(0);
      expect(probability).toBeLessThan(1);
      expect(decided).toBe(probability >= 0.5 ? 1 : 0);
    }
    expect(predictions[1]!.probability).toBeGreaterThan(predictions[0]!.probability);
  });

  test('gives the golden rows their stored probabilities', async () => {
    const { manifest } = await openBundle(good);
    const { json } = await predict(manifest.golden.rows.slice(0, 5));
    const { predictions } = json as { predictions: { probability: number }[] };
    expect(predictions.map(({ probability }) => probability)).toEqual(
      manifest.golden.probabilities.slice(0, 5)
    );
  });

  test('warns of what it put up with', async () => {
    const { status, json } = await predict([
      { ...ROW, num_age: 17.5, cat_city: 'Rom', num_agee: 1, cat_group: 'a', bin_bought: 'yes' }
    ]);
    expect(status).toBe(200);
    expect((json as { warnings: unknown[] }).warnings).toEqual([
      {
        row: 0,
        field: 'num_agee',
        problem: 'not a field of this model: ignored',
        expected: '"num_age", perhaps',
        count: 1
      },
      { row: 0, field: 'num_age', problem: 'outside its range', expected: '18 to 90', count: 1 },
      {
        row: 0,
        field: 'num_age',
        problem: 'has a fraction',
        expected: 'a whole number',
        count: 1
      },
      {
        row: 0,
        field: 'cat_city',
        problem: 'unknown level: scored as other',
        expected: 'one of Bern, Genf, Thun',
        count: 1
      }
    ]);
  });

  test('one bad row rejects all, with every problem of every row', async () => {
    const short = { num_age: 40, cat_plan: 'pro', cat_city: 'Bern' };
    const { status, json } = await predict([
      ROW,
      short,
      { ...ROW, cat_plan: 'gold', num_age: '40' }
    ]);
    expect(status).toBe(400);
    expect(json).toEqual({
      error: {
        code: 'E_FIELD_MISSING',
        message: 'Cannot score the rows: 2 have problems',
        hint: 'Fix the problems listed; nothing was scored',
        details: [
          { row: 1, field: 'num_income', problem: 'missing', expected: 'number' },
          { row: 2, field: 'num_age', problem: 'a string', expected: 'number' },
          {
            row: 2,
            field: 'cat_plan',
            problem: 'unknown level',
            expected: 'one of basic, pro, team'
          }
        ],
        request_id: expect.stringMatching(/^[0-9a-f-]{36}$/)
      }
    });
  });

  test.each<[string, unknown, number, string]>([
    ['no JSON', '[{', 400, 'E_BODY_MALFORMED'],
    ['nothing', '', 400, 'E_BODY_MALFORMED'],
    ['an object', ROW, 400, 'E_BODY_TYPE'],
    ['a text', '"x"', 400, 'E_BODY_TYPE'],
    ['an empty list', [], 400, 'E_BODY_TYPE'],
    ['too many rows', Array(6).fill(ROW), 400, 'E_TOO_MANY_ROWS'],
    ['a row that is a list', [[1]], 400, 'E_FIELD_INVALID'],
    ['a row that is null', [null], 400, 'E_FIELD_INVALID'],
    [
      'a number beyond all',
      '[{"num_age":1e999,"num_income":1,"cat_plan":"pro","cat_city":null}]',
      400,
      'E_FIELD_INVALID'
    ],
    ['too many bytes', [{ ...ROW, cat_city: 'x'.repeat(3000) }], 413, 'E_BODY_TOO_LARGE']
  ])('%s: %s', async (_what, body, status, code) => {
    const answer = await predict(body);
    expect(answer.status).toBe(status);
    expect(answer.json).toMatchObject({ error: { code } });
  });

  test('asks for JSON', async () => {
    const { status, json } = await call('/predict', {
      method: 'POST',
      body: 'a=1',
      headers: { 'content-type': 'text/csv' }
    });
    expect(status).toBe(415);
    expect(json).toMatchObject({ error: { code: 'E_MEDIA_TYPE' } });
  });

  test('never says a value back, and never logs one', async () => {
    const canary = 'canary-7f3a';
    const answers = [
      await predict([{ ...ROW, cat_plan: canary, num_age: canary }]),
      await predict(`[{"num_age":"${canary}"`),
      await call(`/${canary}/jane@example.org`),
      await predict([ROW], { 'x-request-id': 'jane@example.org' })
    ];
    for (const { text } of answers) expect(text).not.toContain(canary);
    const logged = running.lines.join('');
    expect(running.lines).toHaveLength(4);
    expect(logged).not.toContain(canary);
    expect(logged).not.toContain('jane@example.org');
    expect(answers[3]!.headers.get('x-request-id')).toMatch(/^redacted-[0-9a-f]{16}$/);
  });
});

describe('routes', () => {
  test('GET /health is exactly {"status":"ok"}', async () => {
    const { status, text } = await call('/health');
    expect([status, text]).toEqual([200, '{"status":"ok"}']);
  });

  test('every answer carries the request id, the caller’s where there is one', async () => {
    expect((await call('/healthz')).headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(
      (await call('/healthz', { headers: { 'x-request-id': 'abc 1' } })).headers.get('x-request-id')
    ).toBe('abc 1');
    const long = (
      await call('/healthz', { headers: { 'x-request-id': 'ab '.repeat(100) } })
    ).headers.get('x-request-id');
    expect(long?.length).toBeLessThanOrEqual(128);
  });

  test('unknown paths are 404, other methods 405 with those that there are', async () => {
    expect((await call('/nope')).json).toMatchObject({ error: { code: 'E_ROUTE_UNKNOWN' } });
    const { status, headers, json } = await call('/predict');
    expect([status, headers.get('allow')]).toEqual([405, 'POST']);
    expect(json).toMatchObject({ error: { code: 'E_METHOD_UNKNOWN' } });
  });

  test('GET /openapi.json describes the rows, with an example that scores', async () => {
    const { json } = await call('/openapi.json');
    const document = json as {
      openapi: string;
      components: {
        schemas: { 'Row.synthetic': { properties: Record<string, unknown>; required: string[] } };
      };
      paths: {
        '/predict': {
          post: { requestBody: { content: { 'application/json': { example: unknown } } } };
        };
      };
    };
    expect(document.openapi).toBe('3.1.0');
    expect(document.components.schemas['Row.synthetic'].properties['cat_plan']).toEqual({
      enum: ['basic', 'pro', 'team', null]
    });
    expect(document.components.schemas['Row.synthetic'].required).toEqual([
      'num_age',
      'num_income',
      'cat_plan',
      'cat_city'
    ]);
    const { example } = document.paths['/predict'].post.requestBody.content['application/json'];
    expect((await predict(example)).status).toBe(200);
  });

  test('GET /metrics counts by route template and status', async () => {
    const fresh = await serveFolders([good]);
    try {
      const post = (body: string) =>
        call(
          '/predict',
          { method: 'POST', headers: { 'content-type': 'application/json' }, body },
          fresh
        );
      await post(JSON.stringify([ROW, ROW]));
      await post('[]');
      await call('/who/knows', {}, fresh);
      const { text, headers } = await call('/metrics', {}, fresh);
      expect(headers.get('content-type')).toContain('text/plain');
      expect(text).toContain('http_requests_total{route="/predict",method="POST",status="200"} 1');
      expect(text).toContain('http_requests_total{route="/predict",method="POST",status="400"} 1');
      expect(text).toContain('http_requests_total{route="unknown",method="GET",status="404"} 1');
      expect(text).toContain('predict_requests_total 2');
      expect(text).toContain('predict_errors_total 1');
      expect(text).toContain('predict_rows_total 2');
      expect(text).toMatch(/^http_request_latency_ms_p95 \d/m);
      expect(text).not.toContain('knows');
    } finally {
      await fresh.close();
    }
  });

  test('the admin token is asked for where one is set', async () => {
    const guarded = await serveFolders([good], { change: { adminToken: 'open-sesame' } });
    try {
      const status = async (path: string, method: string, token?: string) =>
        (
          await call(
            path,
            { method, headers: token === undefined ? {} : { authorization: `Bearer ${token}` } },
            guarded
          )
        ).status;
      expect(await status('/metrics', 'GET')).toBe(401);
      expect(await status('/metrics', 'GET', 'open-sesamf')).toBe(403);
      expect(await status('/metrics', 'GET', 'open-sesame')).toBe(200);
      expect(await status('/model/reload', 'POST')).toBe(401);
      expect(await status('/profile', 'GET')).toBe(401);
      expect(await status('/models/synthetic/profile', 'GET')).toBe(401);
      expect(await status('/models/synthetic/profile', 'GET', 'open-sesame')).toBe(200);
      expect(await status('/health', 'GET')).toBe(200);
    } finally {
      await guarded.close();
    }
  });

  test('a server that stops is not ready any more', async () => {
    const stopping = await serveFolders([good], { change: { isStopping: () => true } });
    try {
      expect((await call('/readyz', {}, stopping)).status).toBe(503);
      expect((await call('/healthz', {}, stopping)).status).toBe(200);
    } finally {
      await stopping.close();
    }
  });
});

describe('a damaged bundle', () => {
  test('leaves the server up, names the file, and a reload cures it', async () => {
    const bundle = join(folder, 'damaged');
    await cp(good, bundle, { recursive: true });
    const whole = await readFile(join(bundle, 'model.json'));
    await writeFile(join(bundle, 'model.json'), '{}');
    const server = await serveFolders([bundle]);
    try {
      const reload = () => call('/model/reload', { method: 'POST' }, server);
      expect(await call('/health', {}, server)).toMatchObject({
        status: 503,
        json: { status: 'unavailable' }
      });
      const ready = await call('/readyz', {}, server);
      expect(ready.status).toBe(503);
      expect(ready.headers.get('retry-after')).not.toBeNull();
      expect(ready.text).toContain('model.json');
      expect((await call('/healthz', {}, server)).status).toBe(200);
      expect((await reload()).status).toBe(503);
      await writeFile(join(bundle, 'model.json'), whole);
      expect(await reload()).toMatchObject({
        status: 200,
        json: { before: null, after: { version: '1.0.0' } }
      });
      expect((await call('/readyz', {}, server)).status).toBe(200);
      // Damaged again, the model that is loaded stays.
      await writeFile(join(bundle, 'model.json'), '{}');
      expect((await reload()).json).toMatchObject({ error: { code: 'E_BUNDLE_DAMAGED' } });
      expect((await call('/readyz', {}, server)).status).toBe(200);
    } finally {
      await server.close();
    }
  });
});
