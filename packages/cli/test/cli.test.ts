import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { processIo } from '../src/cli.ts';

const SOURCE = new URL('../src/index.ts', import.meta.url).href;
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** A process of its own that runs a command whose body is the given code. */
function start(body: string, args: readonly string[]): ReturnType<typeof spawn> {
  const script = `
    import { runProcess } from ${JSON.stringify(SOURCE)};
    await runProcess({ name: 'made', summary: 's', prefix: 'ESPALIER_MADE', options: [], examples: [],
      run: async (options, io) => { ${body} } });`;
  return spawn(
    process.execPath,
    [
      ...['--conditions=@espalier/source', '--import', 'tsx', '--input-type=module'],
      ...['--eval', script, '--', 'made', ...args]
    ],
    { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NODE_OPTIONS: '' } }
  );
}

async function ended(
  child: ReturnType<typeof spawn>
): Promise<{ code: unknown; out: string; err: string }> {
  let out = '';
  let err = '';
  child.stdout!.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr!.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const [code] = (await once(child, 'close')) as [unknown];
  return { code, out, err };
}

describe('runProcess()', () => {
  test('sets the exit code, and writes what is pending first', async () => {
    const { code, out, err } = await ended(
      start(`io.stdout.write('x'.repeat(300000) + '\\n'); return 3;`, [])
    );
    expect(code).toBe(3);
    expect(out).toHaveLength(300_001);
    expect(err).toBe('');
  });

  test('ends wrong usage with 2', async () => {
    const { code, err } = await ended(start('return 0;', ['--nothing']));
    expect(code).toBe(2);
    expect(err).toContain("unknown option '--nothing'");
  });

  test('takes a reader that has seen enough for no failure', async () => {
    const child = start(
      `for (let i = 0; i < 200; ++i) { io.stdout.write('y'.repeat(10000) + '\\n'); await new Promise(r => setTimeout(r, 1)); } return 0;`,
      []
    );
    let err = '';
    child.stderr!.on('data', (chunk: Buffer) => (err += chunk.toString()));
    child.stdout!.once('data', () => child.stdout!.destroy());
    const [code] = (await once(child, 'exit')) as [unknown];
    expect(code).toBe(0);
    expect(err).toBe('');
  });
});

test('processIo() has a clock that runs on', () => {
  const io = processIo();
  const before = io.elapsed();
  expect(io.elapsed()).toBeGreaterThanOrEqual(before);
  expect(Math.abs(io.now().getTime() - Date.now())).toBeLessThan(5000);
  expect(io.env).toBe(process.env);
});
