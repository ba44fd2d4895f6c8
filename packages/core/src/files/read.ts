import { open, readFile, stat } from 'node:fs/promises';
import { EspalierError, isSystemError } from '../errors.ts';

/** The text of a file, as UTF-8 without a byte order mark. Errors: E_FILE_MISSING, E_FILE_UNREADABLE. */
export async function readText(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).replace(/^\uFEFF/, '');
  } catch (cause) {
    throw readFailure(path, cause);
  }
}

/** The error for a path that could not be read: subject, state, next step. */
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

/** Throw if the file is missing, unreadable, a folder or empty. */
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
      'Pass a file with a header and rows'
    );
}

/** Whether the path is a folder. */
export async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    found => found.isDirectory(),
    () => false
  );
}

/** Is there a file or folder of that name? */
export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false
  );
}
