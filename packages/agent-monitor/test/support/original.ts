import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../../../../../shared/data/', import.meta.url));

/** The path of one of the original files, which a checkout need not have beside it. */
export function original(path: string): string {
  return ROOT + path;
}

/** A test that is skipped, and says why, where the original files are absent. */
export function testOriginal(
  name: string,
  needs: readonly string[],
  run: () => Promise<void>
): void {
  const missing = needs.filter(path => !existsSync(original(path)));
  if (missing.length === 0) test(name, run);
  else test.skip(`${name} (no ../shared/data/${missing.join(', ')})`, run);
}
