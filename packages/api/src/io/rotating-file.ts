import {
  close,
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  statSync
} from 'node:fs';
import { dirname } from 'node:path';
import { isSystemError } from '@espalier/core';

/** Interval of the check whether the file was moved away. */
const CHECK_MS = 1000;
/** More than the length of any line. */
const TAIL_BYTES = 65_536;

/** A file to append to that may be moved away at any time; a new one is then created at its path. */
export interface RotatingFile {
  /** The descriptor of the file at the path; throws if it cannot be opened. */
  readonly current: () => number;
  readonly close: () => Promise<void>;
}

/** `opened` receives the end of every file that is opened, before anything is appended to it. */
export function createRotatingFile(
  path: string,
  elapsed: () => number,
  opened: (tail: string) => void
): RotatingFile {
  let fd: number | undefined;
  let checked = -Infinity;
  return {
    current() {
      const now = elapsed();
      if (fd !== undefined) {
        if (now - checked < CHECK_MS) return fd;
        checked = now;
        if (isSameFile(fd, path)) return fd;
        const moved = fd;
        fd = undefined;
        closeSync(moved);
      }
      checked = now;
      makeFolder(dirname(path));
      const found = openSync(path, 'a+');
      opened(readTail(found));
      fd = found;
      return fd;
    },
    async close() {
      if (fd === undefined) return;
      const last = fd;
      fd = undefined;
      await new Promise<void>(resolve => {
        close(last, () => {
          resolve();
        });
      });
    }
  };
}

/** Create a folder and its parents. (Node's recursive option never returns where a parent cannot be made, as in /proc.) */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  const parent = dirname(path);
  if (parent !== path) makeFolder(parent);
  try {
    mkdirSync(path);
  } catch (error) {
    // Another worker made it meanwhile.
    if (!isSystemError(error, 'EEXIST')) throw error;
  }
}

function isSameFile(fd: number, path: string): boolean {
  try {
    const found = statSync(path);
    const open = fstatSync(fd);
    return found.ino === open.ino && found.dev === open.dev;
  } catch {
    return false;
  }
}

function readTail(fd: number): string {
  const { size } = fstatSync(fd);
  const length = Math.min(size, TAIL_BYTES);
  const bytes = new Uint8Array(length);
  const count = readSync(fd, bytes, 0, length, size - length);
  return Buffer.from(bytes.subarray(0, count)).toString('utf8');
}
