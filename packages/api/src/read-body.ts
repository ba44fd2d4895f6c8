import type { IncomingMessage } from 'node:http';
import { EspalierError } from '@espalier/core';

/** The content length of a request; 0 if it has none. */
export function announcedBytes(request: IncomingMessage): number {
  const text = request.headers['content-length'];
  return text === undefined ? 0 : Number(text);
}

const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * Read the text of a body. `done` is called once, with the text or an error; never if the client disconnects. A body over the
 * limit is rejected as soon as it exceeds it.
 */
export function readBody(
  request: IncomingMessage,
  maxBytes: number,
  done: (text: string | EspalierError, numBytes: number) => void
): void {
  const first: Buffer[] = [];
  let numBytes = 0;
  let isDone = false;
  const finish = (text: string | EspalierError): void => {
    if (isDone) return;
    isDone = true;
    done(text, numBytes);
  };
  request.on('data', (chunk: Buffer) => {
    numBytes += chunk.length;
    if (isDone) return;
    if (numBytes > maxBytes) {
      first.length = 0;
      finish(tooLarge());
    } else first.push(chunk);
  });
  request.on('end', () => {
    if (!isDone) finish(decode(first));
  });
}

function decode(chunks: readonly Buffer[]): string | EspalierError {
  try {
    return decoder.decode(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks));
  } catch {
    return new EspalierError(
      'E_BODY_MALFORMED',
      'Cannot read the body: it is not UTF-8',
      'Send text in UTF-8'
    );
  }
}

export function tooLarge(): EspalierError {
  return new EspalierError(
    'E_BODY_TOO_LARGE',
    'Cannot read the body: it is too large',
    'Send fewer rows at once'
  );
}

/** Check the media type of a body; returns it without parameters, or an error. */
export function checkMediaType(
  request: IncomingMessage,
  accepted: readonly string[]
): string | EspalierError {
  const given = request.headers['content-type'];
  // Fast path for the most common media type.
  if (given === 'application/json' && request.headers['content-encoding'] === undefined)
    return given;
  const [type = '', ...parameters] = (given ?? '').split(';').map(part => part.trim());
  const mediaType = type.toLowerCase();
  if (!accepted.includes(mediaType))
    return new EspalierError(
      'E_MEDIA_TYPE',
      `Cannot read the body: its content type must be ${accepted.join(' or ')}`,
      `Send the header content-type: ${accepted[0] ?? ''}`
    );
  const charset = parameters.find(parameter => /^charset=/i.test(parameter));
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (
    (charset !== undefined && !/^charset="?utf-?8"?$/i.test(charset)) ||
    encoding.toLowerCase() !== 'identity'
  )
    return new EspalierError(
      'E_MEDIA_TYPE',
      'Cannot read the body: its encoding is not supported',
      'Send text in UTF-8, without content-encoding'
    );
  return mediaType;
}
