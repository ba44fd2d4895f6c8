import { createBatchWriter } from '../audit/batch-writer.ts';
import { createChain } from '../audit/chain.ts';
import type { Audit, AuditRecord } from '../audit/record.ts';
import { createAppend } from './append-bytes.ts';
import { sha256Text } from './crypto.ts';
import { createRotatingFile } from './rotating-file.ts';

const NEWLINE = 10;

export interface AuditFileOptions {
  readonly path: string;
  /** Wait until the disk has each line. */
  readonly sync: boolean;
  /** The name of this process's chain of lines. */
  readonly chain: string;
  readonly elapsed: () => number;
  readonly schedule: (flush: () => void) => void;
  /** A line could not be written; its request is answered nevertheless. */
  readonly failed: (record: AuditRecord) => void;
  /** The file became unwritable (with the cause) or writable again (undefined). */
  readonly changed: (cause: unknown) => void;
}

/** Open an append-only file of linked lines. Lines are written in batches. */
export function openAuditFile(options: AuditFileOptions): Audit {
  const { path, sync, elapsed, schedule, failed, changed } = options;
  /** Whether the file ends within a line. */
  let isTorn = false;
  const chain = createChain(options.chain, sha256Text);
  const append = createAppend(sync, elapsed);
  const file = createRotatingFile(path, elapsed, tail => {
    isTorn = tail !== '' && !tail.endsWith('\n');
    chain.startAfter(tail);
  });
  const batches = createBatchWriter<AuditRecord>({
    schedule,
    failed,
    changed,
    write(records, finish) {
      let fd: number;
      try {
        fd = file.current();
      } catch (cause) {
        finish(0, cause);
        return;
      }
      const { text, advance } = chain.link(records);
      const prefix = isTorn ? '\n' : '';
      const bytes = Buffer.from(prefix + text);
      append(fd, bytes, (cause, numBytes) => {
        const isWhole = numBytes === bytes.length;
        const numWritten = isWhole
          ? records.length
          : countLines(bytes.subarray(prefix.length, numBytes));
        advance(numWritten);
        if (numBytes > 0) isTorn = bytes[numBytes - 1] !== NEWLINE;
        // Everything was written, but syncing failed: the disk may not have it.
        finish(cause !== undefined && isWhole ? 0 : numWritten, cause);
      });
    }
  });
  return {
    append: batches.append,
    flush: batches.flush,
    async close() {
      await batches.drain();
      await file.close();
    }
  };
}

function countLines(bytes: Uint8Array): number {
  return bytes.reduce((count, byte) => (byte === NEWLINE ? count + 1 : count), 0);
}
