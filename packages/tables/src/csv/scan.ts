import { createReadStream } from 'node:fs';
import { readFailure } from '@espalier/core/files';

const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;

/** One record of a CSV file, as far as finding mistakes needs it. */
export interface CsvRecord {
  /** 1-based line on which the record starts. */
  readonly line: number;
  readonly numFields: number;
  /** Fields up to the last one that is not empty. */
  readonly numUsed: number;
  /** What makes the record unreadable, if anything does. */
  readonly fault:
    'a quote is never closed' | 'text follows a closing quote' | 'not UTF-8' | undefined;
}

export interface ScanOptions {
  readonly delimiter: string;
  readonly numColumns: number;
  /** The first line that is looked at, 1-based. */
  readonly from?: number;
}

export type LineEnd = 'LF' | 'CRLF' | 'CR';

/**
 * Walk the records of a CSV file (RFC 4180: quoted fields may hold delimiters, line ends and doubled quotes; blank lines
 * are skipped unless the file has one column). Used to name lines once something is known to be wrong. Gives the
 * kinds of line ends that were met outside quotes, each with the line where it was met first.
 */
export async function scanCsv(
  path: string,
  { delimiter, numColumns, from = 1 }: ScanOptions,
  onRecord: (record: CsvRecord) => void
): Promise<ReadonlyMap<LineEnd, number>> {
  const separator = delimiter.charCodeAt(0);
  let line = 1;
  let start = 1;
  let numFields = 1;
  let numUsed = 0;
  let fault: CsvRecord['fault'];
  const ends = new Map<LineEnd, number>();
  const isValid = createUtf8Check();
  let state: 'field start' | 'plain' | 'quoted' | 'quote in quoted' = 'field start';
  let isBlank = true;
  let previous = 0;
  let isPendingCr = false;

  const meetEnd = (end: LineEnd): void => {
    if (!ends.has(end)) ends.set(end, line - 1);
  };
  const endRecord = (): void => {
    if (!isBlank || numColumns === 1) onRecord({ line: start, numFields, numUsed, fault });
    numFields = 1;
    numUsed = 0;
    fault = undefined;
    state = 'field start';
    isBlank = true;
  };

  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
      const bytes = chunk as Buffer;
      for (let i = 0; i < bytes.length; ++i) {
        const byte = bytes[i]!;
        const isLineEnd = byte === LF || byte === CR;
        const isSecondHalf = byte === LF && previous === CR;
        const isLoneCr = isPendingCr && byte !== LF;
        isPendingCr = false;
        previous = byte;
        if (isLoneCr) meetEnd('CR');
        if (isLineEnd && !isSecondHalf) ++line;
        // Lines before the header hold no records.
        if (start < from) {
          if (isLineEnd) start = line;
          continue;
        }
        if (!isValid(byte)) fault ??= 'not UTF-8';
        if (state === 'quoted') {
          if (byte === QUOTE) state = 'quote in quoted';
          else numUsed = numFields;
          continue;
        }
        if (isSecondHalf) {
          meetEnd('CRLF');
          start = line;
          continue;
        }
        if (isLineEnd) {
          if (byte === CR) isPendingCr = true;
          else meetEnd('LF');
          endRecord();
          start = line;
          continue;
        }
        isBlank = false;
        if (byte !== separator && !(byte === QUOTE && state === 'field start')) numUsed = numFields;
        if (byte === separator) {
          ++numFields;
          state = 'field start';
        } else if (byte === QUOTE && state === 'field start') state = 'quoted';
        else if (byte === QUOTE && state === 'quote in quoted') state = 'quoted';
        else if (state === 'quote in quoted') {
          fault ??= 'text follows a closing quote';
          state = 'plain';
        } else state = 'plain';
      }
    }
  } catch (cause) {
    throw readFailure(path, cause);
  }
  // TypeScript cannot see that the loop above changes these.
  if ((state as string) === 'quoted') fault = 'a quote is never closed';
  if (!isBlank || (state as string) === 'quoted') endRecord();
  if (isPendingCr) meetEnd('CR');
  return ends;
}

/** A check of bytes in their order: false for one that cannot stand there in UTF-8 (Unicode 16, table 3-7). */
function createUtf8Check(): (byte: number) => boolean {
  let numFollowing = 0;
  let low = 0x80;
  let high = 0xbf;
  return byte => {
    if (numFollowing > 0) {
      const isContinued = byte >= low && byte <= high;
      numFollowing = isContinued ? numFollowing - 1 : 0;
      low = 0x80;
      high = 0xbf;
      return isContinued;
    }
    if (byte < 0x80) return true;
    if (byte < 0xc2 || byte > 0xf4) return false;
    numFollowing = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
    // Longer forms than needed, surrogates and code points beyond U+10FFFF are not UTF-8.
    if (byte === 0xe0) low = 0xa0;
    else if (byte === 0xed) high = 0x9f;
    else if (byte === 0xf0) low = 0x90;
    else if (byte === 0xf4) high = 0x8f;
    return true;
  };
}
