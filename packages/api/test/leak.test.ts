import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writeBundle } from '@espalier/bundle';
import { syntheticParts } from '../../../test/support/synthetic.ts';
import { call, post, serveFolders, type Serving } from './support/serving.ts';

const RULES = fileURLToPath(new URL('../../../data/risk_triad', import.meta.url));
const ROW = { num_age: 40, num_income: 55.5, cat_plan: 'pro', cat_city: 'Bern' };

/** What identifies somebody or opens something, by its form. */
const SECRETS = [
  'jane.doe@example.org',
  'Bearer abcdef.123456-SECRET',
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl',
  'sk-abcdefghij0123456789',
  'ghp_abcdefghij0123456789abcdef',
  '4111 1111 1111 1111',
  '+41 79 123 45 67',
  'deadbeef'.repeat(5)
];
/** A value like any other, which only its place betrays. */
const CANARY = 'canary7f3a';

let folder: string;
let serving: Serving;
const answers: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'espalier-leak-'));
  const parts = syntheticParts();
  await writeBundle(join(folder, 'rows'), parts, {});
  const spec = { ...parts.spec, name: 'single', serve: { contract: 'instances' as const } };
  await writeBundle(join(folder, 'instances'), { ...parts, spec }, {});
  serving = await serveFolders([join(folder, 'rows'), join(folder, 'instances'), RULES]);
});

afterAll(async () => {
  await serving.close();
  await rm(folder, { recursive: true, force: true });
});

/** Bodies with a secret in every place where a value or a name may stand. */
function* bodies(secret: string): Generator<[path: string, body: unknown]> {
  const rows: unknown[] = Object.keys(ROW).map(field => ({ ...ROW, [field]: secret }));
  // The name of a field that nobody declared is said back: what identifies in it is not.
  if (secret !== CANARY) rows.push({ ...ROW, [secret]: secret });
  for (const row of [...rows, secret, [secret]]) {
    yield ['/predict', [row]];
    yield ['/predict', row];
    yield ['/models/single/predict', row];
    yield ['/models/single/predict/batch', { instances: [row] }];
    yield ['/invocations', { dataframe_records: [row] }];
    yield ['/invocations', { inputs: [row], [secret]: 1 }];
  }
  yield ['/invocations', { dataframe_split: { columns: [secret], data: [[secret]] } }];
  yield [
    '/v2/models/synthetic/infer',
    { inputs: [{ name: 'num_age', shape: [1], datatype: secret, data: [secret] }] }
  ];
  yield [
    '/v2/models/synthetic/infer',
    { inputs: [{ name: 'cat_plan', shape: [1], datatype: 'BYTES', data: [secret] }] }
  ];
  yield ['/v2/models/synthetic/infer', { inputs: [], outputs: [{ name: secret }] }];
  for (const input of [
    { id: 7, text: secret },
    { id: 'a', text: 'x', features: { price: secret, units: secret, channel: [secret] } },
    { id: 'a', text: 'x', features: secret },
    { id: 'a', text: `phish ${secret}` },
    secret
  ])
    yield ['/models/risk_triad_classifier/predict', { inputs: [input] }];
  for (const path of ['/predict', '/invocations', '/v2/models/synthetic/infer'])
    yield [path, `{"${secret}": [`];
}

async function keep(answer: Promise<{ text: string; headers: Headers }>): Promise<void> {
  const { text, headers } = await answer;
  answers.push(text, JSON.stringify([...headers]));
}

function raw(text: string): Promise<string> {
  const socket = connect(Number(new URL(serving.url).port), '127.0.0.1');
  return new Promise(resolve => {
    let got = '';
    socket.on('data', chunk => (got += chunk.toString()));
    socket.on('close', () => {
      resolve(got);
    });
    socket.end(text);
  });
}

test('secrets and values are in no sink, wherever they stood', async () => {
  const headers = (secret: string) => ({
    'x-user-email': secret,
    'x-request-id': secret,
    authorization: secret,
    cookie: `a=${encodeURIComponent(secret)}`,
    'user-agent': secret
  });
  for (const secret of [...SECRETS, CANARY]) {
    // As an id a plain word is said back, and logged: that is what an id is for.
    const own = secret === CANARY ? {} : headers(secret);
    for (const [path, body] of bodies(secret)) await keep(post(serving, path, body, own));
    const inPath = encodeURIComponent(secret);
    for (const path of [
      `/${inPath}`,
      `/models/${inPath}`,
      `/models/${inPath}/predict`,
      `/v2/models/${inPath}/infer`,
      `/v2/models/synthetic/versions/${inPath}`,
      `/predict?x=${inPath}&explain=${inPath}`,
      `/%zz${inPath}`
    ]) {
      await keep(call(serving, path, { headers: own }));
      await keep(post(serving, path, { x: secret }, own));
    }
    await keep(post(serving, '/predict', secret, { ...own, 'content-type': 'text/plain' }));
    await keep(
      post(serving, '/invocations', `${secret}\n"${secret}`, { ...own, 'content-type': 'text/csv' })
    );
    answers.push(await raw(`GET /${secret} NOTHTTP\r\n${secret}\r\n\r\n`));
  }
  await keep(call(serving, '/metrics'));
  await keep(call(serving, '/models'));
  await keep(call(serving, '/models/synthetic/profile'));
  await keep(call(serving, '/models/risk_triad_classifier/profile'));
  const sinks = {
    answers: answers.join('\n'),
    log: serving.lines.join(''),
    audit: await readFile(serving.auditPath, 'utf8')
  };
  expect(sinks.audit.split('\n').length).toBeGreaterThan(300);
  for (const [name, text] of Object.entries(sinks))
    for (const secret of [...SECRETS, CANARY]) {
      // Not even the part that tells.
      const found = text.includes(secret) || text.includes(secret.slice(-10));
      expect({ name, secret, found }).toEqual({ name, secret, found: false });
    }
});
