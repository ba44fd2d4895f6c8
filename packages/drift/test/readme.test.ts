import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { finished, ROOT, start } from '../../../test/support/processes.ts';

test('the example of the README runs as it stands', async () => {
  const folder = join(ROOT, 'packages/drift');
  const [, code] = /```ts\n([\s\S]*?)```/.exec(readFileSync(join(folder, 'README.md'), 'utf8'))!;
  // Inside the package, so that it can import itself by name.
  const script = join(folder, 'dist', 'readme-example.mts');
  mkdirSync(join(folder, 'dist'), { recursive: true });
  writeFileSync(script, code!);
  try {
    const { exitCode, stdout, stderr } = await finished(
      start([process.execPath, '--conditions=@espalier/source', '--import', 'tsx', script])
    );
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^true \{ reference: 125, new: 145 \}\n/);
    expect(stdout).toContain("'--ref <source>'");
  } finally {
    rmSync(script, { force: true });
  }
});
