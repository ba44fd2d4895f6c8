import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openBundle } from '@espalier/bundle';
import { runCommand } from '../../../cli/src/run-command.ts';
import { formatDatasetSpec } from '@espalier/core/contracts';
import type { DatasetSpec } from '@espalier/core/contracts';
import { trainCommand } from '../../src/command.ts';
import { fakeIo } from '../../../../test/support/fake-io.ts';
import { SYNTHETIC_SPEC, syntheticCsv, syntheticRows } from '../../../../test/support/synthetic.ts';

/** Few rounds: what a search finds is not the question here. */
const SPEC: DatasetSpec = {
  ...SYNTHETIC_SPEC,
  train: { family: 'gbdt', params: { gbdt: { numIterations: 5 } } }
};

let folder: string;
let data: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'espalier-search-'));
  data = join(folder, 'table.csv');
  await writeFile(data, syntheticCsv(syntheticRows(600, 21)));
  await writeFile(join(folder, 'table.yaml'), formatDatasetSpec(SPEC));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function train(outdir: string, ...args: string[]) {
  const io = fakeIo();
  const path = join(folder, outdir);
  const exitCode = await runCommand(trainCommand, ['--data', data, '--outdir', path, ...args], io);
  return { exitCode, err: io.err(), path, record: join(path, 'trials.jsonl') };
}

async function contentOf({ path }: { path: string }): Promise<string> {
  return (await openBundle(path)).manifest.content_sha256;
}

describe('train with a search', () => {
  test('ends with the same bytes wherever it was killed, and when it is replayed', async () => {
    const whole = await train('whole', '--trials', '6');
    expect(whole.exitCode).toBe(0);
    const content = await contentOf(whole);
    expect((await openBundle(whole.path)).metrics.search).toMatchObject({ trials: 6, tried: 6 });
    expect((await openBundle(whole.path)).manifest.files).not.toHaveProperty('trials.jsonl');

    const text = await readFile(whole.record, 'utf8');
    await rm(whole.path, { recursive: true });
    const killed = await train('whole', '--trials', '1');
    // As a process that was killed within a line leaves it.
    await writeFile(killed.record, text.slice(0, Math.round(0.6 * text.length)));
    const again = await train('whole', '--trials', '6');
    expect(again.err).toMatch(/resuming after \d+ results/);
    expect(await contentOf(again)).toBe(content);
    const replayed = await train('replayed', '--replay', whole.record);
    expect(replayed.exitCode).toBe(0);
    expect(await contentOf(replayed)).toBe(content);
    await expect(readFile(replayed.record)).rejects.toThrow('ENOENT');
  });

  test('keeps the record of another seed, and searches anew', async () => {
    await train('seeds', '--trials', '2');
    const { err, record } = await train('seeds', '--trials', '2', '--seed', '7');
    expect(err).toMatch(
      /trials\.jsonl was recorded with other data, settings or another seed: kept as .*trials-[0-9a-f]{8}\.jsonl/
    );
    const { exitCode, err: refused } = await train('seeds', '--replay', record);
    expect(exitCode).toBe(65);
    expect(refused).toContain('E_TRIALS_INVALID');
  });

  test('is asked for by a spec as well', async () => {
    const spec = join(folder, 'search.yaml');
    await writeFile(spec, formatDatasetSpec({ ...SPEC, train: { ...SPEC.train, trials: 3 } }));
    const { path, exitCode } = await train('spec', '--spec', spec);
    expect(exitCode).toBe(0);
    expect((await openBundle(path)).metrics.search).toMatchObject({ trials: 3, tried: 3 });
  });

  test('without one there is no record', async () => {
    const { path, record } = await train('plain');
    expect((await openBundle(path)).metrics.search).toBeUndefined();
    await expect(readFile(record)).rejects.toThrow('ENOENT');
  });

  test.each([
    [2, 'a whole number', ['--trials', '0']],
    [2, 'a duration like', ['--time-budget', 'soon']],
    [2, 'a number over 0', ['--max-score-us', '-1']],
    [2, 'E_USAGE', ['--replay', 'x', '--trials', '3']],
    [66, 'E_FILE_MISSING', ['--replay', 'no-such-file']],
    // The clock of the test stands still: every cost is 0.
    [0, 'trying', ['--max-score-us', '5']]
  ])('exits %i and says %j with %j', async (expected, text, args) => {
    const { exitCode, err } = await train('usage', ...args);
    expect({ exitCode, says: err.includes(text) }).toEqual({ exitCode: expected, says: true });
  });
});
