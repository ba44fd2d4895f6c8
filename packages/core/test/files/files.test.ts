import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  statSync,
  symlinkSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { checkInputFile, readText } from '../../src/files/read.ts';
import { currentCommit } from '../../src/files/git.ts';
import { sha256, sha256File } from '../../src/files/sha256.ts';
import {
  checkWritableFile,
  checkWritableFolder,
  writeAtomic,
  writeFailure,
  writeFlushed
} from '../../src/files/write.ts';
import { rejectionOf } from '../../../../test/support/failure.ts';
import { temporaryFolder } from '../../../../test/support/temporary-folder.ts';
import { describeWhere, testWhere } from '../../../../test/support/where.ts';

const file = temporaryFolder();

describe('readText()', () => {
  test('gives the text without a byte order mark', async () => {
    expect(await readText(file('bom.txt', '\uFEFFäb\r\n'))).toBe('äb\r\n');
  });

  test.each([
    ['absent.txt', 'E_FILE_MISSING'],
    ['bom.txt/deeper', 'E_FILE_MISSING'],
    ['.', 'E_FILE_UNREADABLE']
  ])('of %j fails with %s', async (name, code) => {
    file('bom.txt', 'x');
    const error = await rejectionOf(readText(file(name)));
    expect(error.code).toBe(code);
    expect(error.exitCode).toBe(66);
    expect(error.message).toContain(`"${file(name)}"`);
  });
});

describe('checkInputFile()', () => {
  test('takes a file with something in it', async () => {
    await expect(checkInputFile(file('good.csv', 'x'))).resolves.toBeUndefined();
  });

  test.each([
    ['absent.csv', 'E_FILE_MISSING'],
    ['.', 'E_FILE_UNREADABLE'],
    ['empty.csv', 'E_TABLE_EMPTY']
  ])('of %j fails with %s', async (name, code) => {
    file('empty.csv', '');
    expect((await rejectionOf(checkInputFile(file(name)))).code).toBe(code);
  });
});

describe('writeAtomic()', () => {
  test('writes a file, and the folders that it needs', async () => {
    const path = file('new/deep/er.txt');
    await writeAtomic(path, 'text');
    expect(readFileSync(path, 'utf8')).toBe('text');
    expect(readdirSync(dirname(path))).toEqual(['er.txt']);
  });

  test('replaces a file, with bytes too', async () => {
    const path = file('old.bin', 'old and longer');
    await writeAtomic(path, Uint8Array.of(1, 2));
    expect([...readFileSync(path)]).toEqual([1, 2]);
  });

  test('writes to where a link points', async () => {
    const target = file('links/target.txt', 'old');
    symlinkSync(target, file('links/link.txt'));
    await writeAtomic(file('links/link.txt'), 'new');
    expect(readFileSync(target, 'utf8')).toBe('new');
    expect(readdirSync(dirname(target)).sort()).toEqual(['link.txt', 'target.txt']);
  });

  test('never shows a half: whoever reads meanwhile sees one of the contents, whole', async () => {
    const path = file('race/state.txt', 'a'.repeat(100_000));
    const writes = ['b', 'c', 'd'].map(letter => writeAtomic(path, letter.repeat(100_000)));
    const seen = new Set<string>();
    const done = Promise.all(writes).then(() => true);
    while (!(await Promise.race([done, new Promise<boolean>(r => setImmediate(r, false))]))) {
      const text = readFileSync(path, 'utf8');
      seen.add(`${text.length} ${new Set(text).size}`);
    }
    expect([...seen].filter(state => state !== '100000 1')).toEqual([]);
    expect(readdirSync(dirname(path))).toEqual(['state.txt']);
  });

  test('under a file fails, and leaves the file alone', async () => {
    const parent = file('plain.txt', 'kept');
    const error = await rejectionOf(writeAtomic(join(parent, 'deep', 'x.txt'), 'lost'));
    expect(error.code).toBe('E_FILE_UNWRITABLE');
    expect(error.message).toMatch(/: a part of the path is not a folder$/);
    expect(error.exitCode).toBe(1);
    expect(readFileSync(parent, 'utf8')).toBe('kept');
  });

  test('onto a folder fails, and leaves no temporary file', async () => {
    file('folders/taken/inner.txt', 'kept');
    const error = await rejectionOf(writeAtomic(file('folders/taken'), 'lost'));
    expect(error.code).toBe('E_FILE_UNWRITABLE');
    expect(error.message).toMatch(/: it is a folder$/);
    expect(readdirSync(file('folders'))).toEqual(['taken']);
    expect(readdirSync(file('folders/taken'))).toEqual(['inner.txt']);
  });

  const readOnly = ['/proc/sys', '/sys/kernel'].find(path => existsSync(path));
  testWhere(readOnly !== undefined, 'no /proc/sys or /sys/kernel')(
    'into a folder that takes no files fails with a reason',
    async () => {
      const error = await rejectionOf(writeAtomic(join(readOnly!, 'espalier.txt'), 'lost'));
      expect(error.code).toBe('E_FILE_UNWRITABLE');
      expect(error.hint).toBe('Check the folder and its permissions');
    }
  );
});

describe('writeFailure()', () => {
  test.each([
    ['ENOSPC', 'E_DISK_FULL', ': the disk is full'],
    ['EDQUOT', 'E_DISK_FULL', ': the disk is full'],
    ['EACCES', 'E_FILE_UNWRITABLE', ': permission denied'],
    ['EROFS', 'E_FILE_UNWRITABLE', ': the file system is read-only'],
    ['EISDIR', 'E_FILE_UNWRITABLE', ': it is a folder'],
    ['ENOTDIR', 'E_FILE_UNWRITABLE', ': a part of the path is not a folder'],
    ['EIO', 'E_FILE_UNWRITABLE', '']
  ])('of %s is %s', (code, failure, reason) => {
    const cause = Object.assign(new Error('theirs'), { code });
    const error = writeFailure('out.json', cause);
    expect(error.code).toBe(failure);
    expect(error.message).toBe(`Cannot write "out.json"${reason}`);
    expect(error.cause).toBe(cause);
  });
});

describe('a full device', () => {
  testWhere(existsSync('/dev/full'), 'no /dev/full')(
    'writeFlushed() tells that it is full',
    async () => {
      const cause: unknown = await writeFlushed('/dev/full', 'x').catch((error: unknown) => error);
      expect(writeFailure('/dev/full', cause).code).toBe('E_DISK_FULL');
    }
  );

  testWhere(existsSync('/dev/full'), 'no /dev/full')(
    'writeAtomic() leaves a device a device',
    async () => {
      const error = await rejectionOf(writeAtomic('/dev/full', 'x'));
      expect(error.code).toBe('E_DISK_FULL');
      expect(statSync('/dev/full').isCharacterDevice()).toBe(true);
    }
  );
});

/** A file system of 64 KB; throws where this process may not make one. */
function mountTinyDisk(): string {
  const path = mkdtempSync(join(tmpdir(), 'espalier-tiny-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', path], { stdio: 'ignore' });
    return path;
  } catch (error) {
    rmdirSync(path);
    throw error;
  }
}

function unmountTinyDisk(path: string): void {
  execFileSync('umount', [path]);
  rmdirSync(path);
}

function mayMount(): boolean {
  try {
    unmountTinyDisk(mountTinyDisk());
    return true;
  } catch {
    return false;
  }
}

describeWhere(mayMount(), 'mounting a small file system is not allowed')('a full disk', () => {
  let disk = '';

  beforeAll(() => {
    disk = mountTinyDisk();
  });
  afterAll(() => {
    unmountTinyDisk(disk);
  });

  test('keeps what was there, and no temporary file', async () => {
    const path = join(disk, 'model.json');
    await writeAtomic(path, 'good');
    const error = await rejectionOf(writeAtomic(path, 'x'.repeat(200_000)));
    expect(error.code).toBe('E_DISK_FULL');
    expect(error.exitCode).toBe(1);
    expect(error.hint).toContain('existing files are unchanged');
    expect(readFileSync(path, 'utf8')).toBe('good');
    expect(readdirSync(disk)).toEqual(['model.json']);
    await writeAtomic(path, 'better');
    expect(readFileSync(path, 'utf8')).toBe('better');
  });
});

test('sha256() and sha256File() agree with the standard', async () => {
  const expected = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  expect(sha256('abc')).toBe(expected);
  expect(sha256(Uint8Array.of(97, 98, 99))).toBe(expected);
  expect(await sha256File(file('abc.txt', 'abc'))).toBe(expected);
  const large = 'x'.repeat(300_000);
  expect(await sha256File(file('large.txt', large))).toBe(sha256(large));
  expect((await rejectionOf(sha256File(file('absent.txt')))).code).toBe('E_FILE_MISSING');
});

test('currentCommit() is a commit or null', async () => {
  expect((await currentCommit()) ?? '0'.repeat(40)).toMatch(/^[0-9a-f]{40,64}$/);
});

describe('checkWritableFolder() and checkWritableFile()', () => {
  test('pass what can be written, and leave nothing behind', async () => {
    const kept = file('early/kept.txt', 'kept');
    await checkWritableFolder(dirname(kept));
    await checkWritableFolder(join(dirname(kept), 'new', 'deep'));
    await checkWritableFile(kept);
    await checkWritableFile(join(dirname(kept), 'new', 'x.json'));
    await checkWritableFile('/dev/null');
    expect(readdirSync(dirname(kept))).toEqual(['kept.txt']);
    expect(readFileSync(kept, 'utf8')).toBe('kept');
  });

  test('fail as writing would', async () => {
    const parent = file('early-file.txt', 'kept');
    for (const check of [
      () => checkWritableFolder(parent),
      () => checkWritableFolder(join(parent, 'deep')),
      () => checkWritableFile(join(parent, 'x.txt')),
      () => checkWritableFile(dirname(parent))
    ]) {
      const error = await rejectionOf(check());
      expect([error.code, error.exitCode]).toEqual(['E_FILE_UNWRITABLE', 1]);
    }
  });

  const readOnly = ['/proc/sys', '/sys/kernel'].find(path => existsSync(path));
  testWhere(readOnly !== undefined, 'no /proc/sys or /sys/kernel')(
    'fail where a folder takes no files',
    async () => {
      expect((await rejectionOf(checkWritableFolder(join(readOnly!, 'a')))).code).toBe(
        'E_FILE_UNWRITABLE'
      );
      expect((await rejectionOf(checkWritableFile(join(readOnly!, 'a.json')))).code).toBe(
        'E_FILE_UNWRITABLE'
      );
    }
  );
});
