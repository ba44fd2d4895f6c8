import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { chooseThreads, openEngine } from '../src/pool.ts';

describe('openEngine()', () => {
  test.each([1, 2, 4])('does every unit once, on %d threads', async numThreads => {
    const engine = openEngine(1 << 20, numThreads, 'auto');
    try {
      const { f64, u32 } = engine.views;
      const n = 500;
      for (let i = 0; i < n; ++i) {
        u32.set([i, i + 1], 65_536 / 4 + 2 * i);
        u32[131_072 / 4 + i] = i % 10;
        f64[196_608 / 8 + i] = 1;
      }
      for (let round = 0; round < 50; ++round)
        engine.run('addScores', n, n, 65_536, 131_072, 196_608, 262_144);
      expect(f64.slice(262_144 / 8, 262_144 / 8 + 10)).toEqual(new Float64Array(10).fill(2500));
      // units that share nothing, one at a time
      u32.set(
        Uint32Array.from({ length: n }, (_, i) => i),
        131_072 / 4
      );
      f64.fill(0, 262_144 / 8, 262_144 / 8 + n);
      for (let round = 0; round < 200; ++round)
        engine.run('addScores', n, 1, 65_536, 131_072, 196_608, 262_144);
      expect(f64.slice(262_144 / 8, 262_144 / 8 + n)).toEqual(new Float64Array(n).fill(200));
    } finally {
      await engine.close();
    }
  });

  test('reports a kernel that fails, on whatever thread, and still closes', async () => {
    const engine = openEngine(1 << 20, 2, 'auto');
    try {
      const beyond = 0xffff0000;
      expect(() => {
        engine.run('transpose', 1000, 1, beyond, 1000, 1, beyond, 1);
      }).toThrow();
    } finally {
      await engine.close();
    }
  });

  test('refuses more memory than WebAssembly has', () => {
    expect(() => openEngine(2 ** 33, 1, 'typescript')).toThrow('Cannot train in 8589934592 bytes');
  });
});

test('chooseThreads() leaves small data on one thread, and obeys a number', () => {
  expect(chooseThreads(0, 1000)).toBe(1);
  expect(chooseThreads(0, 1e9)).toBeGreaterThanOrEqual(1);
  expect(chooseThreads(3, 1)).toBe(3);
});

test('a pool that nobody closes keeps no process alive', () => {
  const source = fileURLToPath(new URL('../src/pool.ts', import.meta.url));
  const code = `const { openEngine } = await import(${JSON.stringify(source)}); openEngine(65536, 3, 'auto'); process.stdout.write('left open')`;
  const args = ['--import', import.meta.resolve('tsx'), '--input-type=module', '-e', code];
  const output = execFileSync(process.execPath, args, {
    env: { ...process.env, NODE_OPTIONS: undefined },
    timeout: 20_000
  });
  expect(output.toString()).toBe('left open');
});
