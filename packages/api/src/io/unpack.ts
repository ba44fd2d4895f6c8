import { gunzip, inflate, inflateRaw, type InputType, type ZlibOptions } from 'node:zlib';
import { EspalierError, isSystemError } from '@espalier/core';
import { type Coding, tooLarge } from '../content-coding.ts';

/** Few large pieces are unpacked faster than many small ones. */
const CHUNK_BYTES = 65_536;

/** Unpack a body on another thread, up to `maxBytes`: E_BODY_TOO_LARGE if there is more, E_BODY_MALFORMED if it is damaged. */
export function unpack(
  bytes: Uint8Array,
  coding: Exclude<Coding, 'identity'>,
  maxBytes: number,
  done: (unpacked: Uint8Array | EspalierError) => void
): void {
  const options = { maxOutputLength: maxBytes, chunkSize: CHUNK_BYTES };
  unpackerOf(bytes, coding)(bytes, options, (error, unpacked) => {
    if (error === null) done(unpacked);
    else if (isSystemError(error, 'ERR_BUFFER_TOO_LARGE')) done(tooLarge());
    else
      done(
        new EspalierError(
          'E_BODY_MALFORMED',
          `Cannot read the body: it is not valid ${coding}`,
          'Pack the whole body, or send it without content-encoding'
        )
      );
  });
}

type Unpack = (
  bytes: InputType,
  options: ZlibOptions,
  done: (error: Error | null, unpacked: Buffer) => void
) => void;

/** Some clients send deflate without the header of zlib that the standard asks for. */
function unpackerOf(bytes: Uint8Array, coding: 'gzip' | 'deflate'): Unpack {
  if (coding === 'gzip') return gunzip;
  return (bytes[0]! & 0x0f) === 0x08 ? inflate : inflateRaw;
}
