import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { finished, ROOT, start } from '../../../test/support/processes.ts';
import { packages } from '../../../test/support/workspace.ts';

describe('a Node that is too old', () => {
  test.each([
    ['18.20.8', 1],
    ['20.18.3', 1],
    ['20.19.0', 0],
    ['22.1.0', 0]
  ])('%s ends check-node.js with %d', async (version, expected) => {
    const check = pathToFileURL(join(ROOT, 'packages/cli/bin/check-node.js')).href;
    const code = `Object.defineProperty(process, 'versions', { value: { node: '${version}' } }); import('${check}')`;
    const { exitCode, stdout, stderr } = await finished(start([process.execPath, '-e', code]));
    expect(exitCode).toBe(expected);
    expect(stdout).toBe('');
    expect(stderr).toBe(
      expected === 0
        ? ''
        : `Node ${version} is too old for Espalier: install Node 20.19 or newer, https://nodejs.org\n`
    );
  });

  const bins = packages
    .filter(name => name !== 'cli')
    .flatMap(name => {
      try {
        return readdirSync(join(ROOT, 'packages', name, 'bin')).map(file => `${name}/bin/${file}`);
      } catch {
        return [];
      }
    });

  test.each(bins)('can read %s, which asks check-node.js before all else', bin => {
    const text = readFileSync(join(ROOT, 'packages', bin), 'utf8');
    // No top-level await, which Node 12 cannot parse.
    expect(text).toMatch(/^#!\/usr\/bin\/env node\nimport\('@espalier\/cli\/program'\)\.then\(/);
    const program = readFileSync(join(ROOT, 'packages/cli/bin/program.js'), 'utf8');
    expect(/^import .*$/m.exec(program)?.[0]).toBe("import './check-node.js';");
  });
});
