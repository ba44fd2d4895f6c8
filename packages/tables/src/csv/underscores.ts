import { createReadStream } from 'node:fs';

const UNDERSCORE = 0x5f;
const ZERO = 0x30;
const NINE = 0x39;

/** Does an underscore stand between two digits anywhere? DuckDB takes 1_000 for a number; nobody else does. */
export async function hasDigitUnderscores(path: string): Promise<boolean> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    const bytes = Buffer.concat([rest, chunk as Buffer]);
    for (let at = bytes.indexOf(UNDERSCORE); at >= 0; at = bytes.indexOf(UNDERSCORE, at + 1))
      if (isDigit(bytes[at - 1]) && isDigit(bytes[at + 1])) return true;
    // What stands before and after an underscore may lie on both sides of the cut.
    rest = bytes.subarray(-2);
  }
  return false;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= NINE;
}
