import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { BUNDLE_FILES } from '../../src/bundle.ts';
import { openBundle } from '../../src/store/open-bundle.ts';
import { writeBundle } from '../../src/store/write-bundle.ts';
import { EspalierError } from '@espalier/core';
import { sha256 } from '@espalier/core/files';
import { syntheticParts, syntheticRows } from '../../../../test/support/synthetic.ts';

const parts = syntheticParts();
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'espalier-bundle-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function failureOf(open: Promise<unknown>): Promise<EspalierError> {
  try {
    await open;
  } catch (error) {
    if (error instanceof EspalierError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

/** Change a file and its checksum, as somebody would who does not mean well. */
async function forge(name: string, change: (text: string) => string): Promise<void> {
  const content = change(await readFile(join(folder, name), 'utf8'));
  await writeFile(join(folder, name), content);
  const path = join(folder, 'manifest.json');
  const manifest = JSON.parse(await readFile(path, 'utf8')) as {
    files: Record<string, string>;
    content_sha256: string;
  };
  manifest.files[name] = sha256(content);
  const content_files = ['decision.json', 'feature_pipeline.json', 'model.json', 'profile.json'];
  manifest.content_sha256 = sha256(
    content_files.map(file => `${manifest.files[file]!}  ${file}\n`).join('')
  );
  await writeFile(path, JSON.stringify(manifest));
}

describe('writeBundle() and openBundle()', () => {
  test('what was written is what is loaded, and scores the same', async () => {
    const written = await writeBundle(folder, parts, {});
    const opened = await openBundle(folder);
    expect(opened.manifest).toEqual(written.manifest);
    for (const part of ['spec', 'pipeline', 'model', 'decision', 'profile', 'metrics'] as const)
      expect(JSON.parse(JSON.stringify(opened[part]))).toEqual(
        JSON.parse(JSON.stringify(parts[part]))
      );
    const { table } = syntheticRows(100, 9);
    expect([...opened.score(table)]).toEqual([...written.score(table)]);
  });

  test('same parts, same bytes', async () => {
    await writeBundle(join(folder, 'a'), parts, {});
    await writeBundle(join(folder, 'b'), parts, {});
    const names = await readdir(join(folder, 'a'));
    expect(names.sort()).toEqual([
      'dataset.yaml',
      'decision.json',
      'feature_pipeline.json',
      'manifest.json',
      'metrics.json',
      'model.json',
      'profile.json'
    ]);
    for (const name of names)
      expect(await readFile(join(folder, 'a', name), 'utf8')).toBe(
        await readFile(join(folder, 'b', name), 'utf8')
      );
  });

  test('content_sha256 does not depend on metrics.json', async () => {
    const a = await writeBundle(join(folder, 'a'), parts, {});
    const b = await writeBundle(
      join(folder, 'b'),
      { ...parts, metrics: { ...parts.metrics, timestamp: '2027-01-01T00:00:00.000Z' } },
      {}
    );
    const c = await writeBundle(
      join(folder, 'c'),
      { ...parts, model: { ...parts.model, intercept: 0 } },
      {}
    );
    expect(b.manifest.content_sha256).toBe(a.manifest.content_sha256);
    expect(c.manifest.content_sha256).not.toBe(a.manifest.content_sha256);
  });

  test('other files in the folder stay, files that the new bundle lacks go', async () => {
    await writeFile(join(folder, 'notes.txt'), 'mine');
    await writeBundle(folder, parts, {
      'fairness.json': '{}\n',
      'feature_importances.csv': 'feature,importance\n'
    });
    await writeBundle(folder, parts, { 'feature_importances.csv': 'feature,importance\n' });
    const names = await readdir(folder);
    expect(names).toContain('notes.txt');
    expect(names).not.toContain('fairness.json');
    expect((await openBundle(folder)).manifest.files).toHaveProperty(['feature_importances.csv']);
  });
});

describe('openBundle() refuses', () => {
  test('a folder that is not there, or holds no bundle, or is a file', async () => {
    for (const path of [join(folder, 'none'), folder, join(folder, 'file')]) {
      if (path.endsWith('file')) await writeFile(path, '');
      const error = await failureOf(openBundle(path));
      expect(error.code).toBe('E_BUNDLE_MISSING');
      expect(error.hint).toContain('make train');
      expect(error.exitCode).toBe(66);
    }
  });

  test.each([
    'dataset.yaml',
    'decision.json',
    'feature_pipeline.json',
    'metrics.json',
    'model.json',
    'profile.json'
  ])('a changed, shortened or missing %s, by name', async name => {
    await writeBundle(folder, parts, {});
    const path = join(folder, name);
    const whole = await readFile(path);
    for (const damage of [
      Buffer.concat([whole, Buffer.from(' ')]),
      whole.subarray(0, whole.length >> 1)
    ]) {
      await writeFile(path, damage);
      const error = await failureOf(openBundle(folder));
      expect([error.code, error.status, error.exitCode]).toEqual(['E_BUNDLE_DAMAGED', 503, 66]);
      expect(error.message).toContain(name);
    }
    await rm(path);
    expect((await failureOf(openBundle(folder))).message).toContain(`${name} is missing`);
  });

  test.each<[string, string, (text: string) => string]>([
    ['a manifest that is not JSON', 'manifest.json', () => '{'],
    [
      'a manifest of another format',
      'manifest.json',
      text => text.replace('espalier.bundle/1', 'espalier.bundle/9')
    ],
    [
      'a manifest that lists a path outside',
      'manifest.json',
      text => text.replace('"model.json":', '"../model.json":')
    ],
    [
      'a manifest without golden rows',
      'manifest.json',
      text => text.replace('"golden"', '"silver"')
    ]
  ])('%s', async (_what, name, change) => {
    await writeBundle(folder, parts, {});
    const path = join(folder, name);
    await writeFile(path, change(await readFile(path, 'utf8')));
    const error = await failureOf(openBundle(folder));
    expect(error.code).toBe('E_BUNDLE_DAMAGED');
    expect(error.message).toContain(name);
  });

  test.each<[string, string, (text: string) => string]>([
    ['a weight that is no number', 'model.json', text => text.replace('0.5', '"x"')],
    ['an unknown family', 'model.json', text => text.replace('"logistic"', '"oracle"')],
    [
      'a model with other scores than the golden rows have',
      'model.json',
      text => text.replace('-0.25', '-0.26')
    ],
    ['fewer weights than features', 'model.json', text => text.replace(/0\.5,\s*/, '')],
    [
      'a step that nobody knows',
      'feature_pipeline.json',
      text => text.replace('"standardize"', '"explode"')
    ],
    ['a threshold over 1', 'decision.json', text => text.replace('0.5', '1.5')],
    [
      'a spec of another model',
      'dataset.yaml',
      text => text.replace('name: synthetic', 'name: other')
    ],
    ['a spec with an unknown key', 'dataset.yaml', text => `${text}surprise: 1\n`]
  ])('%s, even with a fitting checksum', async (_what, name, change) => {
    await writeBundle(folder, parts, {});
    const before = await readFile(join(folder, name), 'utf8');
    await forge(name, change);
    expect(await readFile(join(folder, name), 'utf8')).not.toBe(before);
    expect((await failureOf(openBundle(folder))).code).toBe('E_BUNDLE_DAMAGED');
  });
});

describe('openBundle() reads', () => {
  test.each(['manifest.json', 'model.json', 'dataset.yaml', 'metrics.json'])(
    '%s with a byte order mark, its checksum being over the bytes as they are',
    async name => {
      await writeBundle(folder, parts, {});
      const path = join(folder, name);
      const mark = (text: string): string => `\uFEFF${text}`;
      if (name === 'manifest.json') await writeFile(path, mark(await readFile(path, 'utf8')));
      else await forge(name, mark);
      expect((await readFile(path)).subarray(0, 3)).toEqual(Buffer.from('\uFEFF'));
      expect((await openBundle(folder)).model).toHaveProperty('intercept', -0.25);
    }
  );

  test('no file that is a folder, and names it', async () => {
    for (const name of ['model.json', 'manifest.json']) {
      await writeBundle(folder, parts, {});
      await rm(join(folder, name));
      await mkdir(join(folder, name));
      const error = await failureOf(openBundle(folder));
      expect(error.code).toBe('E_BUNDLE_DAMAGED');
      expect(error.message).toContain(`${name} cannot be read: it is a folder`);
      await rm(join(folder, name), { recursive: true });
    }
  });
});

describe('a writer that is killed', () => {
  const changed = { ...parts, model: { ...parts.model, intercept: 1 } };

  test('before its bundle is complete leaves the old one, and the next writer cleans up', async () => {
    await writeBundle(folder, parts, {});
    const abandoned = join(folder, '.bundle-incoming-999999999-x');
    await mkdir(abandoned);
    await writeFile(join(abandoned, 'model.json'), '{');
    expect((await openBundle(folder)).model).toHaveProperty('intercept', -0.25);
    await writeBundle(folder, changed, {});
    expect(await readdir(folder)).not.toContain('.bundle-incoming-999999999-x');
  });

  test('at any point of moving its files leaves the new one', async () => {
    const next = join(folder, 'next');
    await writeBundle(next, changed, {});
    const names = (await readdir(next)).filter(name => name !== 'manifest.json');
    for (let moved = 0; moved <= names.length; ++moved) {
      const home = join(folder, `home-${moved}`);
      await writeBundle(home, parts, { 'fairness.json': '{}\n' });
      const ready = join(home, '.bundle-ready');
      await cp(next, ready, { recursive: true });
      for (const name of names.slice(0, moved)) await rename(join(ready, name), join(home, name));
      expect((await openBundle(home)).model).toHaveProperty('intercept', 1);
      // The next writer finishes the move first, so that even its own failure later loses nothing.
      await writeBundle(home, parts, {});
      expect((await openBundle(home)).model).toHaveProperty('intercept', -0.25);
      expect((await readdir(home)).filter(name => name.startsWith('.'))).toEqual([]);
    }
  });
});

test('writeBundle() that cannot write says so and leaves nothing', async () => {
  await writeFile(join(folder, 'file'), '');
  const error = await failureOf(writeBundle(join(folder, 'file', 'deep'), parts, {}));
  expect([error.code, error.exitCode]).toEqual(['E_FILE_UNWRITABLE', 1]);
  expect(await readdir(folder)).toEqual(['file']);
});

test('BUNDLE_FILES lists each name once', () => {
  expect(new Set(BUNDLE_FILES).size).toBe(BUNDLE_FILES.length);
});
