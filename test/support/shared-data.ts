import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe } from '@jest/globals';

const SHARED = fileURLToPath(new URL('../../../shared/data/', import.meta.url));

/** A suite over a folder of tables that a checkout need not have beside it; where it is absent, it is skipped, and says so. */
export function describeWithSharedData(folder: string, suite: (path: string) => void): void {
  const path = join(SHARED, folder);
  const run = (): void => {
    suite(path);
  };
  if (existsSync(path)) describe(`../shared/data/${folder}`, run);
  else describe.skip(`../shared/data/${folder} (absent)`, run);
}
