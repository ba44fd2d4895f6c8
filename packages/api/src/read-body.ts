import type { IncomingMessage } from 'node:http';
import { EspalierError } from '@espalier/core';
import { type Coding, tooLarge } from './content-coding.ts';
import { isAscii, latin1 } from './io/ascii.ts';
import { unpack } from './io/unpack.ts';

/** Text, or bytes where a request holds more than text. */
export type Body = string | Uint8Array;

/** The content length of a request; 0 if it has none. */
export function announcedBytes(request: IncomingMessage): number {
  const text = request.headers['content-length'];
  return text === undefined ? 0 : Number(text);
}

const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * Read a body, unpack it, and decode it unless its bytes are wanted. `done` is called once, with the body and its unpacked
 * size, or an error; never if the client disconnects. A body over the limit is rejected as soon as it exceeds it.
 */
export function readBody(
  request: IncomingMessage,
  maxBytes: number,
  coding: Coding,
  wantsBytes: boolean,
  done: (body: Body | EspalierError, numBytes: number) => void
): void {
  const first: Buffer[] = [];
  let numBytes = 0;
  let isDone = false;
  const finish = (body: Body | EspalierError, size: number): void => {
    if (isDone) return;
    isDone = true;
    done(body, size);
  };
  request.on('data', (chunk: Buffer) => {
    numBytes += chunk.length;
    if (isDone) return;
    if (numBytes > maxBytes) {
      first.length = 0;
      finish(tooLarge(), numBytes);
    } else first.push(chunk);
  });
  request.on('end', () => {
    if (isDone) return;
    const bytes = first.length === 1 ? first[0]! : Buffer.concat(first);
    // The request lives as long as its response; the chunks need not.
    first.length = 0;
    if (coding === 'identity' || numBytes === 0)
      finish(wantsBytes ? bytes : decode(bytes), numBytes);
    else
      unpack(bytes, coding, maxBytes, unpacked => {
        if (unpacked instanceof EspalierError) finish(unpacked, numBytes);
        else finish(wantsBytes ? unpacked : decode(unpacked), unpacked.length);
      });
  });
}

/** Decode text in UTF-8; plain ASCII in half the time. */
export function decode(bytes: Uint8Array): string | EspalierError {
  try {
    return isAscii(bytes) ? latin1(bytes) : decoder.decode(bytes);
  } catch {
    return new EspalierError(
      'E_BODY_MALFORMED',
      'Cannot read the body: it is not UTF-8',
      'Send text in UTF-8'
    );
  }
}

/** Check the media type of a body; returns it without parameters, or an error. A missing one is `untyped`, if that is given. */
export function checkMediaType(
  request: IncomingMessage,
  accepted: readonly string[],
  untyped?: string
): string | EspalierError {
  const given = request.headers['content-type'];
  // Fast path for the most common media type.
  if (given === 'application/json') return given;
  const [type = '', ...parameters] = (given ?? '').split(';').map(part => part.trim());
  if (type === '' && untyped !== undefined) return untyped;
  const mediaType = type.toLowerCase();
  if (!accepted.includes(mediaType))
    return new EspalierError(
      'E_MEDIA_TYPE',
      `Cannot read the body: its content type must be ${accepted.join(' or ')}`,
      `Send the header content-type: ${accepted[0] ?? ''}`
    );
  const charset = parameters.find(parameter => /^charset=/i.test(parameter));
  // ASCII is a part of UTF-8.
  if (charset !== undefined && !/^charset="?(?:utf-?8|(?:us-)?ascii)"?$/i.test(charset))
    return new EspalierError(
      'E_MEDIA_TYPE',
      'Cannot read the body: its character set is not supported',
      'Send text in UTF-8'
    );
  return mediaType;
}
