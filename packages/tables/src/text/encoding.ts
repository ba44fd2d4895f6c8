import { isAscii, isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { EspalierError } from '@espalier/core';
import { readFailure } from '@espalier/core/files';
import type { ReadingRules } from '../reading.ts';
import { readBytes } from './read-bytes.ts';

export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252' | 'iso-8859-15';

/**
 * The encoding of a text file. UTF-16 is told by its byte order mark or its zeros, and text that is valid UTF-8 is UTF-8; for
 * anything else the rules must name the encoding. Rows of a UTF-8 file that are damaged are left to the reader. Errors:
 * E_TABLE_UNREADABLE with the line and the command that converts.
 */
export async function inspectEncoding(
  path: string,
  text: string,
  named: ReadingRules['encoding']
): Promise<TextEncoding> {
  const wide = wideEncodingOf(await readBytes(text, 4096));
  if (wide !== undefined) return wide;
  const { invalidLines, numInvalid, hasMultibyte } = await checkUtf8(text);
  // A few damaged rows of a file that is UTF-8 elsewhere are named by the reader, with their lines.
  if (numInvalid === 0 || (hasMultibyte && named === undefined)) return 'utf-8';
  if (named === 'windows-1252' || named === 'iso-8859-15') return named;
  throw new EspalierError(
    'E_TABLE_UNREADABLE',
    `Cannot read "${path}" as UTF-8: ${numInvalid === 1 ? `line ${invalidLines[0]!} is not` : `${numInvalid} lines are not, the first is line ${invalidLines[0]!}`}; it looks like Windows-1252 (Latin-1)`,
    `Pass --read encoding=windows-1252, write "encoding: windows-1252" in the dataset spec, or convert it: iconv -f WINDOWS-1252 -t UTF-8 ${JSON.stringify(path)} > utf8.csv`,
    { details: invalidLines.map(line => ({ file: path, line, problem: 'not UTF-8' })) }
  );
}

/** UTF-16, by its byte order mark, or because every other byte of ASCII text in it is zero. */
function wideEncodingOf(start: Buffer): TextEncoding | undefined {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  const numPairs = start.length >> 1;
  if (numPairs < 4) return undefined;
  const zeros = [0, 0];
  for (let i = 0; i < 2 * numPairs; ++i) if (start[i] === 0) zeros[i & 1]! += 1;
  if (zeros[1]! > 0.7 * numPairs && zeros[0]! < 0.1 * numPairs) return 'utf-16le';
  if (zeros[0]! > 0.7 * numPairs && zeros[1]! < 0.1 * numPairs) return 'utf-16be';
  return undefined;
}

/** Lines that are named in an error. */
const MAX_NAMED = 5;

/** The lines that are not UTF-8 (the first of them by number), and whether there is text beyond ASCII that is. */
async function checkUtf8(
  path: string
): Promise<{ invalidLines: number[]; numInvalid: number; hasMultibyte: boolean }> {
  let offset = 0;
  let numInvalid = 0;
  const invalidAt: number[] = [];
  let hasMultibyte = false;
  const look = (bytes: Buffer): void => {
    if (!isAscii(bytes)) {
      if (isUtf8(bytes)) hasMultibyte = true;
      else {
        for (let start = 0; start < bytes.length;) {
          const end = bytes.indexOf(0x0a, start) + 1 || bytes.length;
          const line = bytes.subarray(start, end);
          if (!isUtf8(line)) {
            ++numInvalid;
            if (invalidAt.length < MAX_NAMED) invalidAt.push(offset + start);
          } else if (!isAscii(line)) hasMultibyte = true;
          start = end;
        }
      }
    }
    offset += bytes.length;
  };
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of bytesOf(path)) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    // Only whole lines, so that no character is cut.
    const end = bytes.lastIndexOf(0x0a) + 1;
    look(bytes.subarray(0, end));
    rest = bytes.subarray(end);
  }
  look(rest);
  return { invalidLines: await linesAt(path, invalidAt), numInvalid, hasMultibyte };
}

/** The 1-based lines that start at ascending offsets. */
async function linesAt(path: string, offsets: readonly number[]): Promise<number[]> {
  const lines: number[] = [];
  if (offsets.length === 0) return lines;
  let line = 1;
  let done = 0;
  for await (const bytes of bytesOf(path)) {
    let at = 0;
    while (lines.length < offsets.length) {
      const until = offsets[lines.length]! - done;
      const next = bytes.indexOf(0x0a, at);
      if (until <= at) lines.push(line);
      else if (next < 0) break;
      else {
        ++line;
        at = next + 1;
      }
    }
    done += bytes.length;
    if (lines.length === offsets.length) break;
  }
  return lines;
}

async function* bytesOf(path: string): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }))
      yield chunk as Buffer;
  } catch (cause) {
    throw readFailure(path, cause);
  }
}
