import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createCanary } from '../../src/models/canary.ts';
import { createShadow } from '../../src/models/shadow.ts';
import { folderSource } from '../../src/io/folder-source.ts';
import { openModels } from '../../src/models/models.ts';
import { openModelSlot } from '../../src/models/model-slot.ts';
import { writeBundle } from '@espalier/bundle';
import { profileSchema } from '@espalier/core/contracts';
import { syntheticParts } from '../../../../test/support/synthetic.ts';
import { call, post, serveFolders, type Serving } from '../support/serving.ts';

const ROW = { num_age: 40, num_income: 55.5, cat_plan: 'pro', cat_city: 'Bern' };

let folder: string;
let main: string;
let second: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'espalier-companions-'));
  main = join(folder, 'main');
  second = join(folder, 'second');
  const parts = syntheticParts();
  await writeBundle(main, parts, {});
  const spec = { ...parts.spec, version: '2.0.0' };
  // It decides the other way round.
  const model = { ...parts.model, intercept: 30 };
  await writeBundle(second, { ...parts, spec, model }, {});
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function servingWith(companion: 'canary' | 'shadow', share = 0.3): Promise<Serving> {
  const slot = await openModelSlot(folderSource(second));
  const models = await openModels(
    [folderSource(main)],
    companion === 'canary'
      ? { canaryOf: () => createCanary(slot, share, 'customer_id') }
      : { shadowOf: () => createShadow(slot) }
  );
  return serveFolders([], { models });
}

function versionOf(json: unknown): string {
  return (json as { model: { version: string } }).model.version;
}

describe('a canary', () => {
  test('answers its share, the same version for the same id, and says which it is', async () => {
    const serving = await servingWith('canary');
    try {
      const versions: string[] = [];
      for (let i = 0; i < 300; ++i) {
        const of = async (id: string) =>
          versionOf((await post(serving, '/predict', [ROW], { 'x-request-id': id })).json);
        const version = await of(`request-${i}`);
        versions.push(version);
        if (i % 50 === 0) expect(await of(`request-${i}`)).toBe(version);
      }
      const share = versions.filter(version => version === '2.0.0').length / versions.length;
      expect(share).toBeGreaterThan(0.2);
      expect(share).toBeLessThan(0.4);
      const lines = await serving.audit();
      expect(new Set(lines.map(line => line['model_version']))).toEqual(
        new Set(['1.0.0', '2.0.0'])
      );
      const { text } = await call(serving, '/metrics');
      expect(text).toMatch(/prediction_score_count\{model="synthetic",version="2.0.0"\} \d+/);
    } finally {
      await serving.close();
    }
  });

  test('is chosen by the id as it came, though the id is not shown', async () => {
    const serving = await servingWith('canary', 0.5);
    try {
      const answers = new Map<string, Set<string>>();
      for (let i = 0; i < 60; ++i) {
        const { headers, json } = await post(serving, '/predict', [ROW], {
          'x-request-id': `user-${i % 30}@example.org`
        });
        const shown = headers.get('x-request-id')!;
        expect(shown).toMatch(/^redacted-/);
        answers.set(shown, (answers.get(shown) ?? new Set()).add(versionOf(json)));
      }
      expect(answers.size).toBe(30);
      expect([...answers.values()].every(versions => versions.size === 1)).toBe(true);
      const all = new Set([...answers.values()].flatMap(versions => [...versions]));
      expect(all.size).toBe(2);
    } finally {
      await serving.close();
    }
  });

  test('shows the share asked and given', async () => {
    const serving = await servingWith('canary', 0.3);
    try {
      for (let i = 0; i < 40; ++i)
        await post(serving, '/predict', [ROW], { 'x-request-id': `id-${i}` });
      const { text } = await call(serving, '/metrics');
      expect(text).toContain('canary_share_asked{model="synthetic"} 0.3');
      const [canary, main] = ['canary', 'main'].map(role =>
        Number(
          new RegExp(`canary_requests_total\\{model="synthetic",role="${role}"\\} (\\d+)`).exec(
            text
          )?.[1]
        )
      );
      expect(canary! + main!).toBe(40);
      expect(text).toContain(`canary_share_given{model="synthetic"} ${canary! / 40}`);
    } finally {
      await serving.close();
    }
  });

  test('sticks to the field that was named', async () => {
    const serving = await servingWith('canary', 0.5);
    try {
      for (const customer_id of ['a', 'b', 'c', 'd', 'e']) {
        const versions = new Set<string>();
        for (let i = 0; i < 5; ++i)
          versions.add(
            versionOf((await post(serving, '/predict', [{ ...ROW, customer_id }])).json)
          );
        expect(versions.size).toBe(1);
      }
    } finally {
      await serving.close();
    }
  });
});

test('a shadow is compared with what was answered, and never answers', async () => {
  const serving = await servingWith('shadow');
  try {
    const { json } = await post(serving, '/predict', [ROW, { ...ROW, num_age: 20 }]);
    expect(versionOf(json)).toBe('1.0.0');
    await sleep(50);
    // The difference of so few rows would tell their scores.
    expect((await call(serving, '/metrics')).text).toContain(
      'shadow_score_difference_total{model="synthetic"} 0\n'
    );
    for (let i = 0; i < 9; ++i) await post(serving, '/predict', [ROW, { ...ROW, num_age: 20 }]);
    await sleep(50);
    const { text } = await call(serving, '/metrics');
    expect(text).toContain('shadow_rows_total{model="synthetic"} 20');
    expect(text).toMatch(/shadow_disagreements_total\{model="synthetic"\} [12]0\n/);
    expect(text).toMatch(/shadow_score_difference_total\{model="synthetic"\} \d+\.\d+/);
    expect(text).toContain('shadow_dropped_total{model="synthetic"} 0');
  } finally {
    await serving.close();
  }
});

describe('several models in one process', () => {
  test('the first is at the root, each under its name, and two of one name are refused', async () => {
    const other = join(folder, 'other');
    const parts = syntheticParts();
    await writeBundle(other, { ...parts, spec: { ...parts.spec, name: 'other' } }, {});
    const serving = await serveFolders([main, other]);
    try {
      const name = async (path: string) =>
        ((await post(serving, path, [ROW])).json as { model: { name: string } }).model.name;
      expect(await name('/predict')).toBe('synthetic');
      expect(await name('/models/synthetic/predict')).toBe('synthetic');
      expect(await name('/models/other/predict')).toBe('other');
      expect((await call(serving, '/models/other/health')).text).toBe('{"status":"ok"}');
      expect((await call(serving, '/models')).json).toMatchObject({
        models: [{ name: 'synthetic' }, { name: 'other' }]
      });
      expect(await post(serving, '/models/nope/predict', [ROW])).toMatchObject({ status: 404 });
    } finally {
      await serving.close();
    }
    await expect(openModels([folderSource(main), folderSource(second)])).rejects.toMatchObject({
      code: 'E_USAGE',
      exitCode: 2
    });
  });

  test('one that is damaged leaves the other alone', async () => {
    const broken = join(folder, 'broken');
    const parts = syntheticParts();
    await writeBundle(broken, { ...parts, spec: { ...parts.spec, name: 'broken' } }, {});
    await writeFile(join(broken, 'model.json'), '{}');
    const serving = await serveFolders([main, broken]);
    try {
      expect((await post(serving, '/predict', [ROW])).status).toBe(200);
      expect((await post(serving, '/models/broken/predict', [ROW])).status).toBe(503);
      expect((await call(serving, '/readyz')).status).toBe(503);
      expect((await call(serving, '/models/synthetic/readyz')).status).toBe(200);
    } finally {
      await serving.close();
    }
  });

  test('a reload that would give two the same name is refused', async () => {
    const other = join(folder, 'renamed');
    const parts = syntheticParts();
    await writeBundle(other, { ...parts, spec: { ...parts.spec, name: 'renamed' } }, {});
    const serving = await serveFolders([main, other]);
    try {
      for (const name of [
        'dataset.yaml',
        'manifest.json',
        'metrics.json',
        'model.json',
        'profile.json'
      ])
        await cp(join(main, name), join(other, name));
      expect((await post(serving, '/models/renamed/model/reload', '')).status).toBe(400);
      expect((await post(serving, '/models/renamed/predict', [ROW])).status).toBe(200);
    } finally {
      await serving.close();
    }
  });
});

test('feature counters and the live profile tell what the traffic was like, in steps', async () => {
  const serving = await serveFolders([main]);
  try {
    const rows = [
      { ...ROW, num_age: 17 },
      { ...ROW, num_income: null, cat_city: 'Rom' }
    ];
    for (let i = 0; i < 25; ++i) await post(serving, '/predict', rows);
    const { text } = await call(serving, '/metrics');
    const about25 = '[23]0\\n';
    for (const [metric, feature] of [
      ['feature_missing_total', 'num_income'],
      ['feature_unseen_total', 'cat_city'],
      ['feature_out_of_range_total', 'num_age']
    ] as const)
      expect(text).toMatch(
        new RegExp(`${metric}\\{model="synthetic",feature="${feature}"\\} ${about25}`)
      );
    expect(text).toContain('model_rows_total{model="synthetic",version="1.0.0"} 50\n');
    const { json } = await call(serving, '/models/synthetic/profile');
    const { columns } = json as { columns: Record<string, Record<string, number>> };
    expect(json).toMatchObject({ format: 'espalier.profile/1', rows: 50, step: 10 });
    for (const count of [
      columns['num_income']!['count'],
      columns['num_income']!['missing'],
      columns['cat_city']!['unseen']
    ])
      expect([20, 30]).toContain(count);
    expect(profileSchema.parse(json)).toEqual(json);
    expect(await readFile(join(main, 'profile.json'), 'utf8')).toContain('espalier.profile/1');
  } finally {
    await serving.close();
  }
});
