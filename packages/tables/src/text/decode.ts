import { Transform } from 'node:stream';
import type { TextEncoding } from './encoding.ts';

/** A transform from bytes of an encoding to UTF-8, without a byte order mark. */
export function decodeText(encoding: TextEncoding): Transform {
  const decoder = new TextDecoder(encoding);
  return new Transform({
    transform(chunk: Buffer, _, done) {
      done(null, decoder.decode(chunk, { stream: true }));
    },
    flush(done) {
      done(null, decoder.decode());
    }
  });
}

/** A transform of UTF-8 that empties the lines that start with a mark, so that the other lines keep their numbers. */
export function blankComments(mark: string, onComment: () => void): Transform {
  return blankLines(line => {
    const isComment = line.startsWith(mark);
    if (isComment) onComment();
    return isComment;
  });
}

/** A transform of UTF-8 that empties some lines, by their text or their number from 1 on. */
export function blankLines(isBlanked: (line: string, number: number) => boolean): Transform {
  let rest = '';
  let number = 0;
  const decoder = new TextDecoder();
  const keep = (line: string): string => {
    if (!isBlanked(line, ++number)) return line;
    return line.endsWith('\r') ? '\r' : '';
  };
  return new Transform({
    transform(chunk: Buffer, _, done) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      done(null, lines.map(line => `${keep(line)}\n`).join(''));
    },
    flush(done) {
      done(null, keep(rest + decoder.decode()));
    }
  });
}
