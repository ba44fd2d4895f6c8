import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isSystemError } from '@espalier/core';
import { manifestSchema } from '@espalier/core/contracts';
import { makeFolder, writeFailure, writeFlushed } from '@espalier/core/files';
import { BUNDLE_FILES, MANIFEST_FILE } from '../bundle.ts';

/** A new bundle that is complete but not yet in place. Readers look here first. */
export const READY_FOLDER = '.bundle-ready';
const INCOMING_PREFIX = '.bundle-incoming-';

/**
 * Put the files of a bundle into a folder, all of them or none: they are written and flushed aside, then one rename makes
 * them the bundle (readers look into the ready folder first), then they move to their places, the manifest last. A process
 * killed at any moment leaves the old bundle or the new one; the next writer finishes what it left.
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

/** Move what stands in the ready folder to its place; nothing to do when there is no such folder. */
async function finishPublication(folder: string): Promise<void> {
  const ready = join(folder, READY_FOLDER);
  const waiting = await namesIn(ready);
  if (waiting === undefined) return;
  // As long as the manifest has not moved, everything that it lists is either here or already in place.
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

/** What a killed writer left before its bundle was complete. */
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
