import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { voidProgress } from '@espalier/cli';
import type { Trial } from '@espalier/core/contracts';
import { openRecord, replayRecord } from '../../src/search/record-file.ts';

const KEY = 'a'.repeat(64);
const OTHER_KEY = 'b'.repeat(64);
const TRIAL: Trial = {
  family: 'gbdt',
  trial: 3,
  rung: 1,
  params: { numLeaves: 12, learningRate: 0.05123 },
  rows: 100,
  log_loss: 0.4123456789012345,
  gain: -0.001,
  gain_deviation: 0.2,
  score_us: 3.5,
  seconds: 0.25
};

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'espalier-trials-'));
  path = join(folder, 'trials.jsonl');
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('openRecord()', () => {
  test('gives back what was added, number for number', async () => {
    const first = await openRecord(path, KEY, { trials: 5 }, voidProgress);
    expect(first.find('gbdt', 3, 1)).toBeUndefined();
    await first.add(TRIAL);
    await first.add({ ...TRIAL, trial: 4, log_loss: null, gain: null, gain_deviation: null });
    const again = await openRecord(path, KEY, { trials: 9 }, voidProgress);
    expect(again.find('gbdt', 3, 1)).toEqual(TRIAL);
    expect(again.find('gbdt', 4, 1)?.log_loss).toBeNull();
    expect(again.spent('gbdt')).toBe(0.5);
    expect(again.spent('mlp')).toBe(0);
  });

  test('passes over a last line that was cut off, and goes on after it', async () => {
    const first = await openRecord(path, KEY, {}, voidProgress);
    await first.add(TRIAL);
    await first.add({ ...TRIAL, trial: 4 });
    await writeFile(path, (await readFile(path, 'utf8')).slice(0, -40));
    const again = await openRecord(path, KEY, {}, voidProgress);
    expect(again.find('gbdt', 3, 1)).toEqual(TRIAL);
    expect(again.find('gbdt', 4, 1)).toBeUndefined();
    await again.add({ ...TRIAL, trial: 4 });
    const third = await openRecord(path, KEY, {}, voidProgress);
    expect(third.find('gbdt', 4, 1)).toEqual({ ...TRIAL, trial: 4 });
  });

  test('keeps a record of other data beside it', async () => {
    const first = await openRecord(path, KEY, {}, voidProgress);
    await first.add(TRIAL);
    const notes: string[] = [];
    const other = await openRecord(
      path,
      OTHER_KEY,
      {},
      { ...voidProgress, note: text => notes.push(text) }
    );
    expect(other.find('gbdt', 3, 1)).toBeUndefined();
    expect(notes.join()).toContain('trials-aaaaaaaa.jsonl');
    expect((await readdir(folder)).sort()).toEqual(['trials-aaaaaaaa.jsonl', 'trials.jsonl']);
    expect(
      (await replayRecord(join(folder, 'trials-aaaaaaaa.jsonl'), KEY)).record.find('gbdt', 3, 1)
    ).toEqual(TRIAL);
  });

  test.each([
    ['text', 'hello\nworld\n'],
    ['nothing', ''],
    ['another format', '{"format":"espalier.trials/2","key":"' + KEY + '"}\n'],
    [
      'a damaged line in the middle',
      `{"format":"espalier.trials/1","key":"${KEY}"}\n{"run":{}}\n{"fam\n{"run":{}}\n`
    ],
    [
      'a trial with a key too many',
      `{"format":"espalier.trials/1","key":"${KEY}"}\n${JSON.stringify({ ...TRIAL, x: 1 })}\n`
    ]
  ])('refuses a file that holds %s', async (_, text) => {
    await writeFile(path, text);
    await expect(openRecord(path, KEY, {}, voidProgress)).rejects.toMatchObject({
      code: 'E_TRIALS_INVALID',
      exitCode: 65
    });
    expect(await readFile(path, 'utf8')).toBe(text);
  });
});

describe('replayRecord()', () => {
  test('brings the limits of the last run', async () => {
    await openRecord(path, KEY, { trials: 5 }, voidProgress);
    await openRecord(path, KEY, { time_budget: 60, max_score_us: 20 }, voidProgress);
    expect((await replayRecord(path, KEY)).limits).toEqual({ time_budget: 60, max_score_us: 20 });
  });

  test('refuses a record of other data', async () => {
    await openRecord(path, KEY, {}, voidProgress);
    await expect(replayRecord(path, OTHER_KEY)).rejects.toMatchObject({ code: 'E_TRIALS_INVALID' });
  });

  test('needs the file', async () => {
    await expect(replayRecord(path, KEY)).rejects.toMatchObject({ code: 'E_FILE_MISSING' });
  });
});
