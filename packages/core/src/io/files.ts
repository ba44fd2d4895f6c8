import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { EspalierError, isSystemError } from '../errors.ts';

/** The text of a file, as UTF-8 without a byte order mark. Errors: E_FILE_MISSING, E_FILE_UNREADABLE. */
export async function readText(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).replace(/^\uFEFF/, '');
  } catch (cause) {
    throw readFailure(path, cause);
  }
}

/** The same failure for whatever could not be read. */
export function readFailure(path: string, cause: unknown): EspalierError {
  if (isSystemError(cause, 'ENOENT', 'ENOTDIR'))
    return new EspalierError('E_FILE_MISSING', `Cannot find "${path}"`, 'Check the path', {
      cause
    });
  const reason = isSystemError(cause, 'EISDIR')
    ? ': it is a folder'
    : isSystemError(cause, 'EACCES', 'EPERM')
      ? ': permission denied'
      : '';
  return new EspalierError(
    'E_FILE_UNREADABLE',
    `Cannot read "${path}"${reason}`,
    'Check the path and its permissions',
    { cause }
  );
}

/** Throws the failure of a file that is absent, a folder or empty. */
export async function checkInputFile(path: string): Promise<void> {
  let size: number;
  try {
    const found = await stat(path);
    if (found.isDirectory()) throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
    size = found.isFile() ? found.size : 1;
    await (await open(path)).close();
  } catch (cause) {
    throw readFailure(path, cause);
  }
  if (size === 0)
    throw new EspalierError(
      'E_TABLE_EMPTY',
      `Cannot use "${path}": the file is empty`,
      'Give a file with a header and rows'
    );
}

/**
 * Write a whole file or none of it: to a temporary name beside it, flushed, then renamed. Folders are made. A link is
 * followed; a device or a pipe is written to as it is.
 */
export async function writeAtomic(path: string, content: string | Uint8Array): Promise<void> {
  let temporary: string | undefined;
  try {
    await makeFolder(dirname(path));
    const target = await realpath(path).catch(() => path);
    if (await isSpecialFile(target)) {
      await writeFile(target, content);
      return;
    }
    temporary = join(dirname(target), `.${basename(target)}.${randomUUID()}.tmp`);
    await writeFlushed(temporary, content);
    await rename(temporary, target);
  } catch (cause) {
    if (temporary !== undefined) await rm(temporary, { force: true }).catch(() => undefined);
    throw writeFailure(path, cause);
  }
}

async function isSpecialFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && !found.isFile() && !found.isDirectory();
}

/** Make a folder and those above it. (Node's own recursive form never returns where a file system refuses with ENOENT.) */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if (isSystemError(error, 'EEXIST', 'EISDIR', 'EROFS', 'EACCES', 'EPERM')) {
      if (
        await stat(path).then(
          found => found.isDirectory(),
          () => false
        )
      )
        return;
      throw error;
    }
    if (!isSystemError(error, 'ENOENT') || dirname(path) === path) throw error;
    await makeFolder(dirname(path));
    await mkdir(path);
  }
}

/** Write a file and see it on the disk before going on. */
export async function writeFlushed(path: string, content: string | Uint8Array): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Add to the end of a file, and see it on the disk before going on. */
export async function appendFlushed(path: string, content: string): Promise<void> {
  try {
    const file = await open(path, 'a');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw writeFailure(path, cause);
  }
}

/** The failure of whatever could not be written, told apart by what a person can do about it. */
export function writeFailure(path: string, cause: unknown): EspalierError {
  if (isSystemError(cause, 'ENOSPC', 'EDQUOT'))
    return new EspalierError(
      'E_DISK_FULL',
      `Cannot write "${path}": the disk is full`,
      'Free some space and run it again; what was there before is untouched',
      { cause }
    );
  const reason = isSystemError(cause, 'EACCES', 'EPERM')
    ? ': permission denied'
    : isSystemError(cause, 'EROFS')
      ? ': the file system is read-only'
      : isSystemError(cause, 'EISDIR')
        ? ': it is a folder'
        : isSystemError(cause, 'ENOTDIR', 'EEXIST')
          ? ': a part of the path is not a folder'
          : '';
  return new EspalierError(
    'E_FILE_UNWRITABLE',
    `Cannot write "${path}"${reason}`,
    'Check the folder and its permissions',
    { cause }
  );
}

export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** The sha256 of a file of any size. */
export async function sha256File(path: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch (cause) {
    throw readFailure(path, cause);
  }
  return hash.digest('hex');
}
