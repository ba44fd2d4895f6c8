import { createReadStream } from 'node:fs';
import { readFailure } from '@espalier/core/files';

/** A line end behind an opening quote or before a closing one, in either order: it may belong to a cell. */
const QUOTED_ENDS = ['"\n', '"\r', '\n"', '\r"'];
const NO_BREAK_SPACE = Buffer.from('\u00a0');

/** May a cell of a CSV file have blanks around it that are not spaces: tabs, no-break spaces, line ends? */
export async function hasOtherBlanks(path: string, delimiter: string): Promise<boolean> {
  const wanted = [...(delimiter === '\t' ? [] : ['\t']), NO_BREAK_SPACE, ...QUOTED_ENDS];
  let rest: Buffer = Buffer.alloc(0);
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
      const bytes = Buffer.concat([rest, chunk as Buffer]);
      if (wanted.some(blank => bytes.includes(blank))) return true;
      rest = bytes.subarray(-1);
    }
  } catch (cause) {
    throw readFailure(path, cause);
  }
  return false;
}
