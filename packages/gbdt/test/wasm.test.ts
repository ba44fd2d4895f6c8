import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { CLOSED, HEADER } from '../src/header.ts';
import { createMemory, instantiate, KERNEL_URL, kernelModule } from '../src/kernel.ts';
import { KERNEL_NAMES } from '../src/kernels/kernels.ts';
import { EXTRAS } from '../../../test/support/extras.ts';
import { testWhere } from '../../../test/support/where.ts';

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));
const COMPILER = join(PACKAGE, '../../test/extras/node_modules/assemblyscript/bin/asc.js');

testWhere(existsSync(COMPILER), EXTRAS)(
  'kernel.wasm is what the compiler makes of assembly/',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'gbdt-'));
    try {
      const out = join(folder, 'kernel.wasm');
      const args = [
        COMPILER,
        'assembly/kernel.ts',
        '--config',
        'asconfig.json',
        '--target',
        'release'
      ];
      execFileSync(process.execPath, [...args, '--outFile', out], {
        cwd: PACKAGE,
        env: { ...process.env, NODE_OPTIONS: undefined }
      });
      expect(readFileSync(out).equals(readFileSync(KERNEL_URL))).toBe(true);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
);

test('every kernel has its compiled twin', () => {
  const names = Object.keys(instantiate(kernelModule()!, createMemory(1)));
  expect(names.filter(name => name !== 'memory').sort()).toEqual([...KERNEL_NAMES].sort());
});

test('the words of the header lie on cache lines of their own, clear of a long job', () => {
  const words = Object.values(HEADER);
  words.slice(1).forEach((word, i) => {
    expect(word - words[i]!).toBeGreaterThanOrEqual(16);
  });
  expect(HEADER.job + 4 + 16).toBeLessThan(1024);
  expect(CLOSED).toBeGreaterThan(256);
});
