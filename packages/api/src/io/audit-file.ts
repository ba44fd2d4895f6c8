import {
  close,
  closeSync,
  fdatasync,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  statSync,
  write,
  writeSync
} from 'node:fs';
import { dirname } from 'node:path';
import { type ChainState, linkLine, NO_HASH, readLinkedLine } from '../audit/chain.ts';
import { type Audit, type AuditRecord } from '../audit/record.ts';
import { sha256Text } from './crypto.ts';

/** How often it is looked whether the file still is the one of that path (it may have been moved away). */
const LOOK_MS = 1000;
const SLOW_MS = 10;
/** More than any line. */
const TAIL_BYTES = 65_536;
const NEWLINE = 10;

export interface AuditFileOptions {
  readonly path: string;
  /** Also wait until the disk has it. */
  readonly sync: boolean;
  /** The name of this process's chain of lines. */
  readonly chain: string;
  readonly elapsed: () => number;
  readonly schedule: (flush: () => void) => void;
  /** A line could not be written; its answer leaves all the same. */
  readonly failed: (record: AuditRecord) => void;
  /** The file cannot be written any more, or can again: told once. */
  readonly changed: (cause: unknown) => void;
}

interface Waiting {
  readonly record: AuditRecord;
  readonly done: () => void;
}

/** An append-only file of linked lines. What comes within a turn, or while a write is under way, is written together. */
export function openAuditFile(options: AuditFileOptions): Audit {
  const { path, sync, elapsed, schedule, failed, changed } = options;
  let fd: number | undefined;
  let state: ChainState = { chain: options.chain, seq: 0, hash: NO_HASH };
  let numChains = 0;
  let waiting: Waiting[] = [];
  let isWriting = false;
  let isScheduled = false;
  let isBroken = false;
  /** Does the file end within a line? */
  let isTorn = false;
  /** Did the last write take so long that others should not have to wait for the next? */
  let isSlow = false;
  let looked = -Infinity;
  let whenIdle: (() => void) | undefined;

  const finish = (batch: readonly Waiting[], numWritten: number, cause: unknown): void => {
    isWriting = false;
    for (const { record } of batch.slice(numWritten)) failed(record);
    if ((cause !== undefined) !== isBroken) {
      isBroken = cause !== undefined;
      changed(cause);
    }
    for (const { done } of batch) done();
    if (waiting.length > 0) flush();
    else whenIdle?.();
  };

  const flush = (): void => {
    isScheduled = false;
    if (isWriting || waiting.length === 0) return;
    const batch = waiting;
    waiting = [];
    isWriting = true;
    try {
      fd = look(fd);
    } catch (cause) {
      fd = undefined;
      finish(batch, 0, cause);
      return;
    }
    const states: ChainState[] = [];
    const ends: number[] = [];
    let text = isTorn ? '\n' : '';
    let last = state;
    for (const { record } of batch) {
      const linked = linkLine(record, last, sha256Text);
      last = linked.state;
      text += linked.line;
      states.push(last);
      ends.push(text.length);
    }
    const bytes = Buffer.from(text);
    // The lines are of ASCII but for what a name may hold: then ends are counted in bytes, one by one.
    const isAscii = bytes.length === text.length;
    const endOf = (i: number): number =>
      isAscii ? ends[i]! : Buffer.byteLength(text.slice(0, ends[i]));
    const put = sync || isSlow ? writeLater : writeNow;
    const started = elapsed();
    put(fd, bytes, sync, (cause, numBytes) => {
      isSlow = elapsed() - started > SLOW_MS;
      let numWritten = 0;
      while (numWritten < batch.length && endOf(numWritten) <= numBytes) ++numWritten;
      if (numWritten > 0) state = states[numWritten - 1]!;
      if (numBytes > 0) isTorn = bytes[numBytes - 1] !== NEWLINE;
      // All of it written and a failure nevertheless: the disk may not have it.
      finish(batch, cause !== undefined && numBytes === bytes.length ? 0 : numWritten, cause);
    });
  };

  /** The file of that path, opened where it is not. */
  const look = (open: number | undefined): number => {
    const now = elapsed();
    if (open !== undefined && now - looked < LOOK_MS) return open;
    looked = now;
    if (open !== undefined) {
      if (isSameFile(open, path)) return open;
      closeSync(open);
    }
    mkdirSync(dirname(path), { recursive: true });
    const opened = openSync(path, 'a+');
    const tail = readTail(opened);
    isTorn = tail !== '' && !tail.endsWith('\n');
    // Every file has chains of its own, each begun after the last line that was there.
    const chain = numChains === 0 ? options.chain : `${options.chain}.${numChains}`;
    ++numChains;
    state = { chain, seq: 0, hash: lastHash(tail) };
    return opened;
  };

  return {
    append(record, done) {
      waiting.push({ record, done });
      if (isScheduled || isWriting) return;
      isScheduled = true;
      schedule(flush);
    },
    flush,
    async close() {
      if (isWriting || waiting.length > 0)
        await new Promise<void>(resolve => {
          whenIdle = resolve;
          flush();
        });
      if (fd === undefined) return;
      const open = fd;
      fd = undefined;
      await new Promise<void>(resolve => {
        close(open, () => {
          resolve();
        });
      });
    }
  };
}

/** Write all of it, by as many calls as it takes; tells how much was written before a failure. */
function writeLater(
  fd: number,
  bytes: Uint8Array,
  sync: boolean,
  then: (cause: unknown, numBytes: number) => void
): void {
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

/** The same at once: into the system's memory it takes less than handing it to another thread. */
function writeNow(
  fd: number,
  bytes: Uint8Array,
  _sync: boolean,
  then: (cause: unknown, numBytes: number) => void
): void {
  let at = 0;
  try {
    while (at < bytes.length) at += writeSync(fd, bytes, at, bytes.length - at, null);
  } catch (cause) {
    then(cause, at);
    return;
  }
  then(undefined, at);
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

/** The hash of the last whole line of a file: a new chain begins after it. */
function lastHash(tail: string): string {
  const lines = tail.split('\n').filter(line => line !== '');
  return readLinkedLine(lines.at(-1) ?? '', sha256Text)?.hash ?? NO_HASH;
}
