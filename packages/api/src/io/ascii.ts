export { isAscii } from 'node:buffer';

/** Decode bytes as Latin-1, of which ASCII is a part. */
export function latin1({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('latin1');
}
