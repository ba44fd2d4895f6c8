import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { appendFlushed, makeFolder, writeFailure } from './write.ts';
import { isSystemError } from '../errors.ts';

/**
 * Append a line to a file in one write, so that it is there whole or not at all; a line that an earlier writer left unfinished
 * is ended first. Creates the file and its folder. Errors: E_FILE_UNWRITABLE, E_DISK_FULL.
 */
export async function appendLine(path: string, line: string): Promise<void> {
  let isTorn: boolean;
  try {
    await makeFolder(dirname(path));
    isTorn = await endsWithinLine(path);
  } catch (cause) {
    throw writeFailure(path, cause);
  }
  await appendFlushed(path, `${isTorn ? '\n' : ''}${line}\n`);
}

async function endsWithinLine(path: string): Promise<boolean> {
  try {
    const file = await open(path);
    try {
      const { size } = await file.stat();
      if (size === 0) return false;
      const { buffer } = await file.read(new Uint8Array(1), 0, 1, size - 1);
      return buffer[0] !== 0x0a;
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return false;
    throw error;
  }
}
