import { fdatasync, write, writeSync } from 'node:fs';

/** Writes slower than this go to another thread, so that requests do not wait for the disk. */
const SLOW_MS = 10;

/** Reports how many bytes were written, and the cause if not all were, or if they may not be on the disk. */
export type Appended = (cause: unknown, numBytes: number) => void;
export type Append = (fd: number, bytes: Uint8Array, then: Appended) => void;

/** Append bytes: on this thread while that is fast, else on another; with `sync` wait until the disk has them. */
export function createAppend(sync: boolean, elapsed: () => number): Append {
  let isSlow = false;
  return (fd, bytes, then) => {
    const started = elapsed();
    const put = sync || isSlow ? appendLater : appendNow;
    put(
      fd,
      bytes,
      (cause, numBytes) => {
        isSlow = elapsed() - started > SLOW_MS;
        then(cause, numBytes);
      },
      sync
    );
  };
}

function appendLater(fd: number, bytes: Uint8Array, then: Appended, sync: boolean): void {
  let at = 0;
  const next = (): void => {
    write(fd, bytes, at, bytes.length - at, null, (error, count) => {
      if (error !== null) {
        then(error, at);
        return;
      }
      at += count;
      if (at < bytes.length) next();
      else if (sync)
        fdatasync(fd, failure => {
          then(failure ?? undefined, at);
        });
      else then(undefined, at);
    });
  };
  next();
}

/** Writing to the page cache takes less time than handing the bytes to another thread. */
function appendNow(fd: number, bytes: Uint8Array, then: Appended): void {
  let at = 0;
  try {
    while (at < bytes.length) at += writeSync(fd, bytes, at, bytes.length - at, null);
  } catch (cause) {
    then(cause, at);
    return;
  }
  then(undefined, at);
}
