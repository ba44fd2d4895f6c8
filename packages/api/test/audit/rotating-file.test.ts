import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createRotatingFile } from '../../src/io/rotating-file.ts';

let folder: string;
let path: string;
let clock: number;
let tails: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'espalier-rotating-'));
  path = join(folder, 'logs', 'audit.jsonl');
  clock = 0;
  tails = [];
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const create = () =>
  createRotatingFile(
    path,
    () => clock,
    tail => tails.push(tail)
  );

describe('createRotatingFile()', () => {
  test('creates the folder and keeps the file open', async () => {
    const file = create();
    const fd = file.current();
    clock = 5000;
    expect(file.current()).toBe(fd);
    expect(tails).toEqual(['']);
    await file.close();
  });

  test('opens a new file once the old one was moved away', async () => {
    const file = create();
    file.current();
    await writeFile(path, 'a line\n');
    await rename(path, `${path}.1`);
    clock = 500;
    file.current();
    expect(tails).toEqual(['']);
    clock = 5000;
    file.current();
    expect(tails).toEqual(['', '']);
    await file.close();
  });

  test('reports the end of an existing file', async () => {
    const first = create();
    first.current();
    await first.close();
    await writeFile(path, 'a line\ntorn');
    const second = create();
    second.current();
    expect(tails).toEqual(['', 'a line\ntorn']);
    await second.close();
  });

  test('throws while the path cannot be opened, and recovers', async () => {
    await writeFile(join(folder, 'logs'), 'a file in the way');
    const file = create();
    expect(() => file.current()).toThrow();
    await rm(join(folder, 'logs'));
    expect(file.current()).toEqual(expect.any(Number));
    await file.close();
  });
});
