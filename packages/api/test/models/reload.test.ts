import { cp, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { writeBundle } from '@espalier/bundle';
import { mergeRefusals } from '../../src/models/refusals.ts';
import { syntheticParts } from '../../../../test/support/synthetic.ts';
import { type Answer, call, post, serveFolders, type Serving } from '../support/serving.ts';

const RULES = fileURLToPath(new URL('../../../../data/risk_triad', import.meta.url));

let folder: string;
let rules: string;
let bundle: string;
let serving: Serving;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'espalier-reload-'));
  rules = join(folder, 'risk_triad');
  bundle = join(folder, 'bundle');
  await cp(RULES, rules, { recursive: true });
  await writeBundle(bundle, syntheticParts(), {});
  serving = await serveFolders([rules, bundle]);
});

afterEach(async () => {
  await serving.close();
  await rm(folder, { recursive: true, force: true });
});

const RULE_MODEL = '/models/risk_triad_classifier';

function reload(model = RULE_MODEL): Promise<Answer> {
  return post(serving, `${model}/model/reload`, '');
}

async function metric(line: string): Promise<string | undefined> {
  const { text } = await call(serving, '/metrics');
  return text.split('\n').find(found => found.startsWith(line));
}

async function lastRefusal(path: string): Promise<unknown> {
  return ((await call(serving, path)).json as { last_refusal?: unknown }).last_refusal;
}

test('a refused reload is seen in /models and /metrics, until one succeeds', async () => {
  const labels = 'model="risk_triad_classifier"';
  expect(await metric(`model_reload_total{${labels},result="failure"}`)).toMatch(/ 0$/);
  expect(await metric(`model_loaded_timestamp_seconds{${labels},version="1.0.0"}`)).toMatch(
    / 1\d{9}(\.\d+)?$/
  );
  expect(await lastRefusal(RULE_MODEL)).toBeUndefined();
  const path = join(rules, 'model_v1.json');
  const whole = await readFile(path);
  await writeFile(path, `${whole.toString()} `);
  const message = `Cannot open the rules "${rules}": model_v1.json does not match its checksum in CHECKSUMS.json`;
  for (let count = 1; count <= 3; ++count) {
    expect(await reload()).toMatchObject({ status: 503, json: { error: { message } } });
    expect(await lastRefusal(RULE_MODEL)).toEqual({
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as unknown,
      code: 'E_BUNDLE_DAMAGED',
      message,
      count
    });
  }
  expect((await call(serving, '/models')).json).toMatchObject({
    models: [{ ready: true, version: '1.0.0', last_refusal: { count: 3 } }, { name: 'synthetic' }]
  });
  expect(await metric(`model_reload_total{${labels},result="failure"}`)).toMatch(/ 3$/);
  // The version before answers, so the server is ready.
  expect((await call(serving, '/readyz')).status).toBe(200);
  await writeFile(path, whole);
  expect((await reload()).status).toBe(200);
  expect(await lastRefusal(RULE_MODEL)).toBeUndefined();
  expect(await metric(`model_reload_total{${labels},result="success"}`)).toMatch(/ 1$/);
  expect(await metric('model_reload_total{model="synthetic",result="success"}')).toMatch(/ 0$/);
});

describe('a manifest that is gone', () => {
  test('of rules is named as theirs, and its return is served', async () => {
    const path = join(rules, 'model_manifest.json');
    await rename(path, `${path}.away`);
    expect(await reload()).toMatchObject({
      status: 503,
      json: {
        error: {
          code: 'E_BUNDLE_MISSING',
          message: `Cannot find rules in "${rules}": there is no model_manifest.json`,
          hint: 'Put the files back; until then, the version before is served'
        }
      }
    });
    await rename(`${path}.away`, path);
    expect((await reload()).status).toBe(200);
  });

  test('with every other file of the rules, too', async () => {
    await rm(rules, { recursive: true });
    expect(await reload()).toMatchObject({
      json: { error: { message: expect.stringContaining('no model_manifest.json') as unknown } }
    });
  });

  test('of a bundle is named as its own', async () => {
    await rm(join(bundle, 'manifest.json'));
    expect(await reload('/models/synthetic')).toMatchObject({
      status: 503,
      json: {
        error: {
          message: `Cannot find a bundle in "${bundle}": there is no manifest.json`,
          hint: 'Put the files back; until then, the version before is served'
        }
      }
    });
  });
});

test('an active version that is not there is named beside those that are', async () => {
  const path = join(rules, 'model_manifest.json');
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace('"1.0.0"', '"9.9.9"'));
  expect(await reload()).toMatchObject({
    status: 503,
    json: {
      error: {
        message: `Cannot open the rules "${rules}": model_manifest.json has no path for version "9.9.9"; it has "1.0.0", "2.0.0"`,
        hint: 'Set active_model_version in model_manifest.json to a version that has a path'
      }
    }
  });
});

test('the refusals of several workers are one: the latest, and the highest count', () => {
  const refusal = { code: 'E_BUNDLE_DAMAGED', message: 'a', at: '2026-01-01', count: 4 } as const;
  const later = { ...refusal, message: 'b', at: '2026-01-02', count: 2 };
  expect(mergeRefusals([{ 'model x': refusal }, {}, { 'model x': later }])).toEqual({
    'model x': { ...later, count: 4 }
  });
});
