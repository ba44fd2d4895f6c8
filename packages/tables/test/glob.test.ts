import { basename, dirname } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { isFolder } from '@espalier/core/files';
import { expandGlob } from '../src/glob.ts';
import { temporaryFolder } from '../../../test/support/temporary-folder.ts';

const file = temporaryFolder();

describe('expandGlob()', () => {
  test.each([
    ['days/*.csv', ['a.csv', 'b.csv']],
    ['days/?.*', ['a.csv', 'b.csv', 'c.txt']],
    ['days/[bc].*', ['b.csv', 'c.txt']],
    ['**/a.csv', ['a.csv']],
    ['days/none-*', []]
  ])('%s', async (pattern, names) => {
    for (const name of ['b.csv', 'a.csv', 'c.txt']) file(`days/${name}`, 'x\n1\n');
    const found = await expandGlob(file(pattern));
    expect(found.map(path => basename(path))).toEqual(names);
  });

  test('leaves a path as it is, also one that looks like a pattern and is there', async () => {
    const odd = file('odd[1]*.csv', 'x\n');
    expect(await expandGlob(odd)).toEqual([odd]);
    expect(await expandGlob('not/there.csv')).toEqual(['not/there.csv']);
  });
});

test('isFolder() knows folders from files and from nothing', async () => {
  const path = file('some.csv', 'x\n');
  expect(await isFolder(dirname(path))).toBe(true);
  expect(await isFolder(path)).toBe(false);
  expect(await isFolder(`${path}.none`)).toBe(false);
});
