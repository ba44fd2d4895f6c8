import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { isFolder, readFailure } from './read.ts';

/**
 * The lines of a file one by one, decompressed where its name ends in .gz. (Newer readline also ends a line at U+2028, which
 * JSON allows within a text.) Errors: E_FILE_MISSING, E_FILE_UNREADABLE.
 */
export async function* readLines(path: string): AsyncGenerator<string> {
  let rest = '';
  try {
    const file = createReadStream(path);
    const bytes = path.endsWith('.gz') ? file.pipe(createGunzip()) : file;
    file.on('error', error => bytes.destroy(error));
    bytes.setEncoding('utf8');
    for await (const chunk of bytes) {
      const lines = (rest + (chunk as string)).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } catch (cause) {
    throw readFailure(path, cause);
  }
  if (rest !== '') yield rest;
}

/**
 * A log file and the older ones that it was rotated to (`audit.jsonl.1`, `audit.jsonl-20260801.gz`), or those of a folder of
 * such files. Sorted by name; empty for a folder without any.
 */
export async function findRotated(path: string, name: string): Promise<readonly string[]> {
  const [folder, base] = (await isFolder(path)) ? [path, name] : [dirname(path), basename(path)];
  try {
    const found = (await readdir(folder)).filter(
      file => file === base || (file.startsWith(base) && /^[.-]/.test(file.slice(base.length)))
    );
    return found.sort().map(file => join(folder, file));
  } catch (cause) {
    throw readFailure(path, cause);
  }
}
