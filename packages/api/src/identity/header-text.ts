const FOREIGN = /\P{ASCII}/u;
const decoder = new TextDecoder('utf-8', { fatal: true });

/** Read the text of a header, whose bytes Node gives as Latin-1: UTF-8 if they are that, else as they are. */
export function decodeHeader(value: string): string {
  if (!FOREIGN.test(value)) return value;
  try {
    return decoder.decode(Buffer.from(value, 'latin1'));
  } catch {
    return value;
  }
}
