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

/** Decode the bytes of a text file: UTF-8, or UTF-16 with a byte order mark. The mark is not part of the text. */
export function decodeText(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe
      ? 'utf-16le'
      : first === 0xfe && second === 0xff
        ? 'utf-16be'
        : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}

/** The error for a path that could not be read: subject, state, next step. */
export function readFailure(path: string, cause: unknown): EspalierError {
  if (isSystemError(cause, 'ENOENT', 'ENOTDIR'))
    return new EspalierError('E_FILE_MISSING', `Cannot find "${path}"`, 'Check the path', {
      cause
    });
  const reason = readObstacle(cause);
  return new EspalierError(
    'E_FILE_UNREADABLE',
    `Cannot read "${path}"${reason === undefined ? '' : `: ${reason}`}`,
    'Check the path and its permissions',
    { cause }
  );
}

/** Why a path that exists cannot be read; undefined if the system's code tells nothing that helps. */
export function readObstacle(cause: unknown): string | undefined {
  if (isSystemError(cause, 'EISDIR')) return 'it is a folder';
  if (isSystemError(cause, 'EACCES', 'EPERM')) return 'permission denied';
  if (isSystemError(cause, 'EMFILE', 'ENFILE')) return 'too many files are open';
  if (isSystemError(cause, 'ELOOP')) return 'its symbolic links lead in a circle';
  if (isSystemError(cause, 'Z_DATA_ERROR', 'Z_BUF_ERROR'))
    return 'its gzip data is damaged or cut off';
  return undefined;
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

/** When a file was last written. Errors: E_FILE_MISSING, E_FILE_UNREADABLE. */
export async function modifiedTime(path: string): Promise<Date> {
  try {
    return (await stat(path)).mtime;
  } catch (cause) {
    throw readFailure(path, cause);
  }
}

/** Is there a file or folder of that name? */
export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false
  );
}
