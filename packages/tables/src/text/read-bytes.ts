import { open } from 'node:fs/promises';
import { readFailure } from '@espalier/core/files';

/** The first bytes of a file, at most `limit`. Errors: E_FILE_*. */
export async function readBytes(path: string, limit: number): Promise<Buffer> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(limit), 0, limit, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw readFailure(path, cause);
  }
}
