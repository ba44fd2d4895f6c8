import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openBundle, writeBundle } from '@espalier/bundle';
import { syntheticParts } from '../../../../test/support/synthetic.ts';
import { call, post, serveFolders, type Serving } from '../support/serving.ts';

const RULES = fileURLToPath(new URL('../../../../data/risk_triad', import.meta.url));
const ROW = { num_age: 40, num_income: 55.5, cat_plan: 'pro', cat_city: 'Bern' };
const CSV = { 'content-type': 'text/csv' };

let folder: string;
let serving: Serving;
let probability: number;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'espalier-foreign-'));
  await writeBundle(folder, syntheticParts(), {});
  serving = await serveFolders([folder, RULES]);
  const bundle = await openBundle(folder);
  probability = bundle.score(bundle.encodeRows([ROW]).table)[0]!;
});

afterAll(async () => {
  await serving.close();
  await rm(folder, { recursive: true, force: true });
});

function tensors(row: Record<string, unknown>) {
  return Object.entries(row).map(([name, value]) => ({
    name,
    shape: [1],
    datatype: typeof value === 'string' ? 'BYTES' : 'FP64',
    data: [value]
  }));
}

describe('Open Inference Protocol', () => {
  const infer = (body: unknown, name = 'synthetic') =>
    post(serving, `/v2/models/${name}/infer`, body);

  test('scores tensors of one column each, and says the id back', async () => {
    const { status, json, headers } = await infer({ id: 'abc', inputs: tensors(ROW) });
    expect(status).toBe(200);
    expect(json).toEqual({
      model_name: 'synthetic',
      model_version: '1.0.0',
      id: 'abc',
      outputs: [
        { name: 'probability', shape: [1], datatype: 'FP64', data: [probability] },
        { name: 'class', shape: [1], datatype: 'INT64', data: [probability >= 0.5 ? 1 : 0] }
      ]
    });
    expect(headers.get('x-request-id')).toBe('abc');
  });

  test('a column may be nested, a cell null, and not every output wanted', async () => {
    const inputs = tensors(ROW).map(tensor => ({ ...tensor, shape: [1, 1], data: [tensor.data] }));
    inputs[1] = { name: 'num_income', shape: [1, 1], datatype: 'FP64', data: [[null]] };
    const { status, json } = await infer({ inputs, outputs: [{ name: 'class' }] });
    expect(status).toBe(200);
    expect(json).toMatchObject({ outputs: [{ name: 'class' }] });
    expect((json as { outputs: unknown[] }).outputs).toHaveLength(1);
  });

  test('explains when the parameters ask for it', async () => {
    const { json } = await infer({ inputs: tensors(ROW), parameters: { explain: true } });
    const { outputs } = json as { outputs: { name: string; data: string[] }[] };
    expect(outputs[2]!.name).toBe('reasons');
    expect(JSON.parse(outputs[2]!.data[0]!)).toEqual(
      expect.arrayContaining([
        { feature: expect.any(String), contribution: expect.any(Number) }
      ] as unknown[])
    );
  });

  test('rules are a model like any other', async () => {
    const { json } = await infer(
      { inputs: [{ name: 'text', shape: [2], datatype: 'BYTES', data: ['a refund', 'hello'] }] },
      'risk_triad_classifier'
    );
    expect(json).toMatchObject({
      outputs: [
        { name: 'score', data: [expect.any(Number), expect.any(Number)] },
        { name: 'label', datatype: 'BYTES', data: ['low_risk', 'low_risk'] }
      ]
    });
  });

  test.each<[string, unknown, RegExp]>([
    ['no inputs', {}, /"inputs" must be a list of tensors/],
    ['no object', [], /must be an object/],
    ['a text in a number', { inputs: [{ ...tensors(ROW)[0], data: ['canary'] }] }, /not FP64/],
    [
      'a wrong shape',
      { inputs: [{ ...tensors(ROW)[0], shape: [2] }] },
      /number of values that differs/
    ],
    ['two columns', { inputs: [{ ...tensors(ROW)[0], shape: [1, 2] }] }, /more than one column/],
    ['an unknown type', { inputs: [{ ...tensors(ROW)[0], datatype: 'canary' }] }, /datatype/],
    [
      'an unknown output',
      { inputs: tensors(ROW), outputs: [{ name: 'canary' }] },
      /probability or class/
    ],
    ['a missing column', { inputs: tensors(ROW).slice(1) }, /num_age: missing/]
  ])('%s: 400 in its own shape', async (_what, body, message) => {
    const { status, json, text } = await infer(body);
    expect(status).toBe(400);
    expect(json).toEqual({ error: expect.stringMatching(message) });
    expect(text).not.toContain('canary');
  });

  test('metadata, readiness and versions', async () => {
    expect((await call(serving, '/v2')).json).toEqual({
      name: 'espalier',
      version: expect.stringMatching(/^\d/) as unknown,
      extensions: ['binary_tensor_data']
    });
    expect((await call(serving, '/v2/health/live')).json).toEqual({ live: true });
    expect((await call(serving, '/v2/health/ready')).json).toMatchObject({ ready: true });
    expect((await call(serving, '/v2/models/synthetic/versions/1.0.0')).json).toMatchObject({
      name: 'synthetic',
      versions: ['1.0.0'],
      inputs: [
        { name: 'num_age', datatype: 'INT64', shape: [-1] },
        { name: 'num_income', datatype: 'FP64' },
        { name: 'cat_plan', datatype: 'BYTES' },
        { name: 'cat_city' }
      ]
    });
    expect((await call(serving, '/v2/models/synthetic/ready')).json).toEqual({
      name: 'synthetic',
      ready: true
    });
    const versioned = await post(serving, '/v2/models/synthetic/versions/1.0.0/infer', {
      inputs: tensors(ROW)
    });
    expect(versioned.status).toBe(200);
  });

  test.each([
    ['GET', '/v2/models/nope'],
    ['GET', '/v2/models/synthetic/versions/7'],
    ['GET', '/v2/nope'],
    ['POST', '/v2/models/nope/infer'],
    ['POST', '/v2/models/synthetic/versions/7/infer']
  ])('%s %s: 404 in its own shape', async (method, path) => {
    const { status, json } = await (method === 'GET'
      ? call(serving, path)
      : post(serving, path, {}));
    expect(status).toBe(404);
    expect(json).toEqual({ error: expect.any(String) });
  });
});

describe('MLflow scoring', () => {
  const names = Object.keys(ROW);
  const values = Object.values(ROW);
  const answer = { predictions: [{ probability: 0, class: 0 }] };

  test.each<[string, unknown]>([
    ['dataframe_split', { dataframe_split: { columns: names, data: [values] } }],
    [
      'dataframe_split with an index',
      { dataframe_split: { columns: names, index: [0], data: [values] } }
    ],
    ['dataframe_records', { dataframe_records: [ROW] }],
    ['instances of objects', { instances: [ROW] }],
    ['instances by position', { instances: [values] }],
    ['inputs of columns', { inputs: Object.fromEntries(names.map((n, i) => [n, [values[i]]])) }]
  ])('%s', async (_what, body) => {
    const { status, json } = await post(serving, '/invocations', body);
    expect(status).toBe(200);
    expect(json).toEqual({
      ...answer,
      predictions: [{ probability, class: probability >= 0.5 ? 1 : 0 }]
    });
  });

  test('CSV, with quotes, empty cells and spaces', async () => {
    const body = 'num_age,num_income,cat_plan,cat_city\r\n40,55.5,pro,Bern\r\n 41 ,,"team",\r\n';
    const { status, json } = await post(serving, '/invocations', body, CSV);
    expect(status).toBe(200);
    const { predictions } = json as { predictions: { probability: number }[] };
    expect(predictions).toHaveLength(2);
    expect(predictions[0]!.probability).toBe(probability);
  });

  test.each<[string, string, RegExp]>([
    ['ragged', 'num_age,num_income\n1\n', /not CSV/],
    ['an open quote', 'num_age\n"1\n', /not CSV/],
    ['a header alone', 'num_age,num_income\n', /empty/],
    ['nothing', '', /must have a header/],
    ['a column twice', 'num_age,num_age\n1,2\n', /twice/],
    [
      'text for a number',
      'num_age,num_income,cat_plan,cat_city\ncanary,1,pro,Bern\n',
      /num_age: a string/
    ]
  ])('CSV that is %s is 400', async (_what, body, message) => {
    const { status, json, text } = await post(serving, '/invocations', body, CSV);
    expect(status).toBe(400);
    expect(json).toEqual({
      error_code: expect.stringMatching(/^(BAD|MALFORMED)_REQUEST$/),
      message: expect.stringMatching(message)
    });
    expect(text).not.toContain('canary');
  });

  test.each<[string, unknown]>([
    ['no form', {}],
    ['two forms', { instances: [ROW], inputs: [ROW] }],
    ['rows of another length', { dataframe_split: { columns: names, data: [[1]] } }],
    ['too few values', { instances: [[1]] }],
    ['columns of other lengths', { inputs: { num_age: [1], num_income: [] } }]
  ])('%s: 400 in its own shape', async (_what, body) => {
    const { status, json } = await post(serving, '/invocations', body);
    expect(status).toBe(400);
    expect(json).toMatchObject({ error_code: 'BAD_REQUEST', message: expect.any(String) });
  });

  test('another media type, another charset: 415', async () => {
    for (const type of ['text/html', 'application/json; charset=latin1'])
      expect(await post(serving, '/invocations', '{}', { 'content-type': type })).toMatchObject({
        status: 415,
        json: { error_code: 'BAD_REQUEST' }
      });
  });

  test('/ping and /version', async () => {
    expect(await call(serving, '/ping')).toMatchObject({ status: 200, text: '\n' });
    expect((await call(serving, '/version')).text).toMatch(/^\d+\.\d+\.\d+$/);
  });

  test('each model has its own, rules included', async () => {
    const { json } = await post(serving, '/models/risk_triad_classifier/invocations', {
      dataframe_records: [{ text: 'a refund', price: null, units: 3, channel: 'amazon' }]
    });
    expect(json).toMatchObject({
      predictions: [{ score: expect.any(Number), label: 'medium_risk', reasons: expect.any(Array) }]
    });
  });
});
