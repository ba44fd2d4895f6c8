import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { writeBundle } from '@espalier/bundle';
import { syntheticParts } from '../../../../test/support/synthetic.ts';
import type { ReadContext } from '../../src/contracts/contract.ts';
import { mlflowContract } from '../../src/contracts/mlflow.ts';
import type { ModelVersion } from '../../src/models/model-version.ts';
import { post, serveFolders, type Serving } from '../support/serving.ts';

const RULES = fileURLToPath(new URL('../../../../data/risk_triad', import.meta.url));
const ROW = { num_age: 40, num_income: 55.5, cat_plan: 'pro', cat_city: 'Bern' };
const EMAIL = { 'x-user-email': 'a@example.org' };

let folder: string;
let serving: Serving;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'espalier-null-'));
  await writeBundle(folder, syntheticParts(), {});
  serving = await serveFolders([folder, RULES]);
});

afterAll(async () => {
  await serving.close();
  await rm(folder, { recursive: true, force: true });
});

const tensors = Object.entries(ROW).map(([name, value]) => ({
  name,
  shape: [1],
  datatype: typeof value === 'string' ? 'BYTES' : 'FP64',
  data: [value],
  parameters: null
}));
const POINT = { ts: '2026-01-01T00:00:00Z', timestamp: null, roc_auc: 0.9, pr_auc: null };

describe('null for an optional field', () => {
  test.each<[string, string, unknown]>([
    [
      'triad',
      '/models/risk_triad_classifier/predict',
      { request_id: null, inputs: [{ id: 'a', text: 'hello' }] }
    ],
    [
      'MLflow',
      '/invocations',
      {
        dataframe_records: [ROW],
        dataframe_split: null,
        instances: null,
        inputs: null,
        params: null
      }
    ],
    [
      'MLflow, split',
      '/invocations',
      { dataframe_split: { columns: Object.keys(ROW), index: null, data: [Object.values(ROW)] } }
    ],
    [
      'Open Inference Protocol',
      '/v2/models/synthetic/infer',
      { id: null, parameters: null, outputs: null, inputs: tensors }
    ],
    [
      'Open Inference Protocol, outputs',
      '/v2/models/synthetic/infer',
      {
        parameters: { explain: null, binary_data_output: null },
        inputs: tensors.map(tensor => ({ ...tensor, parameters: { binary_data_size: null } })),
        outputs: [
          { name: 'class', parameters: null },
          { name: 'probability', parameters: { binary_data: null, classification: null } }
        ]
      }
    ],
    [
      'monitor',
      '/monitor',
      {
        metrics: [POINT],
        drift: { overall_drift: false, threshold: null, features: null, changed: null }
      }
    ]
  ])('%s: is an absent one', async (_what, path, body) => {
    const { status, text } = await post(serving, path, body, EMAIL);
    expect([status, text]).toEqual([200, expect.any(String)]);
  });

  test('but not where the contract refuses it', async () => {
    const inputs = [{ id: 'a', text: 'hello', features: null }];
    const path = '/models/risk_triad_classifier/predict';
    expect((await post(serving, path, { inputs }, EMAIL)).status).toBe(400);
    expect((await post(serving, path, { inputs: null }, EMAIL)).status).toBe(400);
    expect((await post(serving, '/invocations', { dataframe_records: null })).status).toBe(400);
  });

  test('a body of null for /monitor is an empty one', async () => {
    const { status, text } = await post(serving, '/monitor', 'null');
    expect([status, text]).toEqual([400, expect.stringContaining('an empty body')]);
  });
});

describe('NaN, as Python writes it', () => {
  const records = (cell: string): string =>
    `{"dataframe_records":[{"num_age":40,"num_income":${cell},"cat_plan":"pro","cat_city":"Bern"}]}`;
  const infer = (cell: string): string =>
    JSON.stringify({ inputs: tensors }).replace('[55.5]', `[${cell}]`);

  test.each([
    ['/invocations', records],
    ['/v2/models/synthetic/infer', infer]
  ])('%s: a missing cell; Infinity is refused by field', async (path, body) => {
    const missing = await post(serving, path, body('null'));
    expect(await post(serving, path, body('NaN'))).toMatchObject({
      status: 200,
      ...(path === '/invocations' ? { text: missing.text } : {})
    });
    for (const cell of ['Infinity', '-Infinity'])
      expect(await post(serving, path, body(cell))).toMatchObject({
        status: 400,
        text: expect.stringContaining('num_income: not finite') as unknown
      });
  });

  test('elsewhere: 400 that says what to send', async () => {
    const { status, json } = await post(serving, '/predict', '[{"num_age":NaN}]');
    expect(status).toBe(400);
    expect(json).toMatchObject({
      error: {
        code: 'E_BODY_MALFORMED',
        message: 'Cannot read the body: NaN and Infinity are not JSON',
        hint: 'Send null for a missing cell'
      }
    });
  });

  test('columns of numpy may be nested, one row may be plain values', async () => {
    const nested = Object.fromEntries(Object.entries(ROW).map(([name, cell]) => [name, [[cell]]]));
    const split = await post(serving, '/invocations', { inputs: nested });
    const plain = await post(serving, '/invocations', { inputs: ROW });
    expect(split.status).toBe(200);
    expect(plain.json).toEqual(split.json);
  });

  test('NaT, as pandas writes a missing date, is one in columns of dates alone', () => {
    const columns = [
      { name: 'day', kind: 'date' as const, integer: false },
      { name: 'plan', kind: 'category' as const, integer: false }
    ];
    const model = { columns, toRow: (cells: unknown) => cells } as unknown as ModelVersion;
    const context = { model, mediaType: 'application/json', maxRows: 5 } as ReadContext;
    const body = JSON.stringify({
      dataframe_split: {
        columns: ['day', 'plan'],
        data: [
          ['NaT', 'NaT'],
          ['2026-01-31T00:00:00', 'pro']
        ]
      }
    });
    const { rows } = mlflowContract.read(body, context, { numInputs: 0, guardrails: [] });
    expect(rows).toEqual([
      { day: null, plan: 'NaT' },
      { day: '2026-01-31T00:00:00', plan: 'pro' }
    ]);
  });
});
