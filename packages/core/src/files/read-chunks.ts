import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { readFailure } from './read.ts';

/**
 * The text of a file, chunk by chunk: decompressed where it is gzip, whatever its name, decoded as UTF-8, or as UTF-16 where
 * a byte order mark says so. The mark is not part of the text. Errors: E_FILE_MISSING, E_FILE_UNREADABLE.
 */
export async function* readChunks(path: string): AsyncGenerator<string> {
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  try {
    for await (const bytes of readBytes(path)) {
      decoder ??= new TextDecoder(encodingOf(bytes));
      yield decoder.decode(bytes, { stream: true });
    }
  } catch (cause) {
    throw readFailure(path, cause);
  }
  const rest = decoder?.decode() ?? '';
  if (rest !== '') yield rest;
}

async function* readBytes(path: string): AsyncGenerator<Uint8Array> {
  const file = createReadStream(path);
  const chunks = file[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const first = await chunks.next();
  if (first.done === true) return;
  const whole = prepend(first.value, chunks);
  if (first.value[0] !== 0x1f || first.value[1] !== 0x8b) yield* whole;
  else {
    const gunzip = createGunzip();
    const { pipeline } = await import('node:stream');
    pipeline(whole, gunzip, () => undefined);
    yield* gunzip as AsyncIterable<Buffer>;
  }
}

async function* prepend(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  yield* { [Symbol.asyncIterator]: () => rest };
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}

/** The whole text of a file, read as `readChunks` does. */
export async function readAnyText(path: string): Promise<string> {
  const chunks: string[] = [];
  for await (const chunk of readChunks(path)) chunks.push(chunk);
  return chunks.join('');
}
