import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { holdsRules, openRules } from '../../src/rules/open-rules.ts';
import { scoreRules } from '../../src/rules/score-rules.ts';
import { sha256 } from '@espalier/core/files';
import { describeWithSharedData } from '../../../../test/support/shared-data.ts';

const OURS = fileURLToPath(new URL('../../../../data/risk_triad', import.meta.url));

let parent: string;
let folder: string;

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'espalier-rules-'));
  folder = join(parent, 'risk_triad');
  await cp(OURS, folder, { recursive: true });
});

afterEach(() => rm(parent, { recursive: true, force: true }));

async function edit(name: string, change: (text: string) => string): Promise<void> {
  const path = join(folder, name);
  await writeFile(path, change(await readFile(path, 'utf8')));
}

test('opens the active version', async () => {
  const rules = await openRules(folder);
  expect(rules).toMatchObject({
    name: 'risk_triad_classifier',
    version: '1.0.0',
    artifactPath: 'risk_triad/model_v1.json',
    notes: []
  });
  expect(rules.checksum).toBe(sha256(await readFile(join(folder, 'model_v1.json'), 'utf8')));
  expect(await holdsRules(folder)).toBe(true);
  expect(await holdsRules(parent)).toBe(false);
});

test('an edited manifest is reported and followed', async () => {
  await edit('model_manifest.json', text =>
    text.replace('"active_model_version": "1.0.0"', '"active_model_version": "2.0.0"')
  );
  const rules = await openRules(folder);
  expect(rules.version).toBe('2.0.0');
  expect(rules.notes).toEqual([
    { file: 'model_manifest.json', problem: 'was edited after its checksum was computed' }
  ]);
});

describe('what is damaged is named', () => {
  test.each<[string, string, (text: string) => string, string]>([
    ['a changed model', 'model_v1.json', text => `${text} `, 'model_v1.json does not match'],
    ['an emptied model', 'model_v1.json', () => '', 'model_v1.json does not match'],
    ['a broken manifest', 'model_manifest.json', () => '{', 'model_manifest.json is not JSON'],
    ['an emptied manifest', 'model_manifest.json', () => '', 'model_manifest.json is empty'],
    [
      'a path out of the folder',
      'model_manifest.json',
      text => text.replace('model_v1.json', '../model_v1.json'),
      'model_manifest.json does not match its schema: paths["1.0.0"] must be the plain name of a file in the same folder'
    ],
    [
      'a version without a path',
      'model_manifest.json',
      text => text.replace('"active_model_version": "1.0.0"', '"active_model_version": "9.9.9"'),
      'model_manifest.json has no path for version "9.9.9"; it has "1.0.0", "2.0.0"'
    ],
    [
      'a version that every object has',
      'model_manifest.json',
      text =>
        text.replace('"active_model_version": "1.0.0"', '"active_model_version": "__proto__"'),
      'model_manifest.json has no path for version "__proto__"; it has "1.0.0", "2.0.0"'
    ],
    [
      'a version that is a number',
      'model_manifest.json',
      text => text.replace('"active_model_version": "1.0.0"', '"active_model_version": 1'),
      'model_manifest.json does not match its schema: active_model_version must be a string'
    ],
    [
      'a path to the file of another version',
      'model_manifest.json',
      text => text.replace('"model_v1.json"', '"model_v2.json"'),
      'model_v2.json holds version "2.0.0", but model_manifest.json has it as "1.0.0"'
    ],
    ['checksums without the model', 'CHECKSUMS.json', () => '{}', 'does not list model_v1.json'],
    [
      'checksums of another form',
      'CHECKSUMS.json',
      () => '[]',
      'CHECKSUMS.json does not match its schema'
    ]
  ])('%s', async (_what, name, change, message) => {
    await edit(name, change);
    await expect(openRules(folder)).rejects.toMatchObject({
      code: 'E_BUNDLE_DAMAGED',
      message: expect.stringContaining(message) as unknown
    });
  });

  test.each(['model_v1.json', 'CHECKSUMS.json'])('%s that is gone', async name => {
    await rm(join(folder, name));
    await expect(openRules(folder)).rejects.toMatchObject({
      code: 'E_BUNDLE_DAMAGED',
      message: expect.stringContaining(`${name} is missing`) as unknown
    });
  });

  test('a rule that is not understood is refused', async () => {
    const text = (await readFile(join(folder, 'model_v1.json'), 'utf8')).replace(
      'if_price_gte',
      'if_price_ge'
    );
    await writeFile(join(folder, 'model_v1.json'), text);
    await edit('CHECKSUMS.json', sums => {
      const changed = JSON.parse(sums) as Record<string, string>;
      return JSON.stringify({ ...changed, 'model_v1.json': sha256(text) });
    });
    await expect(openRules(folder)).rejects.toMatchObject({ code: 'E_BUNDLE_DAMAGED' });
  });

  test('in a version that is not active it is only reported', async () => {
    await edit('model_v2.json', text => `${text} `);
    const { version, notes } = await openRules(folder);
    expect(version).toBe('1.0.0');
    expect(notes).toEqual([
      { field: '2.0.0', problem: expect.stringContaining('model_v2.json') as unknown }
    ]);
  });
});

describe('text as editors save it', () => {
  const encodings: readonly (readonly [string, (text: string) => Buffer])[] = [
    ['a byte order mark', text => Buffer.from(`\uFEFF${text}`)],
    ['UTF-16, little end first', text => Buffer.from(`\uFEFF${text}`, 'utf16le')],
    ['UTF-16, big end first', text => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()]
  ];

  test.each(encodings)('%s is no part of the manifest or the checksums', async (_what, encode) => {
    for (const name of ['model_manifest.json', 'CHECKSUMS.json'])
      await writeFile(join(folder, name), encode(await readFile(join(folder, name), 'utf8')));
    const { version, notes } = await openRules(folder);
    // Checksums are over the bytes as they are.
    expect({ version, notes: notes.map(({ file }) => file) }).toEqual({
      version: '1.0.0',
      notes: ['model_manifest.json']
    });
  });

  test.each(encodings)('%s is no part of a model, but of its checksum', async (_what, encode) => {
    const path = join(folder, 'model_v1.json');
    const bytes = encode(await readFile(path, 'utf8'));
    await writeFile(path, bytes);
    await expect(openRules(folder)).rejects.toMatchObject({ code: 'E_BUNDLE_DAMAGED' });
    await edit('CHECKSUMS.json', sums =>
      JSON.stringify({ ...(JSON.parse(sums) as object), 'model_v1.json': sha256(bytes) })
    );
    expect(await openRules(folder)).toMatchObject({ version: '1.0.0', checksum: sha256(bytes) });
  });
});

test.each(['model_manifest.json', 'CHECKSUMS.json', 'model_v1.json'])(
  '%s that is a folder is named',
  async name => {
    await rm(join(folder, name));
    await mkdir(join(folder, name));
    await expect(openRules(folder)).rejects.toMatchObject({
      code: 'E_BUNDLE_DAMAGED',
      message: expect.stringContaining(`${name} cannot be read: it is a folder`) as unknown
    });
  }
);

test('the hint says what to do about the file', async () => {
  await edit('model_v1.json', text => `${text} `);
  await expect(openRules(folder)).rejects.toMatchObject({
    hint: 'Restore model_v1.json, or update its sha256 in CHECKSUMS.json'
  });
  await edit('model_manifest.json', () => '{');
  await expect(openRules(folder)).rejects.toMatchObject({
    hint: 'Correct or restore model_manifest.json'
  });
  await rm(join(folder, 'model_manifest.json'));
  expect(await holdsRules(folder)).toBe(true);
  await expect(openRules(folder)).rejects.toMatchObject({
    code: 'E_BUNDLE_MISSING',
    message: `Cannot find rules in "${folder}": there is no model_manifest.json`,
    hint: 'Put model_manifest.json back, beside the files that it names'
  });
});

test('no folder, no manifest: E_BUNDLE_MISSING', async () => {
  await expect(openRules(join(parent, 'nope'))).rejects.toMatchObject({ code: 'E_BUNDLE_MISSING' });
  await expect(openRules(parent)).rejects.toMatchObject({ code: 'E_BUNDLE_MISSING' });
});

describeWithSharedData('risk_triad', path => {
  test('the original artifacts open as they are, and score', async () => {
    const { version, checksum, config, notes } = await openRules(path);
    expect({ version, notes }).toEqual({ version: '1.0.0', notes: [] });
    expect(checksum).toBe('9ac5d90386fe21d5d2698a1524f60e97a9f8532ef7390e1b7947f82d95a9e4b7');
    const input = { text: 'A refund, for growth', price: 45, units: 100, channel: 'Walmart' };
    expect(scoreRules(config, input)).toEqual({
      label: 'high_risk',
      score: 0.78,
      reasons: ['mid_price', 'mid_units', 'negative_signal_text', 'positive_signal_text']
    });
  });
});
