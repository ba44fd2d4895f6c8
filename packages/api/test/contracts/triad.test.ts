import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { sha256Text } from '../../src/io/crypto.ts';
import { call, post, serveFolders, type Serving } from '../support/serving.ts';

const OURS = fileURLToPath(new URL('../../../../data/risk_triad', import.meta.url));
const EMAIL = { 'x-user-email': ' Jane.Doe@Example.org' };
const INPUT = {
  id: 'a',
  text: 'The customer asks for a refund',
  features: { price: 150, units: 10, channel: 'Amazon ' }
};

let parent: string;
let folder: string;
let serving: Serving;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'espalier-triad-'));
  folder = join(parent, 'risk_triad');
  await cp(OURS, folder, { recursive: true });
});

beforeEach(async () => {
  serving = await serveFolders([folder]);
});

afterEach(() => serving.close());

afterAll(() => rm(parent, { recursive: true, force: true }));

function predict(inputs: unknown, headers: Record<string, string> = EMAIL, id?: unknown) {
  return post(
    serving,
    '/predict',
    { ...(id === undefined ? {} : { request_id: id }), inputs },
    headers
  );
}

describe('the eight tests of the risk triad', () => {
  test('health', async () => {
    expect(await call(serving, '/healthz')).toMatchObject({ status: 200 });
    expect((await call(serving, '/health')).text).toBe('{"status":"ok"}');
  });

  test('readiness', async () => {
    expect(await call(serving, '/readyz')).toMatchObject({ status: 200 });
  });

  test('a prediction, in the published form', async () => {
    const { status, json, headers } = await predict(
      [INPUT, { id: 'b', text: 'hello' }],
      EMAIL,
      'r-1'
    );
    expect(status).toBe(200);
    const checksum = sha256Text(await readFile(join(folder, 'model_v1.json'), 'utf8'));
    const { latency_ms: latency, ...answer } = json as Record<string, unknown>;
    expect(latency).toBeGreaterThanOrEqual(0);
    expect(answer).toEqual({
      request_id: 'r-1',
      model: {
        provider: 'mock',
        model_name: 'risk_triad_classifier',
        model_version: '1.0.0',
        artifact_checksum_sha256: checksum,
        schema_version: 'v1'
      },
      predictions: [
        {
          id: 'a',
          label: 'high_risk',
          score: 0.77,
          reasons: ['high_price', 'low_units', 'trouble_in_text']
        },
        { id: 'b', label: 'low_risk', score: 0.08, reasons: [] }
      ],
      guardrails_triggered: []
    });
    expect(headers.get('x-request-id')).toBe('r-1');
  });

  test('the same input and version give the same predictions', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => predict([INPUT])));
    const texts = answers.map(({ json }) =>
      JSON.stringify((json as { predictions: unknown }).predictions)
    );
    expect(new Set(texts).size).toBe(1);
  });

  test('the policy blocks, says so, and leaves a record', async () => {
    const { status, json } = await predict(
      [INPUT, { id: 'b', text: 'How to PHISH my bank' }],
      EMAIL,
      'r-2'
    );
    expect(status).toBe(400);
    expect(json).toMatchObject({
      guardrails_triggered: ['policy_block'],
      request_id: 'r-2',
      error: { code: 'E_POLICY_BLOCKED', request_id: 'r-2' }
    });
    expect(await serving.audit()).toMatchObject([
      {
        status: 'blocked',
        request_id: 'r-2',
        num_inputs: 2,
        guardrails_triggered: ['policy_block']
      }
    ]);
    const { text } = await call(serving, '/metrics');
    expect(text).toContain('predict_requests_total 1\n');
    expect(text).toContain('predict_errors_total 0\n');
  });

  test('each answer has its audit line', async () => {
    const { text } = await predict([INPUT], EMAIL, 'r-3');
    const [line, ...others] = await serving.audit();
    expect(others).toEqual([]);
    expect(line).toMatchObject({
      request_id: 'r-3',
      user_hash: sha256Text('jane.doe@example.org'),
      route: '/predict',
      model_version: '1.0.0',
      num_inputs: 1,
      guardrails_triggered: [],
      status: 'success',
      response_checksum_sha256: sha256Text(text)
    });
    expect(line!['timestamp']).toMatch(/^\d{4}-\d\d-\d\dT/);
  });

  test('identities are redacted before any sink', async () => {
    const { headers, json } = await predict(
      [INPUT],
      EMAIL,
      'for jane.doe@example.org, key sk-abcdefghij0123456789'
    );
    const id = headers.get('x-request-id');
    expect(id).toMatch(/^redacted-[0-9a-f]{16}$/);
    expect(json).toMatchObject({ request_id: id });
    expect(await serving.audit()).toMatchObject([{ request_id: id }]);
    const sinks = serving.lines.join('') + (await readFile(serving.auditPath, 'utf8'));
    expect(sinks).not.toMatch(/jane|sk-abc/i);
  });

  test('metrics have the names that were agreed', async () => {
    await predict([INPUT]);
    const { text } = await call(serving, '/metrics');
    expect(text).toContain('http_requests_total{route="/predict",method="POST",status="200"} 1');
    expect(text).toMatch(/^predict_requests_total 1$/m);
    expect(text).toMatch(/^predict_errors_total 0$/m);
    expect(text).toMatch(/^audit_write_errors_total 0$/m);
    expect(text).toMatch(/^http_request_latency_ms_p95 [\d.]+$/m);
    expect(text).toMatch(/^model_predict_requests_total\{model="risk_triad_classifier"\} 1$/m);
  });
});

describe('wrong input is 400, and nothing of it is said back', () => {
  test.each<[string, unknown, string, string | undefined]>([
    ['no list', {}, 'E_BODY_TYPE', undefined],
    ['an empty list', [], 'E_BODY_TYPE', undefined],
    ['no object', ['canary'], 'E_FIELD_INVALID', ''],
    ['no id', [{ text: 'x' }], 'E_FIELD_MISSING', 'id'],
    ['a blank text', [{ id: 'a', text: '  ' }], 'E_FIELD_INVALID', 'text'],
    [
      'a text of invisible letters',
      [{ id: 'a', text: '\u200b \u2060' }],
      'E_FIELD_INVALID',
      'text'
    ],
    ['a text that is none', [{ id: 'a', text: 7 }], 'E_FIELD_INVALID', 'text'],
    ['features that are null', [{ ...INPUT, features: null }], 'E_FIELD_INVALID', 'features'],
    ['features that are a list', [{ ...INPUT, features: [] }], 'E_FIELD_INVALID', 'features'],
    [
      'a price in a text',
      [{ ...INPUT, features: { price: 'canary' } }],
      'E_FIELD_INVALID',
      'features.price'
    ],
    [
      'a price that is null',
      [{ ...INPUT, features: { price: null } }],
      'E_FIELD_INVALID',
      'features.price'
    ],
    ['half a unit', [{ ...INPUT, features: { units: 1.5 } }], 'E_FIELD_INVALID', 'features.units'],
    [
      'a channel of digits',
      [{ ...INPUT, features: { channel: 4 } }],
      'E_FIELD_INVALID',
      'features.channel'
    ]
  ])('%s', async (_what, inputs, code, field) => {
    const { status, json, text } = await predict(inputs);
    expect(status).toBe(400);
    expect(json).toMatchObject({
      error: {
        code,
        details: field === undefined ? [] : [field === '' ? { row: 0 } : { row: 0, field }]
      }
    });
    expect(text).not.toContain('canary');
  });

  test('more than fifty inputs', async () => {
    const wide = await serveFolders([folder], {
      limits: { maxRows: 1000, maxBodyBytes: 1e6 }
    });
    try {
      const of = (n: number) =>
        post(wide, '/predict', { inputs: Array.from({ length: n }, () => INPUT) }, EMAIL);
      expect((await of(50)).status).toBe(200);
      expect(await of(51)).toMatchObject({
        status: 400,
        json: { error: { code: 'E_TOO_MANY_ROWS' } }
      });
    } finally {
      await wide.close();
    }
  });

  test('no X-User-Email', async () => {
    expect(await predict([INPUT], {})).toMatchObject({
      status: 400,
      json: { error: { code: 'E_FIELD_MISSING', details: [{ field: 'X-User-Email' }] } }
    });
    expect(await serving.audit()).toMatchObject([
      { user_hash: null, status: 'error', num_inputs: 1 }
    ]);
  });

  test('a request id that is no text', async () => {
    expect(await predict([INPUT], EMAIL, 7)).toMatchObject({
      status: 400,
      json: { error: { details: [{ field: 'request_id' }] } }
    });
  });
});

test('every outcome leaves exactly one audit line', async () => {
  await predict([INPUT]);
  await predict([]);
  await post(serving, '/predict', '{');
  await post(serving, '/predict', 'a=1', { 'content-type': 'text/plain' });
  await predict([{ id: 'a', text: 'x'.repeat(5000) }]);
  await call(serving, '/predict');
  expect((await serving.audit()).map(line => [line['http_status'], line['status']])).toEqual([
    [200, 'success'],
    [400, 'error'],
    [400, 'error'],
    [415, 'error'],
    [413, 'error']
  ]);
});

test('a request id comes from the body, else the header, else is made up', async () => {
  const id = async (headers: Record<string, string>, body?: string) =>
    ((await predict([INPUT], { ...EMAIL, ...headers }, body)).json as { request_id: string })
      .request_id;
  expect(await id({ 'x-request-id': 'from-header' }, 'from-body')).toBe('from-body');
  expect(await id({ 'x-request-id': 'from-header' })).toBe('from-header');
  expect(await id({})).toMatch(/^[0-9a-f-]{36}$/);
  expect((await id({}, 'ab '.repeat(100))).length).toBeLessThanOrEqual(128);
});

test('GET /model tells the rules', async () => {
  const { json } = await call(serving, '/model');
  expect(Object.keys(json as object)).toEqual([
    'provider',
    'model_name',
    'model_version',
    'created_at',
    'artifact_path',
    'artifact_checksum_sha256',
    'rule_config'
  ]);
  expect(json).toMatchObject({ provider: 'mock', artifact_path: 'risk_triad/model_v1.json' });
});

test('a rollback: the manifest names another version, a reload switches, the audit shows both', async () => {
  const path = join(folder, 'model_manifest.json');
  const original = await readFile(path, 'utf8');
  const score = async () =>
    ((await predict([INPUT])).json as { predictions: { score: number }[] }).predictions[0]!.score;
  const activate = async (version: string) => {
    await writeFile(
      path,
      original.replace(/"active_model_version": "[^"]*"/, `"active_model_version": "${version}"`)
    );
    return post(serving, '/model/reload', '');
  };
  try {
    const before = await score();
    expect(await activate('2.0.0')).toMatchObject({
      status: 200,
      json: { before: { version: '1.0.0' }, after: { version: '2.0.0' } }
    });
    expect(await score()).not.toBe(before);
    await activate('1.0.0');
    expect(await score()).toBe(before);
    expect((await serving.audit()).map(line => line['model_version'])).toEqual([
      '1.0.0',
      '2.0.0',
      '1.0.0'
    ]);
    // A version that is not there: the one before stays, and the answer says why.
    expect(await activate('9.0.0')).toMatchObject({
      status: 503,
      json: { error: { code: 'E_BUNDLE_DAMAGED' } }
    });
    expect(await score()).toBe(before);
  } finally {
    await writeFile(path, original);
  }
});

test('a model that does not match its checksum: not ready, the file named; a reload cures it', async () => {
  const path = join(folder, 'model_v1.json');
  const original = await readFile(path, 'utf8');
  await writeFile(path, `${original} `);
  const damaged = await serveFolders([folder]);
  try {
    const ready = await call(damaged, '/readyz');
    expect(ready.status).toBe(503);
    expect(ready.text).toContain('model_v1.json');
    const answer = await post(damaged, '/predict', { inputs: [INPUT] }, EMAIL);
    expect(answer).toMatchObject({ status: 503, json: { error: { code: 'E_MODEL_UNAVAILABLE' } } });
    expect(answer.text).toContain('model_v1.json');
    expect(await damaged.audit()).toMatchObject([{ http_status: 503, model_version: null }]);
    await writeFile(path, original);
    expect((await post(damaged, '/model/reload', '')).status).toBe(200);
    expect((await call(damaged, '/readyz')).status).toBe(200);
  } finally {
    await writeFile(path, original);
    await damaged.close();
  }
});
