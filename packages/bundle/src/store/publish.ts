import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isSystemError } from '@espalier/core';
import { manifestSchema } from '@espalier/core/contracts';
import { makeFolder, writeFailure, writeFlushed } from '@espalier/core/files';
import { BUNDLE_FILES, MANIFEST_FILE } from '../bundle.ts';

/** Holds a new bundle that is complete but not yet in place. Readers look here first. */
export const READY_FOLDER = '.bundle-ready';
const INCOMING_PREFIX = '.bundle-incoming-';

/**
 * Publish the files of a bundle atomically: they are written and flushed in a separate folder, one rename makes them the
 * bundle (readers check the ready folder first), then they move into place, the manifest last. A process killed at any
 * moment leaves either the old or the new bundle; the next writer completes the move.
 */
export async function publishFiles(
  folder: string,
  files: ReadonlyMap<string, string>
): Promise<void> {
  const incoming = join(folder, `${INCOMING_PREFIX}${process.pid}-${randomUUID()}`);
  try {
    await makeFolder(folder);
    await finishPublication(folder);
    await removeAbandoned(folder);
    await mkdir(incoming);
    for (const [name, content] of files) await writeFlushed(join(incoming, name), content);
    await rename(incoming, join(folder, READY_FOLDER));
    await finishPublication(folder);
  } catch (cause) {
    await rm(incoming, { recursive: true, force: true }).catch(() => undefined);
    throw writeFailure(folder, cause);
  }
}

/** Move the files of the ready folder into place, if there is one. */
async function finishPublication(folder: string): Promise<void> {
  const ready = join(folder, READY_FOLDER);
  const waiting = await namesIn(ready);
  if (waiting === undefined) return;
  // Until the manifest has moved, every file that it lists is either here or already in place.
  if (waiting.includes(MANIFEST_FILE)) {
    const { files } = manifestSchema.parse(
      JSON.parse(await readFile(join(ready, MANIFEST_FILE), 'utf8'))
    );
    for (const name of waiting)
      if (name !== MANIFEST_FILE) await rename(join(ready, name), join(folder, name));
    await rename(join(ready, MANIFEST_FILE), join(folder, MANIFEST_FILE));
    for (const name of BUNDLE_FILES)
      if (!Object.hasOwn(files, name)) await rm(join(folder, name), { force: true });
  }
  await rm(ready, { recursive: true, force: true });
}

async function namesIn(folder: string): Promise<string[] | undefined> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Remove incomplete bundles of writers that were killed. */
async function removeAbandoned(folder: string): Promise<void> {
  const names = (await namesIn(folder)) ?? [];
  for (const name of names.filter(candidate => candidate.startsWith(INCOMING_PREFIX))) {
    const owner = Number(name.slice(INCOMING_PREFIX.length).split('-')[0]);
    if (!isRunning(owner)) await rm(join(folder, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return isSystemError(error, 'EPERM');
  }
}
