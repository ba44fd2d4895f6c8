import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { EspalierError } from '../errors.ts';
import { makeFolder, writeFailure } from './write.ts';

/** A file that is written under a temporary name beside it: it appears whole, or not at all. */
export interface OutputFile {
  readonly path: string;
  readonly temporary: string;
  /** Flush what was written and give it its name. */
  commit(): Promise<void>;
  /** Remove what was written. */
  discard(): Promise<void>;
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Open a file for writing: whether that can be done is known before any work. The temporary file is removed if the process is
 * told to end. Errors: E_USAGE if it is one of the inputs, E_FILE_UNWRITABLE, E_DISK_FULL.
 */
export async function openOutput(path: string, inputs: readonly string[]): Promise<OutputFile> {
  try {
    await makeFolder(dirname(path));
    const target = await realpath(path).catch(() => path);
    await checkTarget(path, target, inputs);
    const temporary = join(dirname(target), `.${basename(target)}.${randomUUID()}.tmp`);
    await (await open(temporary, 'wx')).close();
    const stop = removeOnSignal(temporary);
    return {
      path,
      temporary,
      async commit() {
        try {
          const file = await open(temporary, 'r+');
          await file.sync();
          await file.close();
          await rename(temporary, target);
        } catch (cause) {
          throw writeFailure(path, cause);
        } finally {
          stop();
        }
      },
      async discard() {
        stop();
        await rm(temporary, { force: true });
      }
    };
  } catch (cause) {
    if (cause instanceof EspalierError) throw cause;
    throw writeFailure(path, cause);
  }
}

async function checkTarget(path: string, target: string, inputs: readonly string[]): Promise<void> {
  const found = await stat(target).catch(() => undefined);
  if (found === undefined) return;
  if (found.isDirectory()) throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
  for (const input of inputs) {
    const read = await stat(input).catch(() => undefined);
    if (read?.ino === found.ino && read.dev === found.dev)
      throw new EspalierError(
        'E_USAGE',
        `Cannot write "${path}": it is the table that is read`,
        'Name another file'
      );
  }
}

/** Remove a file when the process is told to end, and let it end. Gives a function that stops this. */
function removeOnSignal(path: string): () => void {
  const end = (signal: NodeJS.Signals): void => {
    rmSync(path, { force: true });
    stop();
    process.kill(process.pid, signal);
  };
  const stop = (): void => {
    for (const signal of SIGNALS) process.removeListener(signal, end);
  };
  for (const signal of SIGNALS) process.once(signal, end);
  return stop;
}
