import {
  copyFile,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  utimes,
  writeFile
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { writeBundle } from '@espalier/bundle';
import { randomSeeded } from '@espalier/core';
import { sha256 } from '@espalier/core/files';
import { folderSource } from '../../src/io/folder-source.ts';
import { watchModels } from '../../src/io/watch.ts';
import { createLog } from '../../src/log.ts';
import { createCanary } from '../../src/models/canary.ts';
import { type ModelSlot, openModelSlot } from '../../src/models/model-slot.ts';
import { type Models, openModels } from '../../src/models/models.ts';
import { createShadow } from '../../src/models/shadow.ts';
import { syntheticParts } from '../../../../test/support/synthetic.ts';

const RULES = fileURLToPath(new URL('../../../../data/risk_triad', import.meta.url));
const EVERY_MS = 10;
const VERSIONS = ['1.0.0', '1.1.0', '1.2.0', '1.3.0'];

let folder: string;
let home: string;
let place: string;
let lines: string[];
let stop: () => void;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'espalier-watch-'));
  const parts = syntheticParts();
  for (const [i, version] of VERSIONS.entries()) {
    const spec = { ...parts.spec, version };
    const model = { ...parts.model, intercept: i };
    await writeBundle(released(version), { ...parts, spec, model }, {});
  }
});

beforeEach(async () => {
  home = await mkdtemp(join(folder, 'home-'));
  place = join(home, 'model');
  lines = [];
  stop = () => undefined;
});

afterEach(() => {
  stop();
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function released(version: string): string {
  return join(folder, 'releases', version);
}

function watch(models: Models): void {
  const log = createLog(
    'info',
    () => new Date(),
    line => lines.push(line)
  );
  stop = watchModels(models, { everyMs: EVERY_MS, elapsed: () => performance.now(), log });
}

async function watched(): Promise<ModelSlot> {
  const models = await openModels([folderSource(place)]);
  watch(models);
  return models.first.slot;
}

const PATIENCE_MS = 3000;

/** Wait for something to become true. */
async function until(condition: () => boolean): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (!condition() && performance.now() < end) await sleep(5);
  expect(condition()).toBe(true);
}

async function becomes(slot: ModelSlot, version: string): Promise<void> {
  await until(() => slot.ready()?.version === version);
}

/** The probability of a row tells which model scores: each version has an intercept of its own. */
function scoreOf(slot: ModelSlot): number {
  const model = slot.current();
  const row = { num_age: 40, num_income: 55.5, cat_plan: 'pro', cat_city: 'Bern' };
  return model.score(model.encode([row]), false).probabilities[0]!;
}

type Random = () => number;

function shuffled<T>(items: readonly T[], random: Random): T[] {
  const out = [...items];
  for (let i = out.length - 1; i > 0; --i) {
    const j = Math.floor(random() * (i + 1));
    [out[i], out[j]] = [out[j]!, out[i]!];
  }
  return out;
}

/** The ways in which people and tools put a version where it is served; each pauses between its steps. */
const WAYS: Readonly<
  Record<string, (version: string, random: Random, pause: () => Promise<void>) => Promise<void>>
> = {
  async 'cp, file by file'(version, random, pause) {
    for (const name of shuffled(await readdir(released(version)), random)) {
      await copyFile(join(released(version), name), join(place, name));
      await pause();
    }
  },
  async 'cp, in pieces'(version, random, pause) {
    for (const name of shuffled(await readdir(released(version)), random)) {
      const bytes = await readFile(join(released(version), name));
      const half = Math.floor(random() * bytes.length);
      await writeFile(join(place, name), bytes.subarray(0, half));
      await pause();
      await writeFile(join(place, name), bytes.subarray(half), { flag: 'a' });
    }
  },
  async 'rsync, by temporary names'(version, random, pause) {
    for (const name of shuffled(await readdir(released(version)), random)) {
      const temporary = join(place, `.${name}.Xy12Zz`);
      await copyFile(join(released(version), name), temporary);
      const { atime, mtime } = await stat(join(released(version), name));
      await utimes(temporary, atime, mtime);
      await pause();
      await rename(temporary, join(place, name));
    }
  },
  async 'tar, with the times of the archive'(version, random, pause) {
    for (const name of shuffled(await readdir(released(version)), random)) {
      await rm(join(place, name), { force: true });
      await pause();
      await copyFile(join(released(version), name), join(place, name));
      await utimes(join(place, name), 1_700_000_000, 1_700_000_000);
    }
  },
  async 'removed and put back'(version, random, pause) {
    await rm(place, { recursive: true });
    await pause();
    await mkdir(place);
    for (const name of shuffled(await readdir(released(version)), random)) {
      await copyFile(join(released(version), name), join(place, name));
      await pause();
    }
  },
  async 'folders renamed'(version, _random, pause) {
    await cp(released(version), `${place}.next`, { recursive: true });
    await rename(place, `${place}.last`);
    await pause();
    await rename(`${place}.next`, place);
    await rm(`${place}.last`, { recursive: true });
  },
  async 'damaged, then restored with the same size and time'(version, random, pause) {
    await WAYS['cp, file by file']!(version, random, pause);
    const path = join(place, 'model.json');
    const bytes = await readFile(path);
    const { atime, mtime } = await stat(path);
    const damaged = Buffer.from(bytes);
    damaged[10]! ^= 1;
    for (const content of [damaged, bytes]) {
      await writeFile(path, content);
      await utimes(path, atime, mtime);
      await pause();
    }
  },
  async 'published by training'(version) {
    const parts = syntheticParts();
    const spec = { ...parts.spec, version };
    const model = { ...parts.model, intercept: VERSIONS.indexOf(version) };
    await writeBundle(place, { ...parts, spec, model }, {});
  }
};

test('fifty deployments of every kind, in random order and pace, all arrive, each whole', async () => {
  const random = randomSeeded(20_011);
  await cp(released('1.0.0'), place, { recursive: true });
  const slot = await watched();
  const scores = new Map<string, number>();
  let isDone = false;
  const torn: string[] = [];
  // All the while, whatever is served is one of the versions as it was released.
  const observe = async (): Promise<void> => {
    while (!isDone) {
      const { version } = slot.current();
      const score = scoreOf(slot);
      const known = scores.get(version) ?? score;
      scores.set(version, known);
      if (score !== known) torn.push(version);
      await sleep(2);
    }
  };
  const observed = observe();
  stop = (end => () => {
    isDone = true;
    end();
  })(stop);
  const ways = Object.keys(WAYS);
  let version = '1.0.0';
  for (let i = 0; i < 50 && torn.length === 0; ++i) {
    const others = VERSIONS.filter(other => other !== version);
    version = others[Math.floor(random() * others.length)]!;
    const longest = [0, 2, 15, 40][Math.floor(random() * 4)]!;
    const way = ways[i % ways.length]!;
    await WAYS[way]!(version, random, () => sleep(Math.floor(random() * longest)));
    await becomes(slot, version);
  }
  isDone = true;
  await observed;
  expect(torn).toEqual([]);
  expect(new Set(scores.values()).size).toBe(VERSIONS.length);
  expect(slot.history().refusal).toBeUndefined();
}, 120_000);

describe('links', () => {
  test('a link that is turned to another folder', async () => {
    await symlink(released('1.0.0'), place);
    const slot = await watched();
    for (const version of ['1.1.0', '1.0.0', '1.2.0']) {
      await symlink(released(version), `${place}.next`);
      await rename(`${place}.next`, place);
      await becomes(slot, version);
    }
  });

  test('..data, as Kubernetes turns it for a volume', async () => {
    await mkdir(place);
    const turn = async (version: string): Promise<void> => {
      await cp(released(version), join(place, `..${version}`), { recursive: true });
      await symlink(`..${version}`, join(place, '..data_tmp'));
      await rename(join(place, '..data_tmp'), join(place, '..data'));
    };
    await turn('1.0.0');
    for (const name of await readdir(released('1.0.0')))
      await symlink(join('..data', name), join(place, name));
    const slot = await watched();
    for (const version of ['1.1.0', '1.2.0', '1.3.0']) {
      await turn(version);
      await becomes(slot, version);
      for (const old of VERSIONS.filter(other => other !== version))
        await rm(join(place, `..${old}`), { recursive: true, force: true });
    }
  });
});

describe('what is refused', () => {
  test('is told once for each problem, counted, and forgotten when a version opens', async () => {
    await cp(released('1.0.0'), place, { recursive: true });
    const slot = await watched();
    await copyFile(join(released('1.1.0'), 'manifest.json'), join(place, 'manifest.json'));
    await until(() => (slot.history().refusal?.count ?? 0) >= 3);
    expect(slot.ready()?.version).toBe('1.0.0');
    expect(slot.history().refusal).toMatchObject({
      code: 'E_BUNDLE_DAMAGED',
      message: expect.stringContaining('does not match its checksum') as unknown,
      at: expect.stringMatching(/^\d{4}-/) as unknown
    });
    expect(lines.filter(line => line.includes('not reloaded'))).toHaveLength(1);
    await cp(released('1.1.0'), place, { recursive: true });
    await becomes(slot, '1.1.0');
    const { refusal, numLoaded, numRefused } = slot.history();
    expect({ refusal, numLoaded }).toEqual({ refusal: undefined, numLoaded: 1 });
    expect(numRefused).toBeGreaterThanOrEqual(3);
  });

  test('at the start is cured as well', async () => {
    await cp(released('1.0.0'), place, { recursive: true });
    const whole = await readFile(join(place, 'model.json'));
    await truncate(join(place, 'model.json'), 10);
    const slot = await watched();
    expect(slot.ready()).toBeUndefined();
    await writeFile(join(place, 'model.json'), whole);
    await becomes(slot, '1.0.0');
    expect(slot.failure()).toBeUndefined();
  });

  test('is tried again although nothing changes', async () => {
    await cp(released('1.0.0'), place, { recursive: true });
    const source = folderSource(place);
    let failures = 3;
    const models = await openModels([
      {
        ...source,
        open: () =>
          failures-- === 3 || failures < 0
            ? source.open()
            : Promise.reject(Object.assign(new Error('EMFILE'), { code: 'EMFILE' }))
      }
    ]);
    watch(models);
    await cp(released('1.1.0'), place, { recursive: true });
    await becomes(models.first.slot, '1.1.0');
  });

  test('a folder that is gone keeps the version, and its return is noticed', async () => {
    await cp(released('1.0.0'), place, { recursive: true });
    const slot = await watched();
    await rename(place, `${place}.away`);
    await until(() => slot.history().refusal !== undefined);
    expect(slot.ready()?.version).toBe('1.0.0');
    const served = slot.current();
    await rename(`${place}.away`, place);
    await until(() => slot.history().refusal === undefined);
    // Nothing has changed, so the version goes on counting where it was.
    expect(slot.current()).toBe(served);
  });
});

test('the canary and the shadow are watched too, and stay versions of their model', async () => {
  await cp(released('1.0.0'), place, { recursive: true });
  const companions = ['canary', 'shadow'].map(name => join(home, name));
  for (const companion of companions) await cp(released('1.1.0'), companion, { recursive: true });
  const [canary, shadow] = (await Promise.all(
    companions.map(companion => openModelSlot(folderSource(companion)))
  )) as [ModelSlot, ModelSlot];
  watch(
    await openModels([folderSource(place)], {
      canaryOf: () => createCanary(canary, 0.5, undefined),
      shadowOf: () => createShadow(shadow)
    })
  );
  for (const companion of companions) await cp(released('1.2.0'), companion, { recursive: true });
  await becomes(canary, '1.2.0');
  await becomes(shadow, '1.2.0');
});

describe('rules', () => {
  test('follow their manifest, and files that come one by one', async () => {
    await cp(RULES, place, { recursive: true });
    const slot = await watched();
    const path = join(place, 'model_manifest.json');
    const text = await readFile(path, 'utf8');
    // Twice within one tick of a coarse clock, in place and of the same size.
    await writeFile(
      path,
      text.replace('"active_model_version": "1.0.0"', '"active_model_version": "2.0.0"')
    );
    await becomes(slot, '2.0.0');
    await writeFile(path, text);
    await becomes(slot, '1.0.0');
    const model = await readFile(join(place, 'model_v1.json'), 'utf8');
    const changed = model.replace('"low_risk_max": 0.34', '"low_risk_max": 0.35');
    expect(changed).not.toBe(model);
    await writeFile(join(place, 'model_v1.json'), changed);
    await sleep(5 * EVERY_MS);
    const sums = JSON.parse(await readFile(join(place, 'CHECKSUMS.json'), 'utf8')) as object;
    await writeFile(
      join(place, 'CHECKSUMS.json'),
      JSON.stringify({ ...sums, 'model_v1.json': sha256(changed) })
    );
    await until(() => slot.current().checksum === sha256(changed));
  });
});
