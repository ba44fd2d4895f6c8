import { open, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type EspalierError, isSystemError } from '@espalier/core';
import { makeFolder, writeFailure } from '@espalier/core/files';
import { newUuid } from './crypto.ts';

/** About the lines of a few requests: room for less is no room. */
const TRIED_BYTES = 4096;
/** Interval at which a log that lost lines is tried again. */
const RETRY_MS = 1000;

/** Find out why the audit log cannot be written; undefined if it can. Creates the file. */
export async function findAuditObstacle(path: string): Promise<EspalierError | undefined> {
  try {
    await makeFolder(dirname(path));
    await (await open(path, 'a')).close();
    await tryToFill(dirname(path));
    return undefined;
  } catch (cause) {
    return writeFailure(path, cause);
  }
}

/** Write and remove a file beside the log; a folder that takes no further file may still hold a log that can be written. */
async function tryToFill(folder: string): Promise<void> {
  const path = join(folder, `.try-${newUuid()}`);
  try {
    const file = await open(path, 'wx');
    try {
      await file.writeFile(new Uint8Array(TRIED_BYTES));
      await file.sync();
    } finally {
      await file.close();
      await unlink(path);
    }
  } catch (cause) {
    if (isSystemError(cause, 'ENOSPC', 'EDQUOT')) throw cause;
  }
}

/** Knows whether audit lines are being lost. */
export interface AuditGuard {
  /** Writing began to fail (with the cause) or succeeds again (undefined). */
  readonly changed: (cause: unknown) => void;
  /** A line was lost. */
  readonly lost: () => void;
  /** Why lines are lost; undefined if they are not. Without traffic nothing is written, so the file is tried again. */
  readonly obstacle: () => Promise<EspalierError | undefined>;
}

export function createAuditGuard(
  path: string,
  atStart: EspalierError | undefined,
  elapsed: () => number
): AuditGuard {
  let obstacle = atStart;
  /** The last cause that a write gave, for lines that are lost again after a trial succeeded. */
  let last = atStart;
  let tried = elapsed();
  return {
    changed(cause) {
      obstacle = cause === undefined ? undefined : writeFailure(path, cause);
      last = obstacle ?? last;
      tried = elapsed();
    },
    lost() {
      obstacle ??= last;
      tried = elapsed();
    },
    async obstacle() {
      if (obstacle === undefined || elapsed() - tried < RETRY_MS) return obstacle;
      tried = elapsed();
      obstacle = await findAuditObstacle(path);
      return obstacle;
    }
  };
}
