import { createReadStream } from 'node:fs';
import { readFailure } from './files.ts';

const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;

/** One record of a CSV file, as far as finding mistakes needs it. */
export interface CsvRecord {
  /** 1-based line on which the record starts. */
  readonly line: number;
  readonly numFields: number;
  /** What makes the record unreadable, if anything does. */
  readonly fault: 'a quote is never closed' | 'text follows a closing quote' | undefined;
}

/**
 * Walk the records of a CSV file (RFC 4180: quoted fields may hold delimiters, line ends and doubled quotes; blank lines
 * are skipped unless the file has one column). Used to name lines once something is known to be wrong.
 */
export async function scanCsv(
  path: string,
  delimiter: string,
  numColumns: number,
  onRecord: (record: CsvRecord) => void
): Promise<void> {
  const separator = delimiter.charCodeAt(0);
  let line = 1;
  let start = 1;
  let numFields = 1;
  let fault: CsvRecord['fault'];
  let state: 'field start' | 'plain' | 'quoted' | 'quote in quoted' = 'field start';
  let isBlank = true;
  let previous = 0;

  const endRecord = (): void => {
    if (!isBlank || numColumns === 1) onRecord({ line: start, numFields, fault });
    numFields = 1;
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
        previous = byte;
        if (isLineEnd && !isSecondHalf) ++line;
        if (state === 'quoted') {
          if (byte === QUOTE) state = 'quote in quoted';
          continue;
        }
        if (isSecondHalf) {
          start = line;
          continue;
        }
        if (isLineEnd) {
          endRecord();
          start = line;
          continue;
        }
        isBlank = false;
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
}
