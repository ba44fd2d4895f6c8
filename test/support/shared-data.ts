import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, test } from '@jest/globals';

const SHARED = fileURLToPath(new URL('../../../shared/data/', import.meta.url));

/** A suite over a folder of tables that a checkout need not have beside it: where absent, its body never runs. */
export function describeWithSharedData(folder: string, suite: (path: string) => void): void {
  const path = join(SHARED, folder);
  const name = `../shared/data/${folder}`;
  if (existsSync(path)) {
    describe(name, () => {
      suite(path);
    });
  } else test.skip(`${name} (the folder is absent)`, () => undefined);
}
