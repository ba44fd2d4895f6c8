import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';

/** A folder of the suite's own, gone when it ends: gives the function that writes a file there and names its path. */
export function temporaryFolder(): (name: string, content?: string | Uint8Array) => string {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'espalier-test-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return (name, content) => {
    const path = join(folder, name);
    if (content === undefined) return path;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return path;
  };
}
