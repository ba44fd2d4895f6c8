import { randomUUID } from 'node:crypto';
import {
  mkdir,
  mkdtemp,
  open,
  realpath,
  rename,
  rm,
  rmdir,
  stat,
  writeFile
} from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { EspalierError, isSystemError } from '../errors.ts';

/**
 * Write a whole file or nothing: to a temporary name beside it, flushed, then renamed. Creates missing folders. Follows
 * links; writes to devices and pipes directly.
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

/** Fail now if a folder could not be written later: E_FILE_UNWRITABLE, E_DISK_FULL. Leaves nothing behind. */
export async function checkWritableFolder(path: string): Promise<void> {
  try {
    await tryFolder(path);
  } catch (cause) {
    throw writeFailure(path, cause);
  }
}

/** Fail now if a file could not be written later: E_FILE_UNWRITABLE, E_DISK_FULL. Leaves nothing behind. */
export async function checkWritableFile(path: string): Promise<void> {
  try {
    const target = await realpath(path).catch(() => path);
    const found = await stat(target).catch(() => undefined);
    if (found?.isDirectory() === true)
      throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
    if (found === undefined || found.isFile()) await tryFolder(dirname(target));
  } catch (cause) {
    throw writeFailure(path, cause);
  }
}

/** Make a temporary entry in the folder, or in the nearest parent that exists. */
async function tryFolder(path: string): Promise<void> {
  const found = await stat(path).catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT') && dirname(path) !== path) return undefined;
    throw error;
  });
  if (found === undefined) {
    await tryFolder(dirname(path));
    return;
  }
  if (!found.isDirectory()) throw Object.assign(new Error('a file'), { code: 'ENOTDIR' });
  await rmdir(await mkdtemp(join(path, '.try-')));
}

/** Create a folder and its parents. (Node's recursive option never returns on a file system that refuses with ENOENT.) */
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

/** Write a file and flush it to disk. */
export async function writeFlushed(path: string, content: string | Uint8Array): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Remove a file if it is there. */
export async function removeFile(path: string): Promise<void> {
  try {
    await rm(path, { force: true });
  } catch (cause) {
    throw writeFailure(path, cause);
  }
}

/** Append to a file and flush it to disk. */
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

/** The error for a path that could not be written, by cause. */
export function writeFailure(path: string, cause: unknown): EspalierError {
  if (isSystemError(cause, 'ENOSPC', 'EDQUOT'))
    return new EspalierError(
      'E_DISK_FULL',
      `Cannot write "${path}": the disk is full`,
      'Free some space and run it again; existing files are unchanged',
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
