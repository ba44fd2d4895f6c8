import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { DuckDBConnection } from '@duckdb/node-api';
import { EspalierError, isSystemError } from '@espalier/core';
import { readFailure, writeFailure } from '@espalier/core/files';
import { releaseWith } from '../duckdb.ts';
import type { ReadingRules } from '../reading.ts';
import { readBytes } from './read-bytes.ts';
import { blankComments, decodeText } from './decode.ts';
import { inspectEncoding } from './encoding.ts';

export interface PreparedText {
  /** The file itself, or a temporary copy of it in UTF-8. */
  readonly path: string;
  /** For people: what had to be done. */
  readonly notes: readonly string[];
}

/**
 * A text file as UTF-8: decompressed, decoded and without comment lines, in a temporary copy where that is needed, with the
 * same lines. Errors: E_TABLE_UNREADABLE for another encoding that the rules do not name, with the way to convert it.
 */
export async function prepareText(
  connection: DuckDBConnection,
  path: string,
  { encoding, comment }: Pick<ReadingRules, 'encoding' | 'comment'>
): Promise<PreparedText> {
  const start = await readBytes(path, 4);
  const isGzip = start[0] === 0x1f && start[1] === 0x8b;
  const unpacked = isGzip ? await copyOf(connection, path, [createGunzip()]) : path;
  const found = await inspectEncoding(path, unpacked, encoding);
  const notes = [
    ...(isGzip ? ['decompressed with gzip'] : []),
    ...(found === 'utf-8' ? [] : [`read as ${found}`])
  ];
  if (found === 'utf-8' && comment === undefined) return { path: unpacked, notes };
  let numComments = 0;
  const steps = [
    decodeText(found),
    ...(comment === undefined
      ? []
      : [
          blankComments(comment, () => {
            ++numComments;
          })
        ])
  ];
  const copy = await copyOf(connection, unpacked, steps);
  if (comment !== undefined)
    notes.push(`${numComments} lines start with ${JSON.stringify(comment)}: left out as comments`);
  return { path: copy, notes };
}

/** Copy a file through transforms into a temporary one that is deleted with the connection. */
export async function copyOf(
  connection: DuckDBConnection,
  path: string,
  transforms: readonly NodeJS.ReadWriteStream[]
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'espalier-text-'));
  releaseWith(connection, () => rm(folder, { recursive: true, force: true }));
  const copy = join(folder, 'table.txt');
  try {
    await pipeline([createReadStream(path), ...transforms, createWriteStream(copy)]);
  } catch (cause) {
    if (isSystemError(cause, 'ENOSPC', 'EDQUOT')) throw writeFailure(copy, cause);
    if (isSystemError(cause, 'Z_DATA_ERROR', 'Z_BUF_ERROR'))
      throw new EspalierError(
        'E_TABLE_UNREADABLE',
        `Cannot decompress "${path}": it is damaged or cut off`,
        'Compress the table anew, or pass it uncompressed',
        { cause }
      );
    throw readFailure(path, cause);
  }
  return copy;
}
