import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { writeBundle } from '@espalier/bundle';
import { syntheticParts } from '../../../test/support/synthetic.ts';
import { call, post, serveFolders, type Serving } from './support/serving.ts';

const RULES = fileURLToPath(new URL('../../../data/risk_triad', import.meta.url));
const TOKEN = 'a-token-of-the-test';

/** Two customers that differ in every column. */
const VICTIMS = [
  { num_age: 87, num_income: 9_959_123.5, cat_plan: 'team', cat_city: 'Rom' },
  { num_age: 17, num_income: null, cat_plan: 'basic', cat_city: 'Bern' }
];
const KNOWN = { num_age: 40, num_income: 55.5, cat_plan: 'pro', cat_city: 'Thun' };

let folder: string;
let bundle: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'espalier-aggregates-'));
  bundle = join(folder, 'bundle');
  const parts = syntheticParts();
  const features = { ...parts.spec.features };
  features['num_age'] = { ...features['num_age']!, show: true };
  await writeBundle(bundle, { ...parts, spec: { ...parts.spec, features } }, {});
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Everything that anybody can read about traffic, but for figures of requests and of the process. */
async function readAll(serving: Serving): Promise<string[]> {
  const texts: string[] = [];
  for (const path of [
    '/profile',
    '/models/synthetic/profile',
    '/profile?since=1h',
    '/models/synthetic/profile?since=1m',
    '/models',
    '/models/synthetic',
    '/model',
    '/openapi.json',
    '/docs'
  ])
    texts.push((await call(serving, path)).text.replace(/"loaded_at":"[^"]*"/g, ''));
  const { text } = await call(serving, '/metrics');
  texts.push(...text.split('\n').filter(line => /^(feature_|prediction_score|shadow_)/.test(line)));
  return texts;
}

function withoutTimes(texts: readonly string[]): string[] {
  return texts.map(text => text.replace(/"window":\{[^}]*\}/g, ''));
}

async function withServer<T>(use: (serving: Serving) => Promise<T>): Promise<T> {
  const serving = await serveFolders([bundle]);
  try {
    return await use(serving);
  } finally {
    await serving.close();
  }
}

describe('whoever reads the aggregates before and after', () => {
  test.each([
    ['a single request', 0],
    ['a single request beside nine of his own', 9]
  ])('%s learns nothing', async (_what, numKnown) => {
    for (const victim of VICTIMS)
      await withServer(async serving => {
        for (let i = 0; i < 8; ++i)
          await post(serving, '/predict', [KNOWN, VICTIMS[0], VICTIMS[1], KNOWN, KNOWN]);
        const before = await readAll(serving);
        expect(before.join('\n')).toContain('"rows":40');
        for (let i = 0; i < numKnown; ++i) await post(serving, '/predict', [KNOWN]);
        await post(serving, '/predict', [victim]);
        expect(await readAll(serving)).toEqual(before);
      });
  });

  test('a reload learns nothing, alone or beside nine of his own', async () => {
    for (const victim of VICTIMS)
      await withServer(async serving => {
        const fresh = await readAll(serving);
        for (let i = 0; i < 8; ++i)
          await post(serving, '/predict', [KNOWN, KNOWN, KNOWN, KNOWN, KNOWN]);
        await post(serving, '/model/reload', '');
        // The new version counts from its own start.
        const reloaded = await readAll(serving);
        expect(withoutTimes(reloaded)).toEqual(withoutTimes(fresh));
        await post(serving, '/predict', [victim]);
        expect(await readAll(serving)).toEqual(reloaded);
        for (let i = 0; i < 9; ++i) await post(serving, '/predict', [KNOWN]);
        expect(await readAll(serving)).toEqual(reloaded);
      });
  });
});

test('published figures hold no value of a row, and no count that is not a multiple of ten', async () => {
  await withServer(async serving => {
    for (let i = 0; i < 40; ++i) await post(serving, '/predict', VICTIMS);
    const texts = (await readAll(serving)).join('\n');
    expect(texts).toContain('"rows":80');
    expect(texts).not.toMatch(/9959123|9\.959|9\.96e|Rom\b/);
    const { columns, scores } = (await call(serving, '/profile')).json as {
      columns: Record<string, Record<string, unknown>>;
      scores: Record<string, unknown>;
    };
    const [served] = ((await call(serving, '/models')).json as { models: { version: string }[] })
      .models;
    expect((await call(serving, '/profile')).json).toMatchObject({
      model: {
        name: 'synthetic',
        version: served!.version,
        content_sha256: expect.stringMatching(/^[0-9a-f]{64}$/)
      }
    });
    const none = { mean: null, std: null, min: null, max: null };
    expect(columns['num_income']).toMatchObject(none);
    expect(scores).toMatchObject(none);
    // The spec says `show: true`.
    expect(columns['num_age']).toMatchObject({ mean: 52, min: 17, max: 87 });
    for (const column of [...Object.values(columns), scores])
      for (const count of [
        column['count'],
        column['missing'],
        ...(column['counts'] as number[])
      ] as number[])
        expect(count % 10).toBe(0);
  });
});

describe('with an admin token', () => {
  test.each([
    '/profile',
    '/models/synthetic/profile',
    '/models/risk_triad_classifier/profile',
    '/metrics'
  ])('%s asks for it, however it is spelt', async path => {
    const serving = await serveFolders([bundle, RULES], { change: { adminToken: TOKEN } });
    const ask = (at: string, method: string, token?: string): Promise<Response> =>
      fetch(`${serving.url}${at}`, {
        method,
        headers: token === undefined ? {} : { authorization: `Bearer ${token}` }
      });
    try {
      for (const at of [path, `${path}/`, path.toUpperCase(), `${path}?x=1`, `/.${path}`])
        for (const method of ['GET', 'HEAD']) {
          const response = await ask(at, method);
          expect([401, 404]).toContain(response.status);
          expect(await response.text()).not.toContain('espalier.profile');
        }
      expect((await ask(path, 'GET')).status).toBe(401);
      expect((await ask(path, 'HEAD')).status).toBe(401);
      expect((await ask(path, 'GET', 'another')).status).toBe(403);
      expect((await ask(path, 'GET', TOKEN)).status).toBe(200);
    } finally {
      await serving.close();
    }
  });
});

describe('GET /profile?since=', () => {
  test.each(['0', '-5m', '1y', '36d', '', 'soon', '1h&since=2h', '1h&last=2h'])(
    '%s is refused by name',
    async since => {
      await withServer(async serving => {
        const answer = await call(serving, `/profile?since=${since}`);
        expect(answer).toMatchObject({
          status: 400,
          json: { error: { code: 'E_FIELD_INVALID', details: [{ field: expect.any(String) }] } }
        });
      });
    }
  );

  test('has the rows of the window, with its times and the model', async () => {
    await withServer(async serving => {
      for (let i = 0; i < 8; ++i)
        await post(serving, '/predict', [KNOWN, KNOWN, VICTIMS[0], KNOWN, KNOWN]);
      const whole = (await call(serving, '/profile')).json as Record<string, unknown>;
      expect(whole).toMatchObject({ rows: 40, window: { complete: true } });
      const { json } = await call(serving, '/models/synthetic/profile?since=90m');
      // All of it: the server has run for less.
      expect(json).toEqual({
        ...whole,
        window: { ...(whole['window'] as object), complete: false }
      });
    });
  });
});
